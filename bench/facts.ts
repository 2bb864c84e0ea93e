// What is true of a generated data set: sizes, and the answers every tool is checked against. Counted while generating, from how each
// record was made (flagged) and from the text that was written (what a plain text search has to find).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Shape } from './layout.ts';
import { detections, otherSensorActions, wantedActions } from './wanted.ts';

export interface FileFacts {
  path: string;
  records: number;
  decodedBytes: number;
  storedBytes: number;
}

export interface Facts {
  schemaVersion: 2;
  synthetic: true;
  seed: number;
  shape: Shape;
  gzip: boolean;
  alertFraction: number;
  totals: { files: number; records: number; decodedBytes: number; storedBytes: number; meanRecordBytes: number; maxRecordBytes: number };
  expected: {
    /** Records with one of the 14 actions of the four published detections: the question that every tool is asked. */
    flagged: number;
    /** Those, and the sensor's other alerts, for which the default pack has further rules. */
    flaggedByDefaultPack: number;
    byAction: Record<string, number>;
    /** A record with an action of two detections counts in both. */
    byRule: Record<string, number>;
    decoys: number;
    heartbeats: number;
    /** Lines that contain a wanted name anywhere: the answer of `rg -c -F`. */
    linesWithName: number;
    /** Occurrences of wanted names: the answer of `rg --count-matches -F`. */
    occurrences: number;
  };
  files: FileFacts[];
}

export class Tally {
  records = 0;
  flagged = 0;
  decoys = 0;
  heartbeats = 0;
  linesWithName = 0;
  occurrences = 0;
  maxRecordBytes = 0;
  readonly byAction = new Map<string, number>();
  private readonly names = new RegExp(wantedActions.join('|'), 'g');

  record(bytes: number): void {
    this.records++;
    if (bytes > this.maxRecordBytes) this.maxRecordBytes = bytes;
  }

  alert(actionName: string): void {
    if (wantedActions.includes(actionName)) this.flagged++;
    this.byAction.set(actionName, (this.byAction.get(actionName) ?? 0) + 1);
  }

  /** Counts wanted names in a record's text; says whether there was one. */
  text(text: string): boolean {
    const found = text.match(this.names);
    if (found === null) return false;
    this.occurrences += found.length;
    return true;
  }

  /** Counts the lines of a record's text that hold a wanted name. */
  lines(text: string): void {
    for (const line of text.split('\n')) if (wantedActions.some((name) => line.includes(name))) this.linesWithName++;
  }

  expected(): Facts['expected'] {
    const byAction = Object.fromEntries([...wantedActions, ...otherSensorActions].map((name) => [name, this.byAction.get(name) ?? 0]));
    const byRule = Object.fromEntries(
      Object.entries(detections).map(([rule, names]) => [rule, names.reduce((sum, name) => sum + (this.byAction.get(name) ?? 0), 0)]),
    );
    const { flagged, decoys, heartbeats, linesWithName, occurrences } = this;
    const flaggedByDefaultPack = Object.values(byAction).reduce((sum, count) => sum + count, 0);
    return { flagged, flaggedByDefaultPack, byAction, byRule, decoys, heartbeats, linesWithName, occurrences };
  }
}

/** The facts of a data folder written by `generate.ts`; its logs are in `logs/` beside them. */
export function readFacts(folder: string): Facts {
  const facts = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Facts;
  if ((facts.schemaVersion as number) !== 2)
    throw new Error(`${folder}: expected.json was written by another version; generate the data again`);
  return facts;
}
