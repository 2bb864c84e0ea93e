/**
 * The modifiers of one key, applied from left to right: which names exist and which may stand together.
 *
 * Must not know: what a single modifier does.
 */
import type { Report } from '../report.ts';
import { suggestion } from '../similar.ts';
import type { Item, Modifier } from './modifier.ts';
import { MODIFIERS, UNSUPPORTED_MODIFIERS } from './registry.ts';

/**
 * Applies modifiers to an item.
 * @param names as written behind the field, in order
 * @returns the item, or null when a name or a combination is wrong; everything wrong is reported
 */
export function applyModifiers(item: Item, names: readonly string[], report: Report): Item | null {
  const modifiers = names.flatMap((name) => findModifier(name, item, report) ?? []);
  const refused = modifiers.length < names.length;
  if (!isAllowed(modifiers, item, report) || refused) return null;
  return modifiers.reduce((changed, modifier) => modifier.apply(changed, report), item);
}

function findModifier(name: string, item: Item, report: Report): Modifier | null {
  const modifier = MODIFIERS.get(name);
  if (modifier !== undefined) return modifier;
  if (UNSUPPORTED_MODIFIERS.has(name)) {
    report.error(
      'unsupported-modifier',
      item.at,
      `The modifier \`${name}\` is not supported yet by this version; supported are ${known()}.`,
    );
  } else {
    const hint = suggestion(name, [...MODIFIERS.keys(), ...UNSUPPORTED_MODIFIERS]);
    report.error('unknown-modifier', item.at, `There is no modifier \`${name}\`; supported are ${known()}.${hint}`);
  }
  return null;
}

function isAllowed(modifiers: readonly Modifier[], item: Item, report: Report): boolean {
  const fault = findFault(modifiers, item);
  if (fault !== null) report.error('bad-modifiers', item.at, fault);
  return fault === null;
}

function findFault(modifiers: readonly Modifier[], item: Item): string | null {
  const twice = modifiers.find((modifier, index) => modifiers.indexOf(modifier) !== index);
  if (twice !== undefined) return `The modifier \`${twice.name}\` stands twice; write it once.`;
  const operators = modifiers.filter((modifier) => modifier.role === 'operator');
  if (operators.length > 1) {
    return `${operators.map(({ name }) => `\`${name}\``).join(' and ')} exclude each other; write one item for each of them.`;
  }
  const alone = modifiers.find((modifier) => modifier.role === 'alone');
  if (alone !== undefined && modifiers.length > 1)
    return `\`${alone.name}\` goes with no other modifier; write \`${item.field ?? ''}|${alone.name}\`.`;
  const misplaced = item.field === null ? modifiers.find((modifier) => !modifier.onKeywords) : undefined;
  if (misplaced !== undefined) return `\`${misplaced.name}\` needs a field before it; keywords search the whole record.`;
  return null;
}

function known(): string {
  return [...MODIFIERS.keys()].join(', ');
}
