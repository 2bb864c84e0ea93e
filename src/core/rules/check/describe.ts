/** Tests in words, for advice. Must not know: where the words end up. */
import type { Pattern } from '../rule.ts';
import type { Literal } from './conflict.ts';

const LONGEST = 60;

/** `actionName` = `login`; not (`actionName` = `lo*`); `errorCode` has no value. */
export function describeLiteral({ test, holds }: Literal): string {
  if (!('field' in test)) return holds ? 'a keyword' : 'no such keyword';
  const field = `\`${shorten(test.field)}\``;
  switch (test.kind) {
    case 'null':
      return `${field} ${holds ? 'has no value' : 'has a value'}`;
    case 'exists':
      return `${field} ${holds ? 'is there' : 'is not there'}`;
    case 'text':
      return `${field} is ${holds ? '' : 'not '}\`${shorten(describePattern(test.pattern))}\``;
    case 'number':
      return `${field} is ${holds ? '' : 'not '}${COMPARED[test.operator]} ${test.value}`;
    case 'fieldref':
      return `${field} ${holds ? 'fits' : 'does not fit'} \`${shorten(test.other)}\``;
    default:
      return `${field} ${holds ? 'passes' : 'fails'} its \`${test.kind === 'regex' ? 're' : test.kind}\` test`;
  }
}

const COMPARED = { eq: 'the number', lt: 'below', lte: 'at most', gt: 'above', gte: 'at least' } as const;

function describePattern({ parts }: Pattern): string {
  return parts.map((part) => (typeof part === 'string' ? part : SIGNS[part.wildcard])).join('');
}

const SIGNS = { any: '*', one: '?', dash: '-' } as const;

function shorten(text: string): string {
  const [line = ''] = text.split('\n');
  return line.length > LONGEST || line !== text ? `${line.slice(0, LONGEST)}…` : text;
}
