import { Command } from 'commander';
import { expect, it } from 'vitest';
import { addInvestigateOptions } from '../../src/cli/investigate-options.ts';
import { addScanOptions } from '../../src/cli/scan-options.ts';
import { PROBLEMS } from '../../src/core/problem.ts';

it('advice on a problem names only options that both commands have, or says that a scan has it', () => {
  const optionsOf = (command: Command): readonly string[] => command.options.map(({ long }) => long ?? '');
  const scan = new Set(optionsOf(addScanOptions(new Command())));
  const investigate = new Set(optionsOf(addInvestigateOptions(new Command())));
  const named = Object.entries(PROBLEMS).flatMap(([code, { advice }]) =>
    [...advice.matchAll(/(a scan with )?(--[a-z-]+)/g)].map(([, isScan, option = '']) => ({ code, option, isScan: isScan !== undefined })),
  );
  expect(named.length).toBeGreaterThan(4);
  expect(named.filter(({ option, isScan }) => !scan.has(option) || (!isScan && !investigate.has(option)))).toEqual([]);
});
