import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    setupFiles: ['test/seed.ts'],
    include: ['test/**/*.test.ts'],
    // Properties run beside each other, on whatever else the machine does.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One more than by default, which leaves a processor idle.
    maxWorkers: '100%',
    reporters: ['default'],
  },
});
