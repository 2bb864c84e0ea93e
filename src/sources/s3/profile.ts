/**
 * Whether a profile exists. The SDK passes over one that does not, and goes on to the role of the container or the instance: a misspelt
 * --profile or AWS_PROFILE would read a bucket as somebody else.
 *
 * Owns: the files and their headings (AWS SDKs and Tools Reference Guide, "Shared config and credentials files"). Must not know: what stands
 * in a profile; nothing below a heading is looked at.
 */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { StoreFault } from './store.ts';

/** @throws StoreFault `identity` when neither file has a heading for the profile */
export async function requireProfile(profile: string): Promise<void> {
  const files = [placeOf('AWS_CONFIG_FILE', 'config'), placeOf('AWS_SHARED_CREDENTIALS_FILE', 'credentials')];
  const tried = await Promise.all(files.map((file) => look(file, profile)));
  if (tried.some(({ isThere }) => isThere)) return;
  const closed = tried.flatMap(({ trouble }) => trouble ?? []).map((trouble) => ` (${trouble})`);
  throw new StoreFault('identity', `there is no profile ${profile} in ${files.join(' or ')}${closed.join('')}`);
}

/** As for the SDK, an empty variable is none. */
function placeOf(variable: string, name: string): string {
  const given = process.env[variable] ?? '';
  return given === '' ? join(homedir(), '.aws', name) : given;
}

async function look(file: string, profile: string): Promise<{ readonly isThere: boolean; readonly trouble?: string }> {
  try {
    return { isThere: headings(await readFile(file, 'utf8')).some((heading) => isOf(heading, profile)) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return { isThere: false, ...(code === 'ENOENT' ? {} : { trouble: `${file} cannot be read: ${code}` }) };
  }
}

function headings(text: string): string[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const bare = (line.split(/(?:^|\s)[;#]/, 1)[0] ?? '').trim();
    return bare.startsWith('[') && bare.endsWith(']') ? [bare.slice(1, -1).trim()] : [];
  });
}

/** `[name]` or `[profile name]`, quoted or not, in either file: more than the SDK takes, which has the last word. */
function isOf(heading: string, profile: string): boolean {
  if (heading === profile) return true;
  const named = heading.startsWith('profile') && /^\s/.test(heading.slice(7)) ? heading.slice(7).trim() : null;
  return named !== null && [profile, `"${profile}"`, `'${profile}'`].includes(named);
}
