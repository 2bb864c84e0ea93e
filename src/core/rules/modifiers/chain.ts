/**
 * The modifiers of one key, applied from left to right: which names exist and which may stand together, in which order.
 *
 * Must not know: what a single modifier does.
 */
import type { Report } from '../report.ts';
import { suggestion } from '../similar.ts';
import type { Item, Modifier, OperatorTakes } from './modifier.ts';
import { MODIFIERS } from './registry.ts';

/**
 * Applies modifiers to an item.
 * @param names as written behind the field, in order
 * @returns the item, or null when a name or a combination is wrong; everything wrong is reported
 */
export function applyModifiers(item: Item, names: readonly string[], report: Report): Item | null {
  const modifiers = names.flatMap((name) => findModifier(name, item, report) ?? []);
  const refused = modifiers.length < names.length;
  const fault = findFault(modifiers, item.field);
  if (fault !== null) report.error('bad-modifiers', item.at, fault);
  if (fault !== null || refused) return null;
  const ordered = [...modifiers.filter(({ early }) => early === true), ...modifiers.filter(({ early }) => early !== true)];
  const applied = ordered.reduce((changed, modifier) => modifier.apply(changed, report), item);
  const finished = ordered.reduce((changed, modifier) => modifier.finish?.(changed, report) ?? changed, applied);
  // A value without operands was at fault, and reported.
  return finished.values.some(({ operands }) => operands.length === 0) ? null : finished;
}

/** What other languages call them. */
const MEANT: Readonly<Record<string, string>> = {
  ...{ regex: 're', regexp: 're', matches: 're', rlike: 're', match: 're', like: 'contains', includes: 'contains', has: 'contains' },
  ...{ begins: 'startswith', beginswith: 'startswith', starts: 'startswith', prefix: 'startswith', ends: 'endswith', suffix: 'endswith' },
  ...{ not: 'neq', ne: 'neq', noteq: 'neq', ge: 'gte', le: 'lte', min: 'gte', max: 'lte', ip: 'cidr', subnet: 'cidr', network: 'cidr' },
  ...{ exact: 'cased', case: 'cased', casesensitive: 'cased', and: 'all', present: 'exists', isnull: 'exists' },
};

/** Modifiers that say what a rule says without any. */
const NEEDLESS = ['eq', 'equals', 'is', 'in', 'any', 'or', 'oneof', 'icontains', 'ieq', 'iexact', 'text', 'keyword'];

function findModifier(name: string, item: Item, report: Report): Modifier | null {
  const modifier = MODIFIERS.get(name);
  if (modifier !== undefined) return modifier;
  const names = [...MODIFIERS.keys()];
  const known = name.toLowerCase().replace(/[_-]/g, '');
  const advice = NEEDLESS.includes(known)
    ? ' Without a modifier any value of the list will do, compared without letter case.'
    : Object.hasOwn(MEANT, known)
      ? ` Did you mean \`${MEANT[known] ?? ''}\`?`
      : suggestion(name, names) || ` The modifiers are ${names.join(', ')}.`;
  report.error('unknown-modifier', item.at, `There is no modifier \`${name}\`.${advice}`);
  return null;
}

/** What is wrong with modifiers standing together, as a sentence. */
function findFault(modifiers: readonly Modifier[], field: string | null): string | null {
  const twice = modifiers.find((modifier, index) => modifiers.indexOf(modifier) !== index);
  if (twice !== undefined) return `The modifier \`${twice.name}\` stands twice; write it once.`;
  const alone = modifiers.find(({ role }) => role.kind === 'alone');
  if (alone !== undefined && modifiers.length > 1)
    return `\`${alone.name}\` goes with no other modifier; write \`${field ?? ''}|${alone.name}\`.`;
  const misplaced = field === null ? modifiers.find(({ onKeywords }) => !onKeywords) : undefined;
  if (misplaced?.name === 'neq') return '`neq` needs a field before it; for keywords write `not` in the condition.';
  if (misplaced !== undefined) return `\`${misplaced.name}\` needs a field before it; keywords search the whole record.`;
  return operatorFault(modifiers) ?? flagFault(modifiers) ?? textFault(modifiers) ?? caseFault(modifiers);
}

/** At most one operator, but a part of a date may be compared, and a reference may say where it stands. */
function operatorFault(modifiers: readonly Modifier[]): string | null {
  const [first, second, ...more] = modifiers.filter(({ role }) => role.kind === 'operator');
  if (first === undefined || second === undefined) return null;
  const [left, right] = [takes(first), takes(second)];
  const pair = more.length === 0 ? ([left, right] as const) : (['text', 'text'] as const);
  const isPair = (a: OperatorTakes | null, b: OperatorTakes | null): boolean =>
    (a === 'date' && b === 'number') || (a === 'field' && b === 'text');
  if (isPair(...pair)) return null;
  if (isPair(pair[1], pair[0])) return `The order is \`${second.name}|${first.name}\`, not \`${first.name}|${second.name}\`.`;
  const names = [first, second, ...more].map(({ name }) => `\`${name}\``).join(' and ');
  return `${names} exclude each other; write one item for each of them.`;
}

function flagFault(modifiers: readonly Modifier[]): string | null {
  const flag = modifiers.findIndex(({ role }) => role.kind === 'flag');
  if (flag === -1) return null;
  const re = modifiers.findIndex((modifier) => takes(modifier) === 'regex');
  if (re !== -1 && re < flag) return null;
  const name = modifiers[flag]?.name ?? '';
  return `\`${name}\` is a flag of \`re\` and stands behind it; write \`re|${name}\`.`;
}

/** Character sets, encodings and dashes are for plain texts; the bytes come before their encoding, the encoding before its place. */
function textFault(modifiers: readonly Modifier[]): string | null {
  const indexOf = (test: (modifier: Modifier) => boolean): number => modifiers.findIndex(test);
  const operator = indexOf(({ role }) => role.kind === 'operator');
  const changing = modifiers.find(({ role }) => role.kind === 'charset' || role.kind === 'encoding' || role.kind === 'text');
  const other = modifiers.find((modifier) => takes(modifier) !== null && takes(modifier) !== 'text');
  if (changing !== undefined && other !== undefined)
    return `\`${changing.name}\` changes plain texts and does not go with \`${other.name}\`; remove one of them.`;
  for (const kind of ['charset', 'encoding'] as const) {
    const [one, two] = modifiers.filter(({ role }) => role.kind === kind);
    if (one !== undefined && two !== undefined)
      return `\`${one.name}\` and \`${two.name}\` exclude each other; write one item for each of them.`;
    const at = indexOf(({ role }) => role.kind === kind);
    const behind = kind === 'charset' ? indexOf(({ role }) => role.kind === 'encoding') : -1;
    const before = [behind, operator].filter((index) => index !== -1 && index < at).map((index) => modifiers[index]?.name ?? '');
    if (at !== -1 && before[0] !== undefined)
      return `The order is \`${modifiers[at]?.name ?? ''}|${before[0]}\`, not \`${before[0]}|${modifiers[at]?.name ?? ''}\`.`;
  }
  return null;
}

/** `cased` is for what compares letters, and `re` does so already. */
function caseFault(modifiers: readonly Modifier[]): string | null {
  if (!modifiers.some(({ name }) => name === 'cased')) return null;
  if (modifiers.some(({ name }) => name === 'i'))
    return '`cased` and the flag `i` exclude each other; `re` without `i` is case-sensitive already.';
  const other = modifiers.find((modifier) => ['network', 'number', 'date'].includes(takes(modifier) ?? ''));
  return other === undefined ? null : `\`${other.name}\` compares no letters, so \`cased\` does not go with it; remove \`cased\`.`;
}

function takes({ role }: Modifier): OperatorTakes | null {
  return role.kind === 'operator' ? role.takes : null;
}
