/**
 * Rules made of values: what an investigation looks for, as the expressions that any Sigma rule becomes.
 *
 * Owns: that a value is data. It stands in the expression as literal text and is never parsed, so nothing in an id, a name or an address
 * can act as a wildcard or a condition. Must not know: which logs there are.
 */
import type { LogSource } from '../event.ts';
import { MAPPED } from '../rules/needles.ts';
import { parseNetwork } from '../rules/network.ts';
import type { Expression, PatternPart, Rule } from '../rules/rule.ts';

const ANY: PatternPart = { wildcard: 'any' };

/** The field is one of the values, without regard to case. */
export function equals(field: string, values: Iterable<string>): Expression {
  return anyOf([...values].map((value) => text(field, [value])));
}

/** The field begins with one of the values. */
export function beginsWith(field: string, values: Iterable<string>): Expression {
  return anyOf([...values].map((value) => text(field, [value, ANY])));
}

/** The field is one of the addresses, however it spells them. */
export function isAddress(field: string, addresses: Iterable<string>): Expression {
  const networks = [...addresses].map((address) => parseNetwork(address)).filter((network) => typeof network !== 'string');
  return anyOf(networks.map((network) => ({ kind: 'test', test: { kind: 'cidr', field, network } })));
}

/**
 * The field may be one of the addresses in brackets, with or without a port behind them: of IPv4, what such a text must hold; of IPv6, which has
 * too many spellings, any. The reader of the record looks closer.
 */
export function inBrackets(field: string, addresses: Iterable<string>): Expression {
  const texts = [...addresses].flatMap((address) => (address.includes(':') ? [''] : [address, ...MAPPED]));
  return allOf([
    text(field, ['[', ANY]),
    anyOf([...new Set(texts)].map((inside) => text(field, inside === '' ? [ANY] : [ANY, inside, ANY]))),
  ]);
}

/** One of the values stands somewhere in the record, as a part of whatever text. The reader of the record looks closer. */
export function mentions(values: Iterable<string>): Expression {
  return anyOf([...values].map((value) => ({ kind: 'test', test: { kind: 'keyword', pattern: pattern([ANY, value, ANY]) } })));
}

export function anyOf(operands: readonly Expression[]): Expression {
  return { kind: 'or', operands };
}

export function allOf(operands: readonly Expression[]): Expression {
  return { kind: 'and', operands };
}

export function not(operand: Expression): Expression {
  return { kind: 'not', operand };
}

/** A rule that nobody sees: it has no level, and its name says that it only gathers. */
export function gathering(name: string, logsource: LogSource, condition: Expression): Rule {
  return {
    ...{ name: GATHERING + name, id: null, title: name, description: '', status: null, level: null, tags: [], falsepositives: [] },
    ...{ references: [], runbook: null, tests: [], sequences: [], location: { uri: '(investigation)', line: 1, column: 1 } },
    ...{ logsource, levels: {}, condition },
  };
}

const GATHERING = '(investigation) ';

/** Whether a rule's name is that of one made here. */
export function isGathering(name: string): boolean {
  return name.startsWith(GATHERING);
}

function text(field: string, parts: readonly PatternPart[]): Expression {
  return { kind: 'test', test: { kind: 'text', field, pattern: pattern(parts) } };
}

function pattern(parts: readonly PatternPart[]): { readonly parts: readonly PatternPart[]; readonly cased: boolean } {
  return { parts, cased: false };
}
