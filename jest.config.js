/** One configuration for every suite; `npm test -- <path>` narrows it. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test', '<rootDir>/lab'],
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  // For machines on which everything is slow: a test waits for conditions, never for the time itself.
  testTimeout: 90_000,
  // Suites wait more than they compute: two of them fill two cores, and a time-out of a test leaves room for a neighbour.
  maxWorkers: 2,
  // The VM keeps part of what each suite loads: a worker that has grown is replaced after its suite. (With this set, one
  // worker is a process of its own as well.)
  workerIdleMemoryLimit: '1GB',
  // What a failed clean-up left open must not keep the verdict back.
  forceExit: Boolean(process.env.CI),
};
