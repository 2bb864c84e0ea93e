/** Sources of all kinds in one order. */
import { describe, expect, it } from 'vitest';
import { mergeSources } from '../../src/cli/merge-sources.ts';
import type { Listed, Source } from '../../src/core/ports.ts';

const sourceOf = (uris: readonly string[], log: string[] = []): Source => ({
  async *list() {
    await Promise.resolve();
    try {
      for (const uri of uris) yield { kind: 'excluded', uri, reason: 'hidden' } satisfies Listed;
    } finally {
      log.push('closed');
    }
  },
});

describe('merged sources', () => {
  it('come in the order of the UTF-8 bytes of their uris', async () => {
    const uris: string[] = [];
    const source = mergeSources([sourceOf(['a', 's3', 't', '\u{FFFD}']), sourceOf(['s3://b/a', 's3://b/z', '\u{1F4A5}'])]);
    for await (const listed of source.list(new AbortController().signal)) if (listed.kind === 'excluded') uris.push(listed.uri);
    expect(uris).toEqual(['a', 's3', 's3://b/a', 's3://b/z', 't', '\u{FFFD}', '\u{1F4A5}']);
  });

  it('are all let go of when the reader leaves', async () => {
    const log: string[] = [];
    for await (const listed of mergeSources([sourceOf(['a', 'b'], log), sourceOf(['c'], log)]).list(new AbortController().signal)) {
      expect(listed).toBeDefined();
      break;
    }
    expect(log).toEqual(['closed', 'closed']);
  });
});
