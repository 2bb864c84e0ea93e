/** What is said of a record in which a key stands twice. */
import type { Position, RecordNotice } from '../core/ports.ts';

export function duplicateKeyNotice(keys: readonly string[], position: Position): RecordNotice {
  const names = keys.map((key) => JSON.stringify(key)).join(', ');
  return { kind: 'notice', code: 'duplicate-key', detail: `key ${names} stands twice in one object`, ...position };
}
