/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';
import { createDefaultEsmPreset } from 'ts-jest';

// Type errors are `npm run typecheck`'s job; here each file is only transpiled.
const preset = createDefaultEsmPreset({
  tsconfig: 'tsconfig.json',
  diagnostics: false,
});

const project = (displayName: string, folder: string) => ({
  ...preset,
  displayName,
  testEnvironment: 'node',
  testMatch: [`<rootDir>/tests/${folder}/**/*.test.ts`],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  injectGlobals: false,
});

const config: Config = {
  testTimeout: 10_000,
  projects: [
    project('unit', 'unit'),
    project('mock', 'mock'),
    project('integration', 'integration'),
    project('e2e', 'e2e'),
    project('live', 'live'),
  ],
};

export default config;
