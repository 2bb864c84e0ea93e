/** The run cannot start: a wrong option, a missing path, a broken rule. One clear sentence, exit 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
