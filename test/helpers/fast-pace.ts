/** Real time, in a hurry: for stores on real sockets. */
import { SILENCE, type Pace } from '../../src/sources/s3/pace.ts';

/** Delays are over at once, and silence is found out after a tenth of a second. */
export const fastPace: Pace = {
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds === SILENCE ? 100 : milliseconds > SILENCE ? milliseconds : 0);
    return () => clearTimeout(timer);
  },
  random: () => 0.5,
};
