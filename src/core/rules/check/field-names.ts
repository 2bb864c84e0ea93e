/**
 * Fields that no Databricks audit record has, as far as the documented schemas tell. Owns: which name was probably meant. The members of
 * `requestParams` are free, so of those only a near miss of a documented one is worth a word.
 */
import { PARAMETER_NAMES } from '../../catalogue/catalogue.ts';
import { FIELDS, OTHER_SPELLINGS } from '../../catalogue/fields.ts';
import { editDistance, suggestion } from '../similar.ts';

/** What is doubtful about a field name, in a sentence; null when nothing is. */
export function doubtField(field: string): string | null {
  const segments = field.split('.');
  const [top = '', member] = segments;
  const other = otherSpelling(field, top, segments);
  if (other !== null) return `Rules see the field names of delivered logs, and \`${field}\` is not among them. Did you mean \`${other}\`?`;
  if (!Object.hasOwn(FIELDS, top)) return unknownTop(top, segments);
  if (member === undefined) return null;
  const type = FIELDS[top];
  if (type === 'map') return nearMiss(member, segments);
  if (typeof type === 'object') {
    if (type.includes(member)) return null;
    return `\`${top}\` has no \`${member}\`; it has ${list(type)}.${prefixed(suggestion(member, type), top, segments)}`;
  }
  return `\`${top}\` is a single value and has no \`${segments.slice(1).join('.')}\`.`;
}

function otherSpelling(field: string, top: string, segments: readonly string[]): string | null {
  if (Object.hasOwn(OTHER_SPELLINGS, field)) return OTHER_SPELLINGS[field] ?? null;
  if (!Object.hasOwn(OTHER_SPELLINGS, top) || Object.hasOwn(FIELDS, top)) return null;
  const written = [OTHER_SPELLINGS[top], ...segments.slice(1)].join('.');
  return (Object.hasOwn(OTHER_SPELLINGS, written) ? OTHER_SPELLINGS[written] : undefined) ?? written;
}

function unknownTop(top: string, segments: readonly string[]): string {
  const known = Object.keys(FIELDS);
  const respelled = known.some((name) => name.toLowerCase() === top.toLowerCase());
  const parameter = segments.length === 1 && !respelled && PARAMETER_NAMES.has(top);
  const hint = parameter ? ` Did you mean \`requestParams.${top}\`?` : rest(suggestion(top, known), segments);
  return `No record of the audit log is known to have the field \`${top}\`.${hint}`;
}

/** Field names are case-sensitive, so `instanceID` finds nothing where `instanceId` is delivered. */
function nearMiss(parameter: string, segments: readonly string[]): string | null {
  if (PARAMETER_NAMES.has(parameter)) return null;
  const isNear = (known: string): boolean =>
    known.toLowerCase() === parameter.toLowerCase() ||
    (Math.min(known.length, parameter.length) > 6 && Math.abs(known.length - parameter.length) < 2 && editDistance(known, parameter) === 1);
  const meant = [...PARAMETER_NAMES].find(isNear);
  if (meant === undefined) return null;
  const whole = ['requestParams', meant, ...segments.slice(2)].join('.');
  return `No request parameter is known as \`${parameter}\`, and letter case counts in field names. Did you mean \`${whole}\`?`;
}

/** A suggestion for the first segment, with the others behind it. */
function rest(hint: string, segments: readonly string[]): string {
  return segments.length === 1 ? hint : hint.replace(/`\?$/, `.${segments.slice(1).join('.')}\`?`);
}

/** A suggestion for the second segment, with the others around it. */
function prefixed(hint: string, top: string, segments: readonly string[]): string {
  return rest(hint.replace(' Did you mean `', ` Did you mean \`${top}.`), segments.slice(1));
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
