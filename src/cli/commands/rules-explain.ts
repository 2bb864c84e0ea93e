/** `auditsift rules explain`: a rule in words and, with records, which of its parts hold and why. */
import { compileRules, describeLogsource, explain, type CompiledRule, type RuleFilter } from '../../core/rules/index.ts';
import type { JsonObject } from '../../core/json/value.ts';
import type { LogSchema } from '../../core/ports.ts';
import { SCHEMAS } from '../../registry.ts';
import { correlationDescription, filterDescription, ruleDescription } from '../../sinks/document-lines.ts';
import { escapeTerminal } from '../../sinks/escape.ts';
import { explanationLines } from '../../sinks/explanation-lines.ts';
import { openStreamOutput } from '../../sinks/output.ts';
import type { Style } from '../../sinks/style.ts';
import { EXIT } from '../exit-code.ts';
import { findDocument, type FoundDocument } from '../find-document.ts';
import type { Io } from '../io.ts';
import { loadRules, type LoadedRules } from '../load-rules.ts';
import { BUILTIN_PACKS } from '../packs.ts';
import { issueLines } from '../rule-issues.ts';
import { readSample, type SampleRecord } from '../sample-records.ts';
import { styleFor, type ColorWhen } from '../theme.ts';
import { UsageError } from '../usage-error.ts';

export interface RulesExplainOptions {
  readonly rules?: readonly string[];
  readonly color: ColorWhen;
}

const MOST_RECORDS = 20;

/** @returns the exit code: 0, whether or not a record matches; 3 when a record could not be read or is not recognised */
export async function rulesExplainCommand(
  name: string,
  records: string | undefined,
  options: RulesExplainOptions,
  io: Io,
): Promise<number> {
  const loaded = await loadRules(options.rules ?? Object.keys(BUILTIN_PACKS));
  const found = findDocument(loaded, name);
  const style = styleFor(io.stdout, options.color, io.env);
  const output = openStreamOutput(io.stdout);
  const print = (lines: readonly string[]): Promise<void> => output.write(lines.map((line) => `${line}\n`).join(''));
  io.stderr.write(issueLines(loaded.issues.filter(({ severity, rule }) => severity === 'error' && rule === found.document.name)));
  if (records === undefined) {
    await print(describe(found, loaded, style));
    await output.commit();
    return EXIT.ok;
  }
  if (found.kind === 'correlation') {
    throw new UsageError(
      `${name} is a correlation, which looks at many records; explain one of its rules: ${found.document.rules.join(', ')}`,
    );
  }
  const sample = await readSample(records, MOST_RECORDS, io);
  const explainer = new Explainer(found, loaded, style);
  for (const [i, item] of sample.records.entries()) await print([...(i === 0 ? [] : ['']), ...explainer.lines(item)]);
  if (sample.more) await print(['', `… there are more records; the first ${MOST_RECORDS} are shown`]);
  await output.commit();
  return explainer.failed ? EXIT.incomplete : EXIT.ok;
}

function describe(found: FoundDocument, loaded: LoadedRules, style: Style): readonly string[] {
  const compiled = compileRules(loaded);
  switch (found.kind) {
    case 'rule':
      return ruleDescription(found.document, filtersOf(found.document, compiled.filters), style);
    case 'filter': {
      const filter = compiled.filters.find((candidate) => candidate.filter === found.document);
      return filterDescription(
        found.document,
        loaded.rules.filter((rule) => filter?.appliesTo(rule) ?? false),
        style,
      );
    }
    case 'correlation':
      return correlationDescription(found.document, style);
  }
}

type CompiledFilters = ReturnType<typeof compileRules>['filters'];

function filtersOf(rule: CompiledRule['rule'], filters: CompiledFilters): readonly RuleFilter[] {
  return filters.filter((filter) => filter.appliesTo(rule)).map(({ filter }) => filter);
}

/** Explains one rule or filter for record after record. */
class Explainer {
  readonly #found: Exclude<FoundDocument, { kind: 'correlation' }>;
  readonly #compiled: ReturnType<typeof compileRules>;
  readonly #style: Style;
  failed = false;

  constructor(found: Exclude<FoundDocument, { kind: 'correlation' }>, loaded: LoadedRules, style: Style) {
    this.#found = found;
    this.#compiled = compileRules(loaded);
    this.#style = style;
  }

  lines({ place, record, fault }: SampleRecord): readonly string[] {
    const schema = record === null ? undefined : SCHEMAS.find((candidate) => candidate.recognises(record));
    if (record === null || schema === undefined) {
      this.failed = true;
      return [this.#heading(place, fault ?? 'no schema recognises this record')];
    }
    const { fields } = schema.toEvent(record);
    return this.#found.kind === 'filter' ? this.#filterLines(place, fields) : this.#ruleLines(place, fields, schema);
  }

  #ruleLines(place: string, fields: JsonObject, schema: LogSchema): readonly string[] {
    const { document: rule } = this.#found;
    const compiled = this.#compiled.rules.find((candidate) => candidate.rule === rule);
    if (compiled === undefined) return [this.#heading(place, `${rule.name} is of status unsupported and never runs`)];
    if (!compiled.appliesTo(schema.logsource)) {
      const reason = `${rule.name} is for ${describeLogsource(compiled.rule.logsource)} and is never tried on this record of ${describeLogsource(schema.logsource)}`;
      return [this.#heading(place, reason)];
    }
    const match = compiled.match(fields);
    const tree = explanationLines(explain(compiled.rule.condition, fields), this.#style);
    if (match === null) return [this.#heading(place, `${rule.name} does not match`), ...tree];
    const filters = this.#compiled.filters.filter((filter) => filter.appliesTo(compiled.rule));
    const denying = filters.filter((filter) => !filter.allows(fields)).map(({ filter }) => filter.name);
    const level = match.level === null ? 'without a level' : `at level ${match.level}`;
    const verdict =
      denying.length === 0 ? `${rule.name} matches ${level}` : `${rule.name} matches ${level} and is suppressed by ${denying.join(', ')}`;
    return [
      this.#heading(place, verdict),
      ...tree,
      ...filters.flatMap(({ filter }) => [
        escapeTerminal(`the filter ${filter.name} lets it fire only when`),
        ...explanationLines(explain(filter.condition, fields), this.#style, '  '),
      ]),
    ];
  }

  #filterLines(place: string, fields: JsonObject): readonly string[] {
    const { name, condition } = this.#found.document as RuleFilter;
    const explanation = explain(condition, fields);
    const verdict = explanation.holds === true ? 'lets its rules fire' : 'suppresses its rules';
    return [this.#heading(place, `${name} ${verdict}`), ...explanationLines(explanation, this.#style)];
  }

  #heading(place: string, verdict: string): string {
    return `${this.#style.dim(escapeTerminal(`${place}:`))} ${this.#style.strong(escapeTerminal(verdict))}`;
  }
}
