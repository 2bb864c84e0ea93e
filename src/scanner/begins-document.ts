/** A guess at whether a file is one document, for which scouts need not be started. A wrong one costs time and nothing else. */
import { Buffer } from 'node:buffer';

const ENVELOPE = /^\{\s*"[Rr]ecords"\s*:\s*\[/;

/** Whether bytes that begin a file open an array or an envelope, or an object that their first line does not end. */
export function beginsDocument(head: Uint8Array): boolean {
  const text = Buffer.from(head).toString('utf8').trimStart();
  if (!text.startsWith('{')) return text.startsWith('[');
  const newline = text.indexOf('\n');
  return ENVELOPE.test(text) || (newline !== -1 && !text.slice(0, newline).trimEnd().endsWith('}'));
}
