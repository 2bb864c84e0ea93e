import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nodePlatform } from '../src/platform.ts';

it('digests any text as the bytes of its UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const digest = createHash('sha256').update(Buffer.from(text, 'utf8')).digest('hex');
      expect(nodePlatform.digest(text)).toBe(digest);
      expect(nodePlatform.digest(`${text}\ud800`)).toBe(
        createHash('sha256')
          .update(Buffer.from(`${text}\ud800`, 'utf8'))
          .digest('hex'),
      );
    }),
  );
});
