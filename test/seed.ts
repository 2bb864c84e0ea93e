/**
 * The seed of the property tests: always the same, so that a run says the same of the same code. AUDITSIFT_SEED chooses another one;
 * `AUDITSIFT_SEED=$RANDOM npm test` looks at inputs that nobody has looked at yet. AUDITSIFT_SHRINK=no leaves a failing input as it is, where only
 * matters that there is one.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['AUDITSIFT_SEED'] ?? 20261126), endOnFailure: process.env['AUDITSIFT_SHRINK'] === 'no' });
