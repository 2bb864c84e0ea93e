/**
 * Rules and selections that can never match, or always do. By logic alone: an error. Because a field holds one value at a time, as
 * the log is documented: a warning.
 */
import { FIELDS } from '../../catalogue/fields.ts';
import { placeOf } from '../rule-source.ts';
import type { Report } from '../report.ts';
import type { Expression, Rule } from '../rule.ts';
import { exclude, excludeAsScalars, type Literal } from './conflict.ts';
import { describeLiteral } from './describe.ts';
import { findVerdict, type Conflict } from './satisfiable.ts';

/**
 * Reports what can never match, and what always does.
 * @returns whether there was nothing to report
 * @param isDatabricks whether the fields are those of Databricks' audit log, of which it is known which hold one value
 */
export function checkSense(rule: Rule, isDatabricks: boolean, report: Report): boolean {
  const parts = [...selectionsOf(rule.condition)].map(([name, expression]) => ({ name, expression, what: `\`${name}\`` }));
  const whole = { name: 'condition', expression: rule.condition, what: 'The rule' };
  const broken = parts.filter((part) => checkPart(rule, part, isDatabricks, report));
  if (broken.length > 0 || checkPart(rule, whole, isDatabricks, report)) return false;
  const always = !findVerdict(rule.condition, false, exclude).possible;
  if (always) {
    report.warning('always-matches', placeOf(rule, 'condition'), 'The rule matches every record of its log; no test can fail it.');
  }
  return !always;
}

interface Part {
  /** The selection, or `condition`. */
  readonly name: string;
  readonly expression: Expression;
  readonly what: string;
}

/** Whether something is wrong with a part. */
function checkPart(rule: Rule, { name, expression, what }: Part, isDatabricks: boolean, report: Report): boolean {
  const { possible, conflict } = findVerdict(expression, true, exclude);
  if (!possible) {
    report.error('never-matches', placeOf(rule, name), `${what} can never match${because(conflict)}.`);
    return true;
  }
  if (!isDatabricks) return false;
  const asScalars = findVerdict(expression, true, (a, b) => exclude(a, b) || (holdsOneValue(a) && excludeAsScalars(a, b)));
  if (asScalars.possible) return false;
  const reason = because(asScalars.conflict);
  report.warning(
    'contradiction',
    placeOf(rule, name),
    `${what} cannot match${reason}; if either will do, write a list of values, or say "or".`,
  );
  return true;
}

function because(conflict: Conflict | null): string {
  return conflict === null ? '' : `: it wants both that ${describeLiteral(conflict[0])} and that ${describeLiteral(conflict[1])}`;
}

/** Whether the field holds one value in every Databricks record: it is a plain one, or a member of a struct or of the parameters. */
function holdsOneValue({ test }: Literal): boolean {
  if (!('field' in test)) return false;
  const [top = '', member, ...deeper] = test.field.split('.');
  if (!Object.hasOwn(FIELDS, top) || deeper.length > 0) return false;
  const type = FIELDS[top];
  return typeof type === 'object' ? member !== undefined && type.includes(member) : (type === 'map') === (member !== undefined);
}

/** The selections of a condition by name. Bounded by the condition, in which one may stand many times. */
function selectionsOf(expression: Expression, found = new Map<string, Expression>()): Map<string, Expression> {
  if (expression.kind === 'selection') found.set(expression.name, expression);
  else if (expression.kind === 'not') selectionsOf(expression.operand, found);
  else if (expression.kind !== 'test') for (const operand of expression.operands) selectionsOf(operand, found);
  return found;
}
