/** Where each record went. The identity holds by construction: `read` is the sum. */
import type { Summary } from '../summary.ts';

export class RecordCounts {
  flagged = 0;
  clean = 0;
  /** Rules matched and an option removed it. */
  filtered = 0;
  /** Rules matched and a Sigma filter removed it. */
  suppressed = 0;
  unrecognised = 0;
  rejected = 0;

  get read(): number {
    return this.flagged + this.clean + this.filtered + this.suppressed + this.unrecognised + this.rejected;
  }

  summarise(): Summary['records'] {
    const { read, flagged, clean, filtered, suppressed, unrecognised, rejected } = this;
    return { read, flagged, clean, filtered, suppressed, unrecognised, rejected };
  }
}
