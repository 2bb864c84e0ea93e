/** Names that users, outputs and other tools rely on. Adding one is a line here; changing one breaks somebody. */
import { expect, it } from 'vitest';
import { DECODERS, READERS, SCHEMAS } from '../../src/registry.ts';
import { FORMAT_NAMES } from '../../src/sinks/formats.ts';
import { LEVELS } from '../../src/core/level.ts';
import { PROBLEMS } from '../../src/core/problem.ts';

const names = (registered: readonly { readonly name: string }[]): string[] => registered.map(({ name }) => name);

it('pins the registered names, in the order they are asked', () => {
  expect(names(DECODERS)).toEqual(['gzip', 'zstd', 'utf-16', 'unsupported']);
  expect(names(READERS)).toEqual(['flow-log', 'json']);
  expect(names(SCHEMAS)).toEqual(['databricks-delivery', 'databricks-system-table', 'azure-diagnostic', 'cloudtrail', 'vpc-flow']);
  expect(FORMAT_NAMES).toEqual(['text', 'table', 'jsonl', 'json', 'csv', 'html', 'none']);
  expect(LEVELS).toEqual(['informational', 'low', 'medium', 'high', 'critical']);
});

it('pins the problem codes and what each costs', () => {
  expect(Object.fromEntries(Object.entries(PROBLEMS).map(([code, { weight }]) => [code, weight]))).toEqual({
    ...{ unreadable: 'artifact', vanished: 'artifact', shrunk: 'artifact', 'truncated-archive': 'artifact', 'corrupt-archive': 'artifact' },
    ...{ 'trailing-garbage': 'artifact', 'unsupported-format': 'artifact', 'nested-too-often': 'artifact' },
    ...{
      'malformed-json': 'record',
      'record-too-large': 'record',
      'record-too-deep': 'record',
      'broken-document': 'record',
      unrecognised: 'record',
      'flow-log-layout': 'record',
      'malformed-flow': 'record',
    },
    ...{ 'no-active-rule': 'run', 'correlation-failed': 'run', 'correlation-limit': 'run', uncorrelated: 'record' },
    ...{
      'folder-loop': 'notice',
      'rule-never-runs': 'notice',
      grew: 'notice',
      'no-time': 'notice',
      'access-denied': 'artifact',
      archived: 'artifact',
      'changed-while-read': 'artifact',
      overwritten: 'notice',
      'unverified-checksum': 'notice',
      'duplicate-key': 'record',
      'lost-evidence': 'record',
      'dedupe-full': 'notice',
      'expired-filter': 'notice',
      'envelope-keys': 'notice',
    },
  });
});

it.each([...DECODERS, ...READERS, ...SCHEMAS].map(({ name }) => name))('%s is a name in lower case with hyphens', (name) => {
  expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
});
