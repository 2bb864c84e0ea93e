/** Tests in words, for advice. Must not know: where the words end up. */
import { isAny } from '../pattern.ts';
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
  }
}

function describePattern({ parts }: Pattern): string {
  return parts.map((part) => (typeof part === 'string' ? part : isAny(part) ? '*' : '?')).join('');
}

function shorten(text: string): string {
  const [line = ''] = text.split('\n');
  return line.length > LONGEST || line !== text ? `${line.slice(0, LONGEST)}…` : text;
}
