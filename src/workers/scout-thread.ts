/**
 * A scout's thread: takes orders, does one task after the other, reports.
 *
 * Owns: looking for new orders between two parts, and waiting while what it reported is not taken. Must not know: how a task is done.
 */
import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import type { ScoutedPart } from '../core/scouting.ts';
import type { KnownPairs } from './known-pairs.ts';
import { bytesHeld, type Orders, type Report, type Reports, type RunTask } from './scout-task.ts';

/** So many bytes may wait to be taken. */
const MOST_WAITING = 16 * 1024 * 1024;
/** Reports are sent together while they are small: many small files would otherwise cost a message each. */
const SENT_TOGETHER = 16;
const SENT_BYTES = 256 * 1024;

/** What a thread is given by the one that starts it. */
export interface ScoutThread {
  readonly port: MessagePort;
  /** Bytes reported and not taken yet, in its only element. */
  readonly waiting: Int32Array;
  readonly run: RunTask;
  /** What {@link run} knows of pairs. */
  readonly pairs: KnownPairs;
}

/** Says that it is ready, and listens for orders until the port is closed. */
export function serveScout(thread: ScoutThread): void {
  const scout = new ThreadedScout(thread);
  thread.port.on('message', (orders: Orders) => scout.work(orders));
  thread.port.postMessage({ reports: [], asked: [] } satisfies Reports);
}

class ThreadedScout {
  readonly #thread: ScoutThread;
  readonly #tasks: Orders['tasks'][number][] = [];
  readonly #dropped = new Set<number>();
  #reports: Report[] = [];
  #reportedBytes = 0;

  constructor(thread: ScoutThread) {
    this.#thread = thread;
  }

  work(orders: Orders): void {
    this.#take(orders);
    for (let next = this.#tasks.shift(); next !== undefined; next = this.#tasks.shift()) {
      const { id, task } = next;
      if (!this.#dropped.has(id)) {
        for (const part of this.#thread.run(task)) {
          this.#report({ id, parts: [part], isDone: false });
          this.#listen();
          if (this.#dropped.has(id)) break;
        }
      }
      this.#report({ id, parts: [], isDone: true }, task.kind === 'range');
      this.#listen();
    }
    this.#send();
  }

  #take({ tasks, verdicts, dropped }: Orders): void {
    this.#tasks.push(...tasks);
    this.#thread.pairs.learn(verdicts);
    for (const id of dropped) this.#dropped.add(id);
  }

  /** Takes the orders that came meanwhile. */
  #listen(): void {
    for (;;) {
      const received = receiveMessageOnPort(this.#thread.port);
      if (received === undefined) return;
      this.#take(received.message as Orders);
    }
  }

  /** @param isLarge it took long, and who gave the task may have another meanwhile */
  #report(report: Report, isLarge = false): void {
    this.#reports.push(report);
    this.#reportedBytes += report.parts.reduce((sum, part) => sum + bytesHeld(part), 0);
    const isEnough = this.#reportedBytes >= SENT_BYTES || this.#reports.length >= SENT_TOGETHER || this.#tasks.length === 0;
    if (isEnough || isLarge) this.#send();
  }

  #send(): void {
    if (this.#reports.length === 0) return;
    const { waiting, port, pairs } = this.#thread;
    Atomics.add(waiting, 0, this.#reportedBytes);
    const sent: Reports = { reports: this.#reports, asked: pairs.takeAsked() };
    port.postMessage(sent, buffersOf(this.#reports));
    this.#reports = [];
    this.#reportedBytes = 0;
    // Whoever takes them wakes us.
    for (let bytes = Atomics.load(waiting, 0); bytes > MOST_WAITING; bytes = Atomics.load(waiting, 0))
      Atomics.wait(waiting, 0, bytes, 1000);
  }
}

/** The lines of a part share one buffer; handed over, it need not be copied. */
function buffersOf(reports: readonly Report[]): ArrayBuffer[] {
  const parts: ScoutedPart[] = reports.flatMap((report) => report.parts);
  const buffers = new Set(parts.flatMap(({ lines }) => lines.map(({ bytes }) => bytes.buffer)));
  return [...buffers].filter((buffer) => buffer instanceof ArrayBuffer);
}
