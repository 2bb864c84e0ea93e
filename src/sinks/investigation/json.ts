/**
 * Formats `json` (one document) and `jsonl` (one object per line, its `kind` first) of an investigation.
 *
 * Owns: how the document is divided into lines. Unsafe characters are spelled `\uXXXX`: the value is the same, and terminals are safe.
 */
import type { Investigation } from '../../core/investigate/model.ts';
import { escapeJson } from '../escape.ts';
import { entityOf, eventOf, followUpOf, gapOf, headOf, peerOf, relationOf, toDocument } from './document.ts';

export function* investigationJson(investigation: Investigation): Generator<string> {
  yield `${serialiseInvestigation(investigation)}\n`;
}

/** The document of docs/investigation.schema.json: one line, times as text. */
export function serialiseInvestigation(investigation: Investigation): string {
  return escapeJson(JSON.stringify(toDocument(investigation)));
}

/** The head first, then every list in the order of the document. */
export function* investigationLines(investigation: Investigation): Generator<string> {
  yield line({ kind: 'investigation', investigation: headOf(investigation) });
  for (const entity of investigation.entities) yield line({ kind: 'entity', entity: entityOf(entity) });
  for (const relation of investigation.relations) yield line({ kind: 'relation', relation: relationOf(relation) });
  for (const event of investigation.timeline) yield line({ kind: 'event', event: eventOf(event) });
  for (const peer of investigation.peers) yield line({ kind: 'peer', peer: peerOf(peer) });
  for (const gap of investigation.gaps) yield line({ kind: 'gap', gap: gapOf(gap) });
  for (const followUp of investigation.followUps) yield line({ kind: 'follow-up', followUp: followUpOf(followUp) });
}

function line(value: unknown): string {
  return `${escapeJson(JSON.stringify(value))}\n`;
}
