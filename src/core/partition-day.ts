/**
 * The days that a path speaks of: `date=` folders of the audit log, and the calendar folders and file names of CloudTrail and VPC flow
 * logs (CloudTrail user guide, "Finding your CloudTrail log files"; VPC user guide, "Flow log files").
 *
 * Must not know: what is asked for, how much slack a log needs. Times are ms since the epoch, UTC, half-open.
 */

export interface Days {
  readonly from: number;
  readonly to: number;
}

const DAY = 86_400_000;
/** Behind these comes the region, and then the calendar. */
const AWS_LOGS: ReadonlySet<string> = new Set(['CloudTrail', 'CloudTrail-Insight', 'vpcflowlogs']);
/** `<account>_CloudTrail_<region>_20260301T1220Z_…`, `<account>_vpcflowlogs_<region>_fl-…_20260301T1220Z_…`: the time of delivery. */
const AWS_NAME = /_(?:CloudTrail|CloudTrail-Insight|vpcflowlogs)_[^/]*_(\d{4})(\d{2})(\d{2})T\d{4}Z_[^/]*$/;

/** What each part of a path that names days says; none when no part does. Parts are conjunctive. */
export function daysOf(path: string): readonly Days[] {
  const folders = path.split('/').slice(0, -1);
  const found = folders.map(dateFolder);
  found.push(calendarFolders(folders), hiveFolders(folders), nameDay(path));
  return found.filter((days) => days !== null);
}

/** The day of a `date=` folder taken as UTC; null when it is no day of the calendar. */
export function dateFolder(folder: string): Days | null {
  const parts = /^date=(\d{4})-(\d{2})-(\d{2})$/.exec(folder);
  return parts === null ? null : span(parts[1], parts[2], parts[3]);
}

function calendarFolders(folders: readonly string[]): Days | null {
  const at = folders.findLastIndex((folder) => AWS_LOGS.has(folder));
  return at === -1 ? null : span(folders[at + 2], folders[at + 3], folders[at + 4]);
}

function hiveFolders(folders: readonly string[]): Days | null {
  const valueOf = (key: string): string | undefined => folders.find((folder) => folder.startsWith(key))?.slice(key.length);
  return span(valueOf('year='), valueOf('month='), valueOf('day='));
}

function nameDay(path: string): Days | null {
  const parts = AWS_NAME.exec(path.slice(path.lastIndexOf('/') + 1));
  return parts === null ? null : span(parts[1], parts[2], parts[3]);
}

/** A year, a month of it or a day of that, as far as they are given and exist. */
function span(year: string | undefined, month: string | undefined, day: string | undefined): Days | null {
  if (year === undefined || !/^[12]\d{3}$/.test(year)) return null;
  const y = Number(year);
  if (month === undefined) return { from: Date.UTC(y, 0), to: Date.UTC(y + 1, 0) };
  if (!/^(?:0[1-9]|1[0-2])$/.test(month)) return null;
  const m = Number(month) - 1;
  if (day === undefined) return { from: Date.UTC(y, m), to: Date.UTC(y, m + 1) };
  if (!/^\d{2}$/.test(day)) return null;
  const from = Date.UTC(y, m, Number(day));
  return Number(day) > 0 && new Date(from).getUTCMonth() === m ? { from, to: from + DAY } : null;
}
