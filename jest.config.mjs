// Only TypeScript is transformed (to CommonJS, so that module order is the one Node's require gives); packages are left alone.
const transform = {
  '^.+\\.ts$': ['@swc/jest', {
    module: { type: 'commonjs' },
    jsc: {
      target: 'es2023',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      keepClassNames: true,
    },
  }],
};
const base = {
  testEnvironment: 'node',
  transform,
  transformIgnorePatterns: ['/node_modules/'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^@plumbline/([a-z-]+)$': '<rootDir>/libs/$1/src/index.ts',
  },
  globalSetup: '<rootDir>/test/fixtures/global-setup.mjs',
  globalTeardown: '<rootDir>/test/fixtures/global-teardown.mjs',
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};
export default {
  // A net against what hangs, not a measure of speed: no test may fail because another one has the processor.
  testTimeout: 30_000,
  // Most tests wait for servers; by default jest would leave the second of two cores idle.
  maxWorkers: 2,
  projects: [
    { ...base, displayName: 'unit', testMatch: ['<rootDir>/{apps,libs,migrations}/**/*.spec.ts'] },
    { ...base, displayName: 'e2e', testMatch: ['<rootDir>/test/**/*.spec.ts'] },
  ],
};
