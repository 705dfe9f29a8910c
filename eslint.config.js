import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const PROXY = 'test-app/scripts/openai-proxy';

/** Bans the given layers (folders or files beside the layer itself) from being imported. */
const layer = (files, banned) => ({
  files,
  rules: {
    '@typescript-eslint/no-restricted-imports': ['error', { patterns: banned.map((ban) => ({ ...ban })) }],
  },
});
const RIGHTWARD = {
  regex: '/(connection|proxy|handshake|upstream|heartbeat|index|server|env)\\.js$',
  message: 'Imports point left only: see docs/ARCHITECTURE.md.',
};
const CONVERSATION = { regex: '/conversation/', message: 'This layer lies below the conversation.' };
const EDGE = {
  regex: '^(node:|ws$|express$|pino$|http-proxy-middleware$)',
  message: 'Sockets, clocks and process stay at the edge.',
};
const PURE_GLOBALS = [
  'process',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'Date',
  'performance',
  'console',
  'fetch',
  'crypto',
];
const MOCK = { regex: '/mock-openai/', message: 'The proxy never knows its mock.' };
const HOST = { regex: '/server(\\.js$|/)', message: 'The proxy never knows its host.' };
const DEEP = {
  regex: '/openai-proxy/(?!(index|env)\\.js$)',
  message: 'The host uses the public API only.',
};

export default defineConfig(
  globalIgnores(['**/dist/', '**/node_modules/', 'coverage/', 'test-results/']),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      'max-lines': ['error', { max: 250 }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  { files: ['test-app/src/**'], ...reactHooks.configs.flat.recommended, languageOptions: { globals: globals.browser } },
  { files: ['test-app/public/**/*.js'], languageOptions: { globals: { ...globals.audioWorklet } } },
  { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  layer([`${PROXY}/*.ts`], [MOCK, HOST]),
  layer(
    ['connection', 'client-leg', 'upstream', 'heartbeat', 'timers', 'audio-path', 'functions', 'function-endpoint'].map(
      (name) => `${PROXY}/${name}.ts`,
    ),
    [MOCK, HOST, { regex: '/(proxy|handshake|index|env)\\.js$', message: 'The connection lies below the proxy.' }],
  ),
  layer(
    [`${PROXY}/inspector/**`],
    [
      MOCK,
      HOST,
      CONVERSATION,
      { regex: '/(connection|client-leg|proxy|handshake|env)\\.js$', message: 'The inspector lies below the proxy.' },
    ],
  ),
  layer(['test-app/scripts/server.ts', 'test-app/scripts/server/**'], [DEEP]),
  layer(
    [`${PROXY}/audio/**`],
    [EDGE, RIGHTWARD, CONVERSATION, MOCK, { regex: '/protocol/', message: 'Audio knows no protocol.' }],
  ),
  layer(
    [`${PROXY}/protocol/**`],
    [EDGE, RIGHTWARD, CONVERSATION, MOCK, { regex: '/audio/', message: 'The protocol knows no audio code.' }],
  ),
  layer(
    [`${PROXY}/conversation/**`],
    [
      EDGE,
      RIGHTWARD,
      MOCK,
      { regex: '^\\.\\./(?!protocol/)', message: 'The conversation imports the protocol and itself only.' },
      { regex: '^[^.]', message: 'The conversation imports the protocol and itself only.', allowTypeImports: false },
    ],
  ),
  {
    files: [`${PROXY}/conversation/**`, `${PROXY}/protocol/**`, `${PROXY}/audio/**`],
    rules: { 'no-restricted-globals': ['error', ...PURE_GLOBALS] },
  },
  {
    files: ['test-app/scripts/**'],
    ignores: [`${PROXY}/env.ts`],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: 'env.ts is the only reader of the environment.',
        },
      ],
    },
  },
);
