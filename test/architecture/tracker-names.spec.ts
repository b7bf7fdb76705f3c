import { glob, readFile } from 'node:fs/promises';

/**
 * Where a tracker is named outside its own folder, the whole of it (docs/adding-a-provider.md): the enum, the list of
 * adapters, and the connection inputs, of which one file is the tracker's own.
 */
const EVERY_TRACKER = [
  'src/integrations/connection-inputs/connection.inputs.ts',
  'src/providers/contract/provider-type.ts',
  'src/providers/providers.module.ts',
] as const;

const ofEvery = (name: string) =>
  [...EVERY_TRACKER, `src/integrations/connection-inputs/${name}-connection.inputs.ts`].sort();

/** What the contract of the API names after Jira: jiraType, and jiraConfig and jiraProject, which any release takes. */
const AFTER_JIRA = [
  'src/integrations/integrations.resolver.ts',
  'src/release-configs/inline-configuration.resolver.ts',
  'src/release-configs/release-config.input.ts',
  'src/releases/releases.inputs.ts',
];

const TRACKERS: readonly (readonly [name: string, files: readonly string[]])[] = [
  ['asana', ofEvery('asana')],
  ['clickup', ofEvery('clickup')],
  ['jira', [...ofEvery('jira'), ...AFTER_JIRA].sort()],
  ['linear', ofEvery('linear')],
  ['monday', ofEvery('monday')],
];

describe('a tracker is named in few files outside its own folder:', () => {
  let sources: ReadonlyMap<string, string>;
  beforeAll(async () => {
    sources = await readSources();
  });

  it.each(TRACKERS)('%s', (name, files) => {
    expect(filesThatName(name, sources)).toEqual(files);
  });

  it('there is no other tracker', () => {
    const folders = [...sources.keys()].flatMap((file) => /^src\/providers\/([^/]+)\//.exec(file)?.[1] ?? []);
    const trackers = new Set(folders.filter((folder) => !['contract', 'http'].includes(folder)));
    expect([...trackers].sort()).toEqual(TRACKERS.map(([name]) => name));
  });
});

function filesThatName(name: string, sources: ReadonlyMap<string, string>): string[] {
  const pattern = new RegExp(name, 'i');
  return [...sources]
    .filter(([file, source]) => !file.startsWith(`src/providers/${name}/`) && pattern.test(source))
    .map(([file]) => file)
    .sort();
}

/** Without comments and tests, by path. */
async function readSources(): Promise<Map<string, string>> {
  const sources = new Map<string, string>();
  for await (const file of glob('src/**/*.ts')) {
    if (!file.endsWith('.spec.ts')) sources.set(file, withoutComments(await readFile(file, 'utf8')));
  }
  return sources;
}

/** Good enough for our own sources, where `//` in a text only ever follows a colon. */
function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:])\/\/.*$/gm, '$1');
}
