import tseslint from 'typescript-eslint';

/** What only machines find reliably; each restriction says why in its message. Formatting is Prettier's. */

const NO_MERGE = {
  selector: "CallExpression[callee.property.name='merge'][callee.object.name=/^(em|tx|fork|manager)$/]",
  message:
    'em.merge takes any id for a loaded row and so steps over the wall between projects: load the row.',
};
const NO_FORWARD_REF = {
  selector: "CallExpression[callee.name='forwardRef']",
  message: 'forwardRef hides a circle: let the lower module tell the upper one by a domain event.',
};
const NO_SQL = {
  selector:
    "CallExpression[callee.property.name=/^(createQueryBuilder|qb|execute|getConnection)$/], CallExpression[callee.name=/^(raw|sql)$/], TaggedTemplateExpression[tag.name='sql']",
  message:
    'SQL and query builders are not held by the tenancy filter: they stand in *.queries.ts, shared/jobs, shared/events and shared/persistence, where they are reviewed for it.',
};
const NO_SLEEP = [
  {
    selector: "NewExpression[callee.name='Promise'] CallExpression[callee.name='setTimeout']",
    message: 'A test that sleeps is slow or flaky: wait for the condition (test/support/eventually.ts).',
  },
  {
    selector: "ImportDeclaration[source.value='node:timers/promises']",
    message: 'A test that sleeps is slow or flaky: wait for the condition (test/support/eventually.ts).',
  },
];
const TESTS = ['**/*.spec.ts', 'test/**/*.ts'];

export default tseslint.config(
  { ignores: ['dist/', 'dist-test/', 'coverage/', '.data/'] },
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['web/vite.config.ts'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // The port asks for promises where an implementation needs none.
      '@typescript-eslint/require-await': 'off',
      // Values of an enum are what is stored and sent; comparing with those is meant.
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      // Its corrections do not always compile.
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      // Values of unknown type are shortened and shown as they come.
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allow: ['URL', 'URLSearchParams'] },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': ['error', NO_MERGE, NO_FORWARD_REF],
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', NO_MERGE, NO_FORWARD_REF, NO_SQL] },
  },
  {
    files: [
      'src/**/*.queries.ts',
      'src/shared/{jobs,events,persistence}/**/*.ts',
      'src/health/process-readiness.service.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', NO_MERGE, NO_FORWARD_REF] },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/main.ts', 'src/config/**', '**/*.spec.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Settings are read in one typed place, src/config, and passed on.',
        },
      ],
    },
  },
  {
    files: ['migrations/**'],
    rules: { 'max-lines': 'off', 'max-lines-per-function': 'off' },
  },
  {
    files: [...TESTS, 'bench/**', 'lab/demo/**', 'lab/support/**'],
    rules: {
      // Answers are read here as a front end without generated types reads them.
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: TESTS,
    rules: {
      // A test says what it found out about the machine it runs on.
      'no-console': ['error', { allow: ['warn', 'error'] }],
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': 'off',
      'no-restricted-syntax': ['error', NO_MERGE, NO_FORWARD_REF, ...NO_SLEEP],
    },
  },
  {
    files: ['test/support/eventually.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['**/*.{js,mjs}'],
    extends: [tseslint.configs.disableTypeChecked],
  },
);
