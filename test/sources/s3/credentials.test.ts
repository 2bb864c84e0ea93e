/** Where credentials come from: the ordinary chain, each link against an imitation of its service on loopback. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { openS3Store, type S3Options } from '../../../src/sources/s3/client.ts';
import { startCredentialServices, type CredentialServices } from '../../helpers/credential-services.ts';
import { FakeBucket } from '../../helpers/fake-bucket.ts';
import { startFaultServer, type FaultServer } from '../../helpers/s3-fault-server.ts';
import { temporaryFolder } from '../../helpers/spawn.ts';

let services: CredentialServices;
let server: FaultServer;
let home = '';

beforeAll(async () => {
  services = await startCredentialServices();
});
afterAll(() => services.close());

beforeEach(async () => {
  server = await startFaultServer(new FakeBucket());
  // Nothing of this machine: the SDK remembers files by their path, so each test has its own.
  home = temporaryFolder();
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  vi.stubEnv('HOME', home);
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
  vi.stubEnv('AWS_CONFIG_FILE', join(home, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(home, 'credentials'));
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  writeFileSync(join(home, 'config'), '');
  writeFileSync(join(home, 'credentials'), '[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = secret\n');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

/** Who signed a listing; or why there was none. */
async function signer(env: Readonly<Record<string, string>> = {}, options: S3Options = {}): Promise<string> {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  // As the command line does for --profile.
  if (options.profile !== undefined) vi.stubEnv('AWS_PROFILE', options.profile);
  const store = await openS3Store({ endpointUrl: server.endpoint, region: 'us-east-1', ...options });
  try {
    await store.list({ bucket: 'bucket', prefix: '', delimited: false, next: null }, new AbortController().signal);
    return server.signers.at(-1) ?? 'nobody';
  } catch (error) {
    return String(error);
  } finally {
    store.close();
  }
}

const config = (text: string): void => writeFileSync(join(home, 'config'), text);
const ROLE = 'role_arn = arn:aws:iam::111122223333:role/reader';

it('the environment, also with a session token', async () => {
  const env = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token-ENV' };
  expect(await signer(env)).toBe('AKIAENV token-ENV');
});

it('a profile', async () => {
  expect(await signer({ AWS_PROFILE: 'base' })).toBe('AKIABASE');
});

it('a role that a profile assumes', async () => {
  config(`[profile reader]\n${ROLE}\nsource_profile = base\n`);
  expect(await signer({ AWS_ENDPOINT_URL_STS: services.endpoint }, { profile: 'reader' })).toBe('AKIAROLE token-ROLE');
});

it('a role that a profile assumes, again when its session ends', async () => {
  config(`[profile brief]\n${ROLE.replace('reader', 'brief')}\nsource_profile = base\n`);
  vi.stubEnv('AWS_ENDPOINT_URL_STS', services.endpoint);
  vi.stubEnv('AWS_PROFILE', 'brief');
  const store = await openS3Store({ endpointUrl: server.endpoint, region: 'us-east-1', profile: 'brief' });
  const list = (): Promise<unknown> =>
    store.list({ bucket: 'bucket', prefix: '', delimited: false, next: null }, new AbortController().signal);
  await list();
  const first = server.signers.at(-1);
  await list();
  store.close();
  expect(first).toMatch(/^AKIASESSION\d+ token-SESSION\d+$/);
  expect(server.signers.at(-1)).toMatch(/^AKIASESSION\d+ token-SESSION\d+$/);
  expect(server.signers.at(-1)).not.toBe(first);
});

it('a web identity', async () => {
  writeFileSync(join(home, 'token'), 'jwt');
  const env = {
    AWS_WEB_IDENTITY_TOKEN_FILE: join(home, 'token'),
    AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/reader',
    AWS_ENDPOINT_URL_STS: services.endpoint,
  };
  expect(await signer(env)).toBe('AKIAWEB token-WEB');
});

it('an SSO session that was begun', async () => {
  config(
    '[profile sso]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = reader\n' +
      '[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://example.com/start\n',
  );
  const cache = join(home, '.aws/sso/cache');
  mkdirSync(cache, { recursive: true });
  const token = { accessToken: 'sso-token', expiresAt: new Date(Date.now() + 3_600_000).toISOString() };
  writeFileSync(join(cache, `${createHash('sha1').update('corp').digest('hex')}.json`), JSON.stringify(token));
  expect(await signer({ AWS_ENDPOINT_URL_SSO: services.endpoint }, { profile: 'sso' })).toBe('AKIASSO token-SSO');
});

it('a program that a profile names', async () => {
  const answer = { Version: 1, AccessKeyId: 'AKIAPROCESS', SecretAccessKey: 'secret' };
  writeFileSync(join(home, 'answer'), JSON.stringify(answer));
  config(`[profile program]\ncredential_process = cat ${join(home, 'answer')}\n`);
  expect(await signer({}, { profile: 'program' })).toBe('AKIAPROCESS');
});

it('the role of a container', async () => {
  expect(await signer({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${services.endpoint}/container` })).toBe('AKIACONTAINER token-CONTAINER');
});

it('the role of an instance', async () => {
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', undefined);
  expect(await signer({ AWS_EC2_METADATA_SERVICE_ENDPOINT: services.endpoint })).toBe('AKIAINSTANCE token-INSTANCE');
});

it('a profile that was asked for, before keys in the environment and without a word of the SDK about those', async () => {
  const warn = vi.spyOn(console, 'warn');
  expect(await signer({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'secret' }, { profile: 'base' })).toBe('AKIABASE');
  expect(warn).not.toHaveBeenCalled();
});

it.each(['config', 'credentials'])('never others than those of the profile that was asked for, when %s does not know it', async (file) => {
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', undefined);
  writeFileSync(join(home, file), '# [profile typo]\n[sso-session typo]\nregion = x\n[profile other]\nregion = x\n[typo2]\n');
  const said = await signer({ AWS_EC2_METADATA_SERVICE_ENDPOINT: services.endpoint }, { profile: 'typo' });
  expect(said).toBe(`StoreFault: there is no profile typo in ${join(home, 'config')} or ${join(home, 'credentials')}`);
  expect(server.requests).toEqual([]);
});

it('never others than those of the profile that the environment names, but for the default', async () => {
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', undefined);
  const instance = { AWS_EC2_METADATA_SERVICE_ENDPOINT: services.endpoint };
  expect(await signer({ ...instance, AWS_PROFILE: 'typo' })).toMatch(/^StoreFault: there is no profile typo in /);
  expect(await signer({ ...instance, AWS_PROFILE: 'default' })).toBe('AKIAINSTANCE token-INSTANCE');
});

it.each([
  ['config', '[profile some one]'],
  ['config', "[profile 'some one'] # a comment"],
  ['config', '  [ profile some one ]'],
  ['credentials', '[some one]'],
])('a profile that %s spells %s', async (file, header) => {
  writeFileSync(join(home, file), `${header}\r\n`);
  // The SDK, which may not find it all the same, is asked.
  expect(await signer({}, { profile: 'some one' })).toContain('no usable credentials were found in the profile some one');
});

it('none at all with --no-sign-request, whatever the environment holds', async () => {
  expect(await signer({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'secret' }, { signRequest: false })).toBe('');
});

it.each([
  ['nothing is configured', '', {}, 'no usable credentials were found'],
  ['the profile does not exist', '', { profile: 'nosuch' }, 'there is no profile nosuch in '],
  [
    'a role asks for a code',
    `[profile mfa]\n${ROLE}\nsource_profile = base\nmfa_serial = arn:aws:iam::1:mfa/ana\n`,
    { profile: 'mfa' },
    'multi-factor',
  ],
  [
    'an SSO session has ended',
    '[profile old]\nsso_session = old\nsso_account_id = 1\nsso_role_name = r\n[sso-session old]\nsso_region = us-east-1\nsso_start_url = https://example.com\n',
    { profile: 'old' },
    'aws sso login',
  ],
])('says in one sentence that %s', async (_, text, options, expected) => {
  config(text);
  const said = await signer({}, options);
  expect(said).toMatch(/^StoreFault: [^\n]*$/);
  expect(said).toContain(expected);
  expect(said).not.toMatch(/AKIA|secret\b/);
  expect(server.requests).toEqual([]);
});
