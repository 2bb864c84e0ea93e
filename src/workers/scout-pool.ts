/**
 * The scouts of a scan: some threads, and the one that reads, which scouts along instead of waiting.
 *
 * Owns: who does what, in which order parts are handed out, and how much may be done ahead of the reading. Whatever a thread cannot or
 * does not do (it may die) is left to the plain way: its parts then just end. Must not know: how a task is done.
 */
import type { Artifact, Opening, RecordSkipper } from '../core/ports.ts';
import type { PairVerdict, ScoutedPart, Scouts } from '../core/scouting.ts';
import { bytesHeld, type Orders, type Report, type Reports, type RunTask, type ScoutTask } from './scout-task.ts';

/** A thread as the pool sees it. */
export interface ScoutPort {
  post(orders: Orders): void;
  /** The first reports are empty, and mean that the thread is ready. */
  onReports(listener: (reports: Reports) => void): void;
  /** It will report nothing any more. */
  onEnd(listener: () => void): void;
  /** Bytes reported and not taken yet, in its only element. */
  readonly waiting: Int32Array;
  end(): Promise<unknown>;
}

/** An open file that is gone through in ranges. */
export interface RangedFile {
  readonly fd: number;
  readonly opening: Opening;
  /** What there is to say when it was read to its end. */
  notices(): ScoutedPart['notices'];
  close(): void;
}

/** What a pool is made of. */
export interface PoolParts {
  /** How many threads besides the reading one. */
  readonly threads: number;
  startThread(): ScoutPort;
  /** Does tasks on the reading thread. */
  readonly createRunner: (verdictOn: VerdictLookup) => RunTask;
  /** Null when a file is not to be gone through in ranges: it is no plain text, or cannot be opened. A document is left alone. */
  readonly openRanged: (path: Uint8Array) => RangedFile | null | 'document';
  readonly breathe: () => Promise<void>;
  readonly skipper: RecordSkipper;
  readonly sizes?: Partial<PoolSizes>;
}

export type VerdictLookup = (spelling: number, service: string, action: string) => number | null;

/** In bytes. */
export interface PoolSizes {
  /** Threads are started when so much is there to read: below, starting them costs more than they save. */
  readonly startAt: number;
  /** Smaller files are read in the plain way: handing them over costs more than it saves, in time and memory. */
  readonly smallest: number;
  /** Larger files are gone through in ranges. */
  readonly rangedFrom: number;
  readonly range: number;
  /** So much is listed ahead of the reading. */
  readonly ahead: number;
  /** So much is a thread given at once. */
  readonly order: number;
  /** So much may the reading thread hold that it went through ahead of its reading. */
  readonly held: number;
}

const MIB = 1024 * 1024;
const SIZES: PoolSizes = {
  startAt: 64 * MIB,
  smallest: MIB,
  rangedFrom: 16 * MIB,
  range: 8 * MIB,
  ahead: 256 * MIB,
  order: 64 * MIB,
  held: 16 * MIB,
};
/** How much larger compressed logs are when they are read. A guess is enough: it only weighs. */
const GZIP_FACTOR = 8;
/** A small file costs as much as so many bytes. */
const LEAST_WEIGHT = 32 * 1024;
/** As many tasks as a thread is given at once. */
const MOST_AT_ONCE = 64;
/** So many files are open ahead of the reading: the system allows only so many, and beyond them every file would be unreadable. */
const MOST_OPEN = 64;

interface Task {
  readonly id: number;
  readonly task: ScoutTask;
  readonly weight: number;
  owner: ScoutPort | 'reader' | null;
  /** For a task of the reading thread. */
  run: Iterator<ScoutedPart> | null;
  readonly parts: ScoutedPart[];
  isDone: boolean;
  isDropped: boolean;
}

interface Thread {
  readonly port: ScoutPort;
  isReady: boolean;
  /** The weight of the tasks it has. */
  given: number;
  toldVerdicts: number;
  dropped: number[];
}

interface Announced {
  readonly tasks: readonly Task[];
  readonly file: RangedFile | null;
}

export class ScoutPool implements Scouts {
  readonly #parts: PoolParts;
  readonly #sizes: PoolSizes;
  readonly #run: RunTask;
  readonly #announced = new Map<Artifact, Announced>();
  /** Those nobody took yet, in the order of reading. */
  #pending: Task[] = [];
  #pendingWeight = 0;
  #announcedWeight = 0;
  #openFiles = 0;
  readonly #tasks = new Map<number, Task>();
  #nextId = 1;
  #threads: Thread[] = [];
  #isStarted = false;
  #local: Task | null = null;
  #localHeld = 0;
  #wake: (() => void) | null = null;

  constructor(parts: PoolParts) {
    this.#parts = parts;
    this.#sizes = { ...SIZES, ...parts.sizes };
    this.#run = parts.createRunner((spelling, service, action) => parts.skipper.verdictOn(spelling, service, action));
  }

  announce(artifact: Artifact): void {
    const { path, size } = artifact;
    if (path === undefined || size === null || size === 0) return;
    const isGzip = artifact.uri.endsWith('.gz');
    if (size * (isGzip ? GZIP_FACTOR : 1) < this.#sizes.smallest) return;
    const file = size >= this.#sizes.rangedFrom && !isGzip ? this.#parts.openRanged(path) : null;
    if (file === 'document') return;
    const tasks = file === null ? [this.#add({ kind: 'file', path }, size * (isGzip ? GZIP_FACTOR : 1))] : this.#addRanges(file);
    if (file !== null) this.#openFiles++;
    this.#announced.set(artifact, { tasks, file });
    if (!this.#isStarted && this.#announcedWeight >= this.#sizes.startAt) this.#start();
    if (this.#isStarted) this.#giveOrders();
  }

  get hasEnough(): boolean {
    return this.#isStarted && (this.#pendingWeight >= this.#sizes.ahead || this.#openFiles >= MOST_OPEN);
  }

  partsOf(artifact: Artifact): AsyncIterable<ScoutedPart> | null {
    const announced = this.#announced.get(artifact);
    if (announced === undefined) return null;
    this.#announced.delete(artifact);
    if (this.#isStarted) return this.#handOut(announced);
    this.#drop(announced);
    return null;
  }

  async dispose(): Promise<void> {
    for (const announced of this.#announced.values()) announced.file?.close();
    this.#announced.clear();
    await Promise.all(this.#threads.map(({ port }) => port.end()));
  }

  async *#handOut(announced: Announced): AsyncGenerator<ScoutedPart> {
    try {
      for (const task of announced.tasks) {
        for (;;) {
          const part = task.parts.shift();
          if (part !== undefined) {
            this.#released(task, part);
            yield part.isLast && announced.file !== null ? { ...part, notices: announced.file.notices() } : part;
          } else if (task.isDone) {
            this.#tasks.delete(task.id);
            break;
          } else await this.#advance(task);
        }
      }
    } finally {
      this.#drop(announced);
    }
  }

  /** Does something so that a task goes on: part of it, or of another while a thread has it; else waits for the threads. */
  async #advance(wanted: Task): Promise<void> {
    this.#giveOrders();
    if (wanted.owner === null && !this.#takeLocally(wanted)) return;
    const isTooFar = wanted !== this.#local && this.#localHeld > this.#sizes.held;
    if (this.#local === null && !isTooFar) {
      const next = this.#pending[0];
      if (next !== undefined) this.#takeLocally(next);
    }
    const local = wanted.run !== null ? wanted : isTooFar ? null : this.#local;
    if (local === null) await new Promise<void>((resolve) => (this.#wake = resolve));
    else {
      this.#step(local);
      await this.#parts.breathe();
    }
  }

  /** There is one runner, so one task at a time; false when it is busy, and the task is left to the plain way. */
  #takeLocally(task: Task): boolean {
    this.#unqueue([task]);
    task.owner = 'reader';
    if (this.#local !== null) {
      task.isDone = true;
      return false;
    }
    task.run = this.#run(task.task)[Symbol.iterator]();
    this.#local = task;
    return true;
  }

  /** One part of a task on the reading thread. */
  #step(task: Task): void {
    const next = task.run?.next() ?? { done: true as const, value: undefined };
    if (next.done === true) {
      task.isDone = true;
      task.run = null;
      if (this.#local === task) this.#local = null;
      return;
    }
    task.parts.push(next.value);
    this.#localHeld += bytesHeld(next.value);
  }

  /** A part goes into the reading: its thread may go on. */
  #released(task: Task, part: ScoutedPart): void {
    const bytes = bytesHeld(part);
    if (task.owner === 'reader') this.#localHeld -= bytes;
    else if (task.owner !== null) {
      Atomics.sub(task.owner.waiting, 0, bytes);
      Atomics.notify(task.owner.waiting, 0);
    }
  }

  /** Nobody wants what is left of these. */
  #drop({ tasks, file }: Announced): void {
    const unfinished = tasks.filter((task) => this.#tasks.has(task.id));
    this.#unqueue(unfinished.filter(({ owner }) => owner === null));
    for (const task of unfinished) {
      task.isDropped = true;
      for (const part of task.parts.splice(0)) this.#released(task, part);
      if (task.owner === null || task.owner === 'reader' || task.isDone) this.#tasks.delete(task.id);
      if (task.run !== null) {
        task.run.return?.();
        task.run = null;
        task.isDone = true;
        if (this.#local === task) this.#local = null;
      }
      if (task.owner !== 'reader') this.#threads.find(({ port }) => port === task.owner)?.dropped.push(task.id);
    }
    if (file === null) return;
    file.close();
    this.#openFiles--;
  }

  #add(task: ScoutTask, bytes: number): Task {
    const weight = bytes + LEAST_WEIGHT;
    const added: Task = {
      ...{ id: this.#nextId++, task, weight, owner: null, run: null, parts: [], isDone: false, isDropped: false },
    };
    this.#tasks.set(added.id, added);
    this.#pending.push(added);
    this.#pendingWeight += weight;
    this.#announcedWeight += weight;
    return added;
  }

  #addRanges({ fd, opening }: RangedFile): Task[] {
    const { range } = this.#sizes;
    const { size } = opening;
    return Array.from({ length: Math.ceil(size / range) }, (_, i) =>
      this.#add({ kind: 'range', fd, from: i * range, to: Math.min(size, (i + 1) * range), opening }, range),
    );
  }

  #unqueue(tasks: readonly Task[]): void {
    if (tasks.length === 0) return;
    const taken = new Set(tasks);
    this.#pending = this.#pending.filter((task) => !taken.has(task));
    for (const { weight } of tasks) this.#pendingWeight -= weight;
  }

  #start(): void {
    this.#isStarted = true;
    for (let n = 0; n < this.#parts.threads; n++) {
      const port = this.#parts.startThread();
      const thread: Thread = { port, isReady: false, given: 0, toldVerdicts: 0, dropped: [] };
      this.#threads.push(thread);
      port.onReports(({ reports, asked }) => {
        thread.isReady = true;
        // What is found out so stands in the next orders.
        for (const { spelling, service, action } of asked) this.#parts.skipper.verdictOn(spelling, service, action);
        for (const report of reports) this.#take(report, thread);
        this.#giveOrders();
        this.#wakeUp();
      });
      port.onEnd(() => {
        this.#threads = this.#threads.filter((other) => other !== thread);
        for (const task of this.#tasks.values()) if (task.owner === port) task.isDone = true;
        this.#wakeUp();
      });
    }
  }

  #take({ id, parts, isDone }: Report, thread: Thread): void {
    const task = this.#tasks.get(id);
    if (task === undefined) return;
    task.parts.push(...parts);
    if (isDone) {
      task.isDone = true;
      thread.given -= task.weight;
    }
    if (!task.isDropped) return;
    for (const part of task.parts.splice(0)) this.#released(task, part);
    if (isDone) this.#tasks.delete(id);
  }

  /** Keeps each thread busy that is ready. Until then the reading thread goes ahead alone. */
  #giveOrders(): void {
    for (const thread of this.#threads.filter(({ isReady }) => isReady)) {
      const { verdicts } = this.#parts.skipper;
      const tasks: Task[] = [];
      let weight = thread.given;
      // Towards the end less and less, so that all are done at the same time.
      const most = Math.min(this.#sizes.order, this.#pendingWeight / (2 * (this.#threads.length + 1)));
      if (weight < most / 2 || weight === 0) {
        for (const task of this.#pending) {
          if (tasks.length > 0 && (weight >= most || tasks.length >= MOST_AT_ONCE)) break;
          tasks.push(task);
          weight += task.weight;
        }
      }
      const told: readonly PairVerdict[] = verdicts.slice(thread.toldVerdicts);
      if (tasks.length === 0 && thread.dropped.length === 0 && told.length === 0) continue;
      this.#unqueue(tasks);
      for (const task of tasks) task.owner = thread.port;
      thread.given = weight;
      thread.toldVerdicts = verdicts.length;
      thread.port.post({ tasks: tasks.map(({ id, task }) => ({ id, task })), verdicts: told, dropped: thread.dropped });
      thread.dropped = [];
    }
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }
}
