/**
 * Format `text` of an investigation: for an analyst at night. Hosts first, then what happened, whom they talked to, what is not known, what
 * to do next.
 *
 * Owns: the sections and their columns. Every value goes through {@link escapeTerminal}, then is padded, then coloured. Must not know: streams.
 */
import type { FollowUp, Gap, Investigation, Peer, TimelineEvent } from '../../core/investigate/model.ts';
import { pad, truncate } from '../display-width.ts';
import { escapeTerminal } from '../escape.ts';
import { bytes } from '../quantity.ts';
import type { Style } from '../style.ts';
import { hostLines } from './host-text.ts';
import { intervalText, placeText, timeText } from '../words.ts';

export interface InvestigationTextOptions {
  readonly style: Style;
  /** Whole commands, evidence of each line, texts of follow-ups. */
  readonly verbose: boolean;
}

const WIDTHS = { time: 20, lane: 14, level: 13 } as const;
const VALUE_COLUMNS = 200;
const COMMAND_COLUMNS = 4_000;

export function* investigationText(investigation: Investigation, options: InvestigationTextOptions): Generator<string> {
  const { style } = options;
  const { starts, window, timeline, peers, gaps, followUps, complete } = investigation;
  yield `${style.strong(`Investigation of ${starts.map(({ kind, value }) => (kind === 'instance' ? shown(value) : `${kind}:${shown(value)}`)).join(', ') || 'nothing'}`)}\n`;
  yield `${style.dim(`${intervalText(window)}, all times UTC`)}\n`;
  if (!complete) yield `${style.bad('INCOMPLETE: not everything could be read; see the gaps')}\n`;
  yield* hostLines(investigation, style);
  yield heading('Timeline', timeline.length, 'event', style);
  for (const event of timeline) yield* eventLines(event, options);
  yield heading('Network peers', peers.length, 'peer', style);
  yield* peerLines(peers, options);
  yield heading('Gaps: what could not be seen', gaps.length, 'gap', style);
  for (const gap of gaps) yield gapLine(gap, style);
  if (followUps.length > 0) yield heading('What to do next (printed, never run)', followUps.length, 'step', style);
  for (const [i, followUp] of followUps.entries()) yield* followUpLines(followUp, i + 1, options);
  if (followUps.length > 0 && !options.verbose) yield style.dim('  -v shows their text; json and html have it, too\n');
}

function heading(title: string, n: number, what: string, style: Style): string {
  return `\n${style.strong(title)}${style.dim(n === 1 ? ` (1 ${what})` : ` (${n} ${what}s)`)}\n`;
}

function* eventLines(event: TimelineEvent, { style, verbose }: InvestigationTextOptions): Generator<string> {
  const { time, end, lane, level, title, outcome, actor, sourceIp, instanceId, count, confidence, basis } = event;
  const about = [
    ...(end === null ? [] : [`until ${timeText(end)}`]),
    ...(count > 1 ? [`${count} times`] : []),
    ...(outcome === 'failed' ? ['FAILED'] : []),
    ...(actor === null ? [] : [`by ${shown(actor)}`]),
    ...(sourceIp === null ? [] : [`from ${shown(sourceIp)}`]),
    ...(instanceId === null ? [] : [shown(instanceId)]),
  ];
  const columns = [
    style.dim(pad(timeText(time), WIDTHS.time)),
    pad(lane, WIDTHS.lane),
    style.level(level, pad(level ?? '', WIDTHS.level)),
    lane === 'alert' ? style.strong(shown(title)) : shown(title),
    style.dim(about.join(', ')),
    ...('credentials-used-elsewhere' in event.details ? [style.bad('credentials used elsewhere')] : []),
    ...(confidence === 'certain' ? [] : [style.warn(`${confidence}: ${shown(basis)}`)]),
  ];
  yield `  ${columns.join('  ').trimEnd()}\n`;
  if (!verbose) return;
  if (event.command !== null) yield particular('command', truncate(escapeTerminal(event.command), COMMAND_COLUMNS), style);
  for (const [name, value] of Object.entries(event.details)) yield particular(escapeTerminal(name), shown(value), style);
  yield particular('known by', `${confidence}, ${shown(basis)}`, style);
  for (const place of event.evidence) yield particular('evidence', shown(placeText(place)), style);
}

function particular(label: string, text: string, style: Style): string {
  return `      ${style.dim(pad(label, 14))} ${text}\n`;
}

function* peerLines(peers: readonly Peer[], { style, verbose }: InvestigationTextOptions): Generator<string> {
  if (peers.length === 0) return;
  const widths = [39, 9, 9, 16, 22, 10, 10, 9] as const;
  const cells = (values: readonly string[]): string =>
    values
      .map((value, i) => pad(value, widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  yield style.dim(`  ${cells(['address', 'scope', 'began', 'service', 'ports', 'sent', 'received', 'rejected', 'first to last'])}\n`);
  for (const peer of peers) {
    const ports = peer.ports
      .slice(0, 4)
      .map(({ protocol, port }) => `${PROTOCOLS[protocol] ?? protocol}${port === null ? '' : `/${port}`}`);
    const more = peer.ports.length - ports.length + peer.morePorts;
    const values = [
      shown(peer.address),
      ...[peer.scope, peer.direction, peer.awsService === null ? '' : shown(peer.awsService)],
      `${ports.join(' ')}${more > 0 ? ` +${more}` : ''}`,
      ...[bytes(peer.sent.bytes), bytes(peer.received.bytes), String(peer.rejected.flows)],
      `${timeText(peer.first)} to ${timeText(peer.last)}  ${shown(peer.instanceId)}`,
    ];
    const line = cells(values);
    yield `  ${peer.scope === 'external' ? style.warn(line) : line}${peer.confidence === 'certain' ? '' : `  ${peer.confidence}: ${shown(peer.basis)}`}\n`;
    if (verbose) for (const place of peer.evidence) yield particular('evidence', shown(placeText(place)), style);
  }
}

const PROTOCOLS: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6' };

function gapLine({ code, sentence, searched }: Gap, style: Style): string {
  const where = searched.map(({ input, from, to, records }) => {
    const range = from === null && to === null ? '' : ` ${timeText(from)} to ${timeText(to)}`;
    return `${input}${range}, ${records} records`;
  });
  return `  ${style.warn(pad(code, 18))}  ${escapeTerminal(sentence)}${where.length === 0 ? '' : style.dim(` (searched: ${where.join('; ')})`)}\n`;
}

function* followUpLines({ tool, title, why, text }: FollowUp, n: number, { style, verbose }: InvestigationTextOptions): Generator<string> {
  yield `  ${String(n).padStart(2)}. ${escapeTerminal(title)} ${style.dim(`(${tool}) ${escapeTerminal(why)}`)}\n`;
  if (verbose) for (const line of text.split('\n')) yield `        ${escapeTerminal(line)}\n`;
}

function shown(value: string): string {
  return truncate(escapeTerminal(value), VALUE_COLUMNS);
}
