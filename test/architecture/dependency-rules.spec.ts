import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = process.cwd();
const PROGRAM = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
const FOLDERS = ['src', 'migrations', 'lab', 'bench', 'web', 'test'];

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

/** By rule: a file, and what it imports although it must not. Every rule has one; each file breaks that rule alone. */
const VIOLATIONS: Readonly<Record<string, readonly [file: string, imported: string]>> = {
  'one-way-releases': ['src/releases/planted.ts', '../sync/index.js'],
  'one-way-release-configs': ['src/release-configs/planted.ts', '../releases/index.js'],
  'one-way-tickets': ['src/tickets/planted.ts', '../releases/index.js'],
  'one-way-pm-configs': ['src/pm-configs/planted.ts', '../tickets/index.js'],
  'one-way-integrations': ['src/integrations/planted.ts', '../pm-configs/index.js'],
  'one-way-access': ['src/access/planted.ts', '../integrations/index.js'],
  'one-way-activity': ['src/activity/planted.ts', '../access/index.js'],
  'app-is-on-top': ['src/releases/planted-app.ts', '../app.module.js'],
  'through-the-index': ['src/releases/planted-index.ts', '../tickets/ticket.entity.js'],
  'through-the-index-of-shared': ['src/releases/planted-shared.ts', '../shared/clock/clock.js'],
  'adapters-know-the-port': ['src/providers/jira/planted.ts', '../../releases/index.js'],
  'adapters-are-listed-once': ['src/integrations/planted-adapter.ts', '../providers/jira/index.js'],
  'http-belongs-to-adapters': ['src/integrations/planted-http.ts', '../providers/http/index.js'],
  'http-knows-shared-and-contract': ['src/providers/http/planted.ts', '../../config/index.js'],
  'contract-is-below-modules': ['src/providers/contract/planted.ts', '../../activity/index.js'],
  'shared-knows-no-product': ['src/shared/clock/planted.ts', '../../activity/index.js'],
  'config-is-at-the-bottom': ['src/config/planted.ts', '../shared/clock/index.js'],
  'health-knows-shared': ['src/health/planted.ts', '../activity/index.js'],
  'src-stands-alone': ['src/releases/planted-lab.ts', '../../lab/index.js'],
  'migrations-stand-alone': ['migrations/planted.ts', '../src/shared/clock/index.js'],
  'lab-stands-alone': ['lab/planted.ts', '../src/shared/clock/index.js'],
  'web-depends-on-the-schema': ['web/planted.ts', '../src/releases/index.js'],
  'no-circles': ['src/tickets/planted-circle.ts', './planted-circle-back.js'],
  'no-development-packages': ['src/tickets/planted-tool.ts', 'jest'],
  'everything-resolves': ['src/tickets/planted-nowhere.ts', './nowhere.js'],
};

/** One adapter that knows another: the same rule as above, its second half. */
const NEIGHBOUR_VIOLATION = ['src/providers/linear/planted.ts', '../jira/index.js'] as const;

/** What the planted files import. */
const TREE: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'sync',
      'releases',
      'release-configs',
      'tickets',
      'pm-configs',
      'integrations',
      'access',
      'activity',
      'config',
    ].map((name) => [`src/${name}/index.ts`, 'export const one = 1;\n']),
  ),
  'src/app.module.ts': 'export const one = 1;\n',
  'src/tickets/ticket.entity.ts': 'export const one = 1;\n',
  'src/tickets/planted-circle-back.ts': `import './planted-circle.js';\n`,
  'src/shared/clock/clock.ts': 'export const one = 1;\n',
  'src/shared/clock/index.ts': `export * from './clock.js';\n`,
  'src/providers/contract/index.ts': 'export const one = 1;\n',
  'src/providers/http/index.ts': 'export const one = 1;\n',
  'src/providers/jira/index.ts': 'export const one = 1;\n',
  'lab/index.ts': 'export const one = 1;\n',
  'bench/index.ts': 'export const one = 1;\n',
  'test/allowed.ts': `import '../src/tickets/ticket.entity.js';\nimport '../lab/index.js';\n`,
  'src/releases/allowed.ts': `import '../tickets/index.js';\nimport '../shared/clock/index.js';\nimport type {} from '../providers/contract/index.js';\n`,
  'src/providers/jira/allowed.ts': `import '../http/index.js';\nimport '../contract/index.js';\n`,
};

async function violationsIn(folder: string): Promise<readonly Violation[]> {
  const args = [
    PROGRAM,
    '--config',
    join(folder, '.dependency-cruiser.js'),
    '--output-type',
    'json',
    ...FOLDERS,
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: folder,
    maxBuffer: 100_000_000,
  }).catch((error: { stdout: string }) => error);
  return JSON.parse(stdout).summary.violations;
}

async function plantTree(folder: string): Promise<void> {
  const planted = [...Object.values(VIOLATIONS), NEIGHBOUR_VIOLATION].map(
    ([file, imported]) => [file, `import '${imported}';\n`] as const,
  );
  for (const [file, text] of [...Object.entries(TREE), ...planted]) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
  for (const name of ['package.json', 'tsconfig.json', 'node_modules', '.dependency-cruiser.js']) {
    await symlink(join(ROOT, name), join(folder, name));
  }
}

describe('the dependency rules', () => {
  let folder: string;
  let found: readonly Violation[];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'delivr-dependencies-'));
    await plantTree(folder);
    found = await violationsIn(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('hold in the real tree', async () => {
    expect(await violationsIn(ROOT)).toEqual([]);
  });

  it('each have a reason beside them and a planted violation here', async () => {
    const { default: config } = await import('../../.dependency-cruiser.js' as string);
    const rules: readonly { name: string; comment: string }[] = config.forbidden;
    expect(rules.map(({ name }) => name).sort()).toEqual(Object.keys(VIOLATIONS).sort());
    expect(rules.filter(({ comment }) => comment.length < 40)).toEqual([]);
  });

  it.each(Object.entries(VIOLATIONS))('%s is caught', (name, [file]) => {
    const breakers = found.filter(({ rule }) => rule.name === name).map(({ from }) => from);
    // A circle is told by whichever of its files comes first.
    expect(breakers.map((one) => one.replace('-back', ''))).toContain(file);
  });

  it('let no adapter know another', () => {
    expect(found).toContainEqual(
      expect.objectContaining({
        from: NEIGHBOUR_VIOLATION[0],
        to: 'src/providers/jira/index.ts',
        rule: expect.objectContaining({ name: 'adapters-know-the-port' }),
      }),
    );
  });

  it('leave alone what is allowed', () => {
    expect(found.filter(({ from }) => from.includes('allowed'))).toEqual([]);
  });
});
