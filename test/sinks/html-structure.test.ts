/** What the pages' template and tables promise beyond single payloads: no text changes the structure, and a crowd pushes out no alert. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TimelineEvent } from '../../src/core/investigate/model.ts';
import { investigationHtml } from '../../src/sinks/html/investigation.ts';
import { clip, markup } from '../../src/sinks/html/markup.ts';
import { sampleInvestigation } from '../helpers/hostile-pages.ts';
import { anyText } from './sample-findings.ts';

const pageOf = (timeline: readonly TimelineEvent[]): string => [...investigationHtml(sampleInvestigation({ timeline }))].join('');

/** Every tag of the body with the names of its attributes. */
function skeleton(page: string): string[] {
  const tags = page.slice(page.indexOf('</head>')).match(/<[^>]*>/g) ?? [];
  return tags.map((tag) => tag.replace(/"[^"]*"/g, '""'));
}

test('any text comes through the template as text', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(markup`<p title="${text}">${text}</p>`.text).toMatch(/^<p title="[^"<>]*">[^"<>]*<\/p>$/);
    }),
  );
});

test('no text of an event changes the structure of a page', () => {
  const { timeline } = sampleInvestigation();
  const told = (text: string): string[] =>
    skeleton(
      pageOf(timeline.map((event) => ({ ...event, title: text, actor: text, command: text, basis: text, details: { [text]: text } }))),
    );
  const plain = told('x');
  fc.assert(
    fc.property(anyText, (text) => {
      expect(told(text)).toEqual(plain);
    }),
    { numRuns: 50 },
  );
});

test('cutting says how much, and splits no character', () => {
  expect(clip('abc', 3)).toBe('abc');
  expect(clip('abcd', 3)).toBe('abc… (1 more characters)');
  expect(clip('ab🙂d', 3)).toBe('ab… (3 more characters)');
});

const [first] = sampleInvestigation().timeline;
const crowd = (lane: TimelineEvent['lane'], number: number): TimelineEvent[] =>
  Array.from({ length: number }, (_, i) => ({
    ...first!,
    lane,
    title: `call ${i}`,
    time: first!.time! + i * 1000,
    end: null,
    level: null,
  }));

test('a crowd of calls makes a bounded picture and pushes no later alert out of the timeline; links lead somewhere', () => {
  const late = { ...first!, lane: 'alert' as const, title: 'the late alert', time: first!.time! + 90_000_000 };
  const page = pageOf([...crowd('about-instance', 20_000), late]);
  expect(page.split('<circle').length - 1).toBeLessThan(1500);
  expect(page).toMatch(/<tr id="e20001">/);
  const targets = [...page.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id ?? '');
  expect(new Set(targets.filter((id) => !page.includes(`id="${id}"`)))).toEqual(new Set());
});

test('the time around the alerts is drawn closer where it is a small part of the whole', () => {
  const alert = { ...first!, lane: 'alert' as const, end: null };
  expect(pageOf([alert, { ...alert, lane: 'lifecycle', time: alert.time! + 80_000_000 }])).toContain('Around the alerts');
  expect(pageOf([alert, { ...alert, time: alert.time! + 3_600_000 }])).not.toContain('Around the alerts');
});
