/**
 * Uploads under any schedule of faults and interruptions: never half an object under the name, never called done when it is not in place,
 * never called failed when it is.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openUploadOutput } from '../../src/sinks/upload-output.ts';
import { StoreFault } from '../../src/sources/s3/store.ts';
import { beginUpload } from '../../src/sources/s3/upload.ts';
import { FakeUploads, type FakeUploadsOptions, type UploadFault } from '../helpers/fake-uploads.ts';
import { VirtualPace } from '../helpers/virtual-pace.ts';

const anyFault = fc.constantFrom<UploadFault>('not-done', 'answer-lost', 'done-later', 'hangs', 'hangs-done');
/** What happens to the requests of one kind, one after another. Eight faults in a row are what makes an upload give up. */
const anySchedule = (most: number): fc.Arbitrary<UploadFault[]> =>
  fc.oneof(
    fc.array(anyFault, { maxLength: most, size: 'max' }),
    fc.tuple(anyFault, fc.nat(most)).map(([fault, times]) => Array<UploadFault>(times).fill(fault)),
  );
const anyFaults = fc.record({
  begin: anySchedule(3),
  part: anySchedule(9),
  complete: anySchedule(9),
  whole: anySchedule(9),
  cancel: anySchedule(9),
  look: anySchedule(9),
});
const anyStore = fc.record({ faultsOf: anyFaults, opaqueEtags: fc.boolean() });
const anyTexts = fc.array(fc.string({ unit: 'binary', maxLength: 6, size: 'max' }), { maxLength: 3, size: 'max' });
const location = { bucket: 'b', key: 'k' };
const EARLIER = 'what stood there before';

interface Uploaded {
  readonly store: FakeUploads;
  readonly text: string;
  readonly isDone: boolean;
  readonly said: string;
}

/** Writes texts through an output in small parts, and puts it in place or gives it up. */
async function upload(store: FakeUploads, texts: readonly string[], stop?: AbortController): Promise<Uploaded> {
  const text = texts.join('');
  const ended = (isDone: boolean, said: string): Uploaded => ({ store, text, isDone, said });
  const options = { partBytes: 10, ...(stop === undefined ? {} : { stop: stop.signal }) };
  try {
    const output = await openUploadOutput('s3://b/k', () => beginUpload(location, store, new VirtualPace(), options));
    try {
      for (const part of texts) await output.write(part);
      await output.commit();
      return ended(true, '');
    } catch (error) {
      return ended(false, `${String(error)} ${(await output.abandon()) ?? ''}`);
    }
  } catch (error) {
    return ended(false, String(error));
  }
}

/** A store in which an object stands under the name already. */
function storeWith(options: FakeUploadsOptions): FakeUploads {
  const store = new FakeUploads(options);
  store.object = { bytes: Buffer.from(EARLIER), etag: 'earlier', size: EARLIER.length, mark: null };
  return store;
}

/** How often an upload ended each way after it had to be looked at: a property that is never put to the test says nothing. */
type Seen = Record<'done' | 'failed' | 'unknown', number>;
const none = (): Seen => ({ done: 0, failed: 0, unknown: 0 });

function check({ store, text, isDone, said }: Uploaded, seen: Seen = none()): void {
  if (store.log.includes('look')) seen[isDone ? 'done' : said.includes('cannot be told') ? 'unknown' : 'failed']++;
  const standing = store.object === null ? null : Buffer.from(store.object.bytes).toString();
  if (isDone) expect(standing).toBe(text);
  else if (!said.includes('cannot be told')) expect(standing).toBe(EARLIER);
  else expect([EARLIER, text]).toContain(standing);
}

it('an upload is there when it says so, and only then', async () => {
  const seen = none();
  await fc.assert(
    fc.asyncProperty(anyStore, anyTexts, async (options, texts) => {
      const store = storeWith(options);
      check(await upload(store, texts), seen);
    }),
    { numRuns: 1000, seed: 5 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(10);
});

it('also when it is interrupted at any request', async () => {
  const seen = none();
  await fc.assert(
    fc.asyncProperty(anyStore, anyTexts, fc.nat(20), async (options, texts, when) => {
      const stop = new AbortController();
      const onRequest = (n: number): void => {
        if (n === when) stop.abort();
      };
      const store = storeWith({ ...options, onRequest });
      check(await upload(store, texts, stop), seen);
    }),
    { numRuns: 1000, seed: 6 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(10);
});

it('leaves no unfinished upload behind that it does not tell of, once one had begun', async () => {
  await fc.assert(
    fc.asyncProperty(anyStore, anyTexts, async (options, texts) => {
      // What is lost while it begins has no name by which it could be called off.
      const store = storeWith({ ...options, faultsOf: { ...options.faultsOf, begin: [] } });
      const { isDone, said } = await upload(store, texts);
      if (!isDone && !said.includes('is left there')) expect(store.unfinished).toBe(0);
    }),
    { numRuns: 500, seed: 7 },
  );
});

it('a refusal is a failure, at whatever request it comes', async () => {
  for (let at = 0; at < 7; at++) {
    const faults: (StoreFault | null)[] = [...Array<null>(at).fill(null), new StoreFault('denied', 'access denied')];
    const store = storeWith({ faults });
    check(await upload(store, ['0123456789', '0123456789', 'abc']));
  }
});
