import { expect, it } from 'vitest';
import type { EntityGraph } from '../../../src/core/investigate/entity-graph.ts';
import { FurtherIds } from '../../../src/core/investigate/further-ids.ts';

/** A graph of which only these ids are known. */
function graphOf(known: { hosts: string[]; handles: string[]; addresses: string[] }): EntityGraph {
  const relations = (): unknown => known.addresses.map((value) => ({ kind: 'has-address', to: { kind: 'address', value } }));
  return { hosts: () => known.hosts, handles: () => known.handles, relations } as unknown as EntityGraph;
}

it('what one pass found, the next looks for; then what is left is a gap', () => {
  const known = { hosts: ['i-1'], handles: [] as string[], addresses: [] as string[] };
  const ids = new FurtherIds(graphOf(known), new Set(['cluster']));
  expect(ids.next()).toEqual({ found: new Set(['i-1']), before: new Set(['cluster']) });
  known.handles = ['eipassoc-1', 'eni-attach-1'];
  expect(ids.next()).toEqual({ found: new Set(['eipassoc-1', 'eni-attach-1']), before: new Set(['cluster', 'i-1']) });
  expect(ids.gaps()).toEqual([]);
  known.addresses = ['10.0.0.1'];
  expect(ids.gaps()).toEqual([]);
  known.hosts = ['i-1', 'i-2', 'i-3', 'i-4', 'i-5', 'i-6', 'i-7'];
  expect(ids.next()).toBeNull();
  expect(ids.gaps().map(({ code, sentence }) => [code, sentence])).toEqual([
    ['limit-reached', expect.stringContaining('(i-2, i-3, i-4, i-5, i-6 …)')],
  ]);
});

it('for an address or an attachment alone there is one pass and no second, and for nothing there is none', () => {
  const known = { hosts: ['i-1'], handles: [] as string[], addresses: [] as string[] };
  const ids = new FurtherIds(graphOf(known), new Set(['i-1']));
  expect(ids.next()).toBeNull();
  known.addresses = ['10.0.0.1'];
  expect(ids.next()?.found).toEqual(new Set(['10.0.0.1']));
  known.addresses = ['10.0.0.1', '10.0.0.2', '2001:db8::1'];
  known.handles = ['eni-attach-1'];
  expect(ids.next()).toBeNull();
  expect(ids.gaps()).toEqual([]);
});
