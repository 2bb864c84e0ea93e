/** Uploads as outputs: what is sent when, and that nothing appears unless it is complete. */
import { describe, expect, it } from 'vitest';
import { OutputError } from '../../src/sinks/output-error.ts';
import { openUploadOutput, type Upload } from '../../src/sinks/upload-output.ts';

class FakeUpload implements Upload {
  readonly partBytes = 10;
  readonly log: string[] = [];
  failing = false;

  put(bytes: Uint8Array): Promise<void> {
    return this.#note(`part ${Buffer.from(bytes).toString()}`);
  }
  complete(rest: Uint8Array): Promise<void> {
    return this.#note(`complete ${Buffer.from(rest).toString()}`);
  }
  cancel(): Promise<void> {
    return this.#note('cancel');
  }
  async #note(what: string): Promise<void> {
    await Promise.resolve();
    this.log.push(what);
    if (this.failing) throw new Error('access denied: s3:PutObject on this object');
  }
}

describe('an upload as an output', () => {
  it('sends parts of one size when they are full, in order, and the rest at commit', async () => {
    const upload = new FakeUpload();
    const output = await openUploadOutput('s3://b/k', () => Promise.resolve(upload));
    await Promise.all([output.write('12345'), output.write('678é…'), output.write('abcdefghijklmnopqrst')]);
    await output.commit();
    expect(upload.log).toEqual(['part 12345678é', 'part …abcdefg', 'part hijklmnopq', 'complete rst']);
    await output.discard();
    expect(upload.log).toHaveLength(4);
  });

  it.each([
    ['abandon', 'nothing was written to s3://b/k: its upload was called off'],
    ['discard', null],
  ] as const)('%s cancels it, once, and says what there is to say', async (how, said) => {
    const upload = new FakeUpload();
    const output = await openUploadOutput('s3://b/k', () => Promise.resolve(upload));
    await output.write('0123456789abc');
    expect(await output[how]()).toBe(said);
    expect(await output.abandon()).toBe(null);
    expect(await output.discard()).toBe(null);
    expect(upload.log).toEqual(['part 0123456789', 'cancel']);
  });

  it.each(['abandon', 'discard'] as const)('%s says what is left when it cannot be cancelled', async (how) => {
    const upload = new FakeUpload();
    const output = await openUploadOutput('s3://b/k', () => Promise.resolve(upload));
    upload.failing = true;
    expect(await output[how]()).toBe(
      'an unfinished upload to s3://b/k is left there and costs storage (access denied: s3:PutObject on this object)',
    );
  });

  it('fails every later step with the first failure', async () => {
    const upload = new FakeUpload();
    const output = await openUploadOutput('s3://b/k', () => Promise.resolve(upload));
    upload.failing = true;
    const message = 'cannot write s3://b/k: access denied: s3:PutObject on this object';
    await expect(output.write('0123456789')).rejects.toThrow(message);
    upload.failing = false;
    await expect(output.write('x')).rejects.toThrow(message);
    await expect(output.commit()).rejects.toThrow(OutputError);
  });

  it('says what keeps it from beginning', async () => {
    const opening = openUploadOutput('s3://b/k', () => Promise.reject(new Error('there is no bucket b')));
    await expect(opening).rejects.toThrow(new OutputError('s3://b/k', 'UNKNOWN', 'there is no bucket b'));
  });
});
