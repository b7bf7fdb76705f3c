/**
 * Which file may import which (the map is in the README). Imports of types count, tests may import anything.
 * Each rule says why in its comment; test/architecture/dependency-rules.spec.ts plants a violation of every one.
 */

/** From the top to the bottom: a module may import what is below it. */
const MODULES = [
  'sync',
  'releases',
  'release-configs',
  'tickets',
  'pm-configs',
  'integrations',
  'access',
  'activity',
];

const ADAPTER = '^src/providers/(?!contract/|http/)([^/]+)/';
const CONTRACT = '^src/providers/contract/';
const HTTP = '^src/providers/http/';
const SHARED = '^src/shared/';
const CONFIG = '^src/config/';
const TESTS = '\\.spec\\.ts$';

const anyOf = (modules) => `^src/(${modules.join('|')})/`;
const from = (path, ...pathNot) => ({ path, pathNot: [TESTS, ...pathNot] });

const oneWay = MODULES.slice(1).map((module, index) => ({
  name: `one-way-${module}`,
  comment: `${module} is below ${MODULES.slice(0, index + 1).join(', ')}: it tells them by domain events, so that it can be understood and tested without them.`,
  severity: 'error',
  from: from(`^src/${module}/`),
  to: { path: anyOf(MODULES.slice(0, index + 1)) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...oneWay,
    {
      name: 'app-is-on-top',
      comment:
        'The files right under src/ wire everything together; whoever imports one imports the whole product.',
      severity: 'error',
      from: from('^src/[^/]+/', '^src/(boot|cli)/'),
      to: { path: '^src/([^/]+\\.ts$|(boot|cli)/)' },
    },
    {
      name: 'through-the-index',
      comment:
        'The index.ts of a module is its promise to the others; all else in it may change freely. Only main.ts reads the settings before it loads the rest.',
      severity: 'error',
      from: from('^src/([^/]+)', '^src/main\\.ts$'),
      to: {
        path: `^src/(${[...MODULES, 'health', 'config'].join('|')})/(?!index\\.ts$)`,
        pathNot: '^src/$1/',
      },
    },
    {
      name: 'through-the-index-of-shared',
      comment: 'The same for the parts of shared/ and for the port: outside, only their index.ts is known.',
      severity: 'error',
      from: from('^src/', '^src/shared/', CONTRACT, HTTP),
      to: {
        path: '^src/(shared/[^/]+|providers/(contract|http))/',
        pathNot: '/index\\.ts$',
      },
    },
    {
      name: 'adapters-know-the-port',
      comment:
        'An adapter translates one tracker: it knows the contract, http and shared, never a module nor another adapter, so that adding or removing one touches nothing else.',
      severity: 'error',
      from: from(ADAPTER),
      to: { path: '^src/', pathNot: ['^src/providers/$1/', CONTRACT, HTTP, SHARED] },
    },
    {
      name: 'adapters-are-listed-once',
      comment: 'providers.module.ts is the list of adapters; nobody else knows which there are.',
      severity: 'error',
      from: from('^src/', '^src/providers/providers\\.module\\.ts$', ADAPTER),
      to: { path: ADAPTER },
    },
    {
      name: 'http-belongs-to-adapters',
      comment:
        'Modules speak to trackers through the contract: only adapters and their list know how calls are sent.',
      severity: 'error',
      from: from(anyOf([...MODULES, 'health', 'shared'])),
      to: { path: HTTP },
    },
    {
      name: 'http-knows-shared-and-contract',
      comment: 'The one way out carries calls of any adapter, hence knows none, and no module.',
      severity: 'error',
      from: from(HTTP),
      to: { path: '^src/', pathNot: [HTTP, CONTRACT, SHARED] },
    },
    {
      name: 'contract-is-below-modules',
      comment: 'The port is what modules and adapters agree on; it depends on neither.',
      severity: 'error',
      from: from(CONTRACT),
      to: { path: '^src/', pathNot: [CONTRACT, SHARED, CONFIG] },
    },
    {
      name: 'shared-knows-no-product',
      comment:
        'shared/ is what any product could use: it reads the settings and runs the migrations, no more.',
      severity: 'error',
      from: from(SHARED),
      to: { path: '^src/', pathNot: [SHARED, CONFIG] },
    },
    {
      name: 'config-is-at-the-bottom',
      comment: 'Everything reads the settings; reading anything back would close a circle.',
      severity: 'error',
      from: from(CONFIG),
      to: { path: '^src/', pathNot: CONFIG },
    },
    {
      name: 'health-knows-shared',
      comment:
        'Health and metrics must answer whatever the modules are doing; modules bring their own figures.',
      severity: 'error',
      from: from('^src/health/'),
      to: { path: '^src/', pathNot: ['^src/health/', SHARED] },
    },
    {
      name: 'src-stands-alone',
      comment: 'The product runs without its tests, its lab and its benchmarks; they are not in the image.',
      severity: 'error',
      from: from('^(src|migrations)/'),
      to: { path: '^(test|lab|bench|web)/' },
    },
    {
      name: 'migrations-stand-alone',
      comment: 'A migration means the same for ever; code that it imported would change under it.',
      severity: 'error',
      from: from('^migrations/'),
      to: { path: '^src/' },
    },
    {
      name: 'lab-stands-alone',
      comment: 'The emulated trackers judge the product from outside: shared code would share its mistakes.',
      severity: 'error',
      from: { path: '^lab/' },
      // A way to wait for a condition, which knows nothing of the product, is all that its tests borrow.
      to: { path: '^(src|migrations|test|web)/', pathNot: '^test/support/eventually\\.ts$' },
    },
    {
      name: 'web-depends-on-the-schema',
      comment: 'The browser knows schema.gql alone, as any other front end does.',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(src|migrations|lab|test|bench)/' },
    },
    {
      name: 'no-circles',
      comment: 'Files in a circle can only be understood, loaded and changed together.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-development-packages',
      comment: 'The image installs without development packages; what runs there must be under dependencies.',
      severity: 'error',
      from: from('^(src|migrations)/'),
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'everything-resolves',
      comment:
        'An import that leads nowhere, or to a package that package.json does not name, works by luck.',
      severity: 'error',
      from: {},
      to: { path: '.', couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    skipAnalysisNotInRules: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
};
