import { glob, readFile } from 'node:fs/promises';
import { basename } from 'node:path';

/** What a class that Nest makes may be: its file ends in the role, its name too. */
const ROLES = [
  'cache',
  'controller',
  'guard',
  'interceptor',
  'job',
  'loader',
  'registry',
  'resolver',
  'service',
  'subscriber',
  'writer',
] as const;

/** What would make a rule depend on something else than its arguments; and why not. */
const IMPURE: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/from '@nestjs\//, 'Nest'],
  [/from '@mikro-orm\//, 'the database'],
  [/from '(\.\.\/)+shared\/(clock|jobs|events|persistence)\//, 'a service'],
  [/\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(/, 'the time of day, which is passed in'],
  [/from '(node:)?(fs|fs\/promises|http|https|child_process|timers|timers\/promises)'/, 'the outside world'],
  [/from '(undici|pg)'/, 'the network'],
];

/** By path, without comments. */
type Sources = ReadonlyMap<string, string>;

describe('the role of a file', () => {
  let sources: Sources;
  beforeAll(async () => {
    sources = await readSources();
  });

  it('is at the end of its name and of the name of its class, wherever Nest makes that', () => {
    expect(rolesMissing(sources)).toEqual([]);
    const planted: Sources = new Map([
      ['src/a/good.service.ts', '@Injectable()\nexport class GoodService {}'],
      ['src/a/good.resolver.ts', '@Resolver(() => One)\nexport class GoodResolver {}'],
      ['src/a/roleless.ts', '@Injectable()\nexport class Roleless {}'],
      ['src/a/other-role.helper.ts', '@Injectable()\nexport class OtherRoleHelper {}'],
      ['src/a/other-name.service.ts', '@Injectable()\nexport class SomeNameService {}'],
      [
        'src/a/two.service.ts',
        '@Injectable()\nclass TwoService {}\n@Injectable()\nexport class ThreeService {}',
      ],
    ]);
    expect(rolesMissing(planted)).toEqual([
      'src/a/roleless.ts: Roleless',
      'src/a/other-role.helper.ts: OtherRoleHelper',
      'src/a/other-name.service.ts: SomeNameService',
      'src/a/two.service.ts: ThreeService',
    ]);
  });

  it('rules: nothing but their arguments decides', () => {
    expect([...sources.keys()].filter(isRules).length).toBeGreaterThan(20);
    expect(impureRules(sources)).toEqual([]);
    const planted: Sources = new Map([
      ['src/a/pure.rules.ts', `import { isIP } from 'node:net';\nnew Date(now.getTime() + 1);`],
      ['src/a/nest.rules.ts', `import { Injectable } from '@nestjs/common';`],
      ['src/a/em.rules.ts', `import type { EntityManager } from '@mikro-orm/postgresql';`],
      ['src/a/clock.rules.ts', `import { Clock } from '../../shared/clock/index.js';`],
      ['src/a/now.rules.ts', 'return new Date();'],
      ['src/a/file.rules.ts', `import { readFile } from 'node:fs/promises';`],
      ['src/a/net.rules.ts', `import { request } from 'node:http';`],
    ]);
    expect(impureRules(planted)).toEqual([
      'src/a/nest.rules.ts: Nest',
      'src/a/em.rules.ts: the database',
      'src/a/clock.rules.ts: a service',
      'src/a/now.rules.ts: the time of day, which is passed in',
      'src/a/file.rules.ts: the outside world',
      'src/a/net.rules.ts: the outside world',
    ]);
  });

  it('job: whatever handles a job is one, and handles one', () => {
    const jobs = [...sources.keys()].filter((file) => file.endsWith('.job.ts'));
    expect(jobs.length).toBeGreaterThan(3);
    expect(handlersOutsideJobs(sources)).toEqual([]);
    for (const file of jobs) expect([file, handlersIn(sources.get(file)!)]).toEqual([file, 1]);
    const planted: Sources = new Map([
      ['src/a/good.job.ts', 'handlers.handle(GOOD_JOB, (key) => this.run(key));'],
      ['src/a/bad.service.ts', 'handlers.handle(\n  BAD_JOB,\n  (key) => this.run(key));'],
    ]);
    expect(handlersOutsideJobs(planted)).toEqual(['src/a/bad.service.ts']);
  });
});

/** A resolver may bring the resolvers of the types that it returns. */
function rolesMissing(sources: Sources): string[] {
  return [...sources].flatMap(([file, source]) => {
    const names = madeByNest(source);
    const expected = classNameOf(file);
    const isNamed = (name: string) =>
      name === expected ||
      (file.endsWith('.resolver.ts') && names.includes(expected ?? '') && name.endsWith('Resolver'));
    return names.filter((name) => !isNamed(name)).map((name) => `${file}: ${name}`);
  });
}

function madeByNest(source: string): string[] {
  const decorated = /^@(?:Injectable|Resolver|Controller)\([\s\S]*?^(?:export )?(?:abstract )?class (\w+)/gm;
  return [...source.matchAll(decorated)].map(([, name]) => name!);
}

/** `TicketEngineService` of ticket-engine.service.ts; null: there is no role in the name. */
function classNameOf(file: string): string | null {
  const words = basename(file, '.ts').split(/[.-]/);
  const isRole = (ROLES as readonly string[]).includes(words.at(-1)!);
  return isRole ? words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('') : null;
}

function isRules(file: string): boolean {
  return file.endsWith('.rules.ts');
}

function impureRules(sources: Sources): string[] {
  return [...sources]
    .filter(([file]) => isRules(file))
    .flatMap(([file, source]) =>
      IMPURE.filter(([pattern]) => pattern.test(source)).map(([, what]) => `${file}: ${what}`),
    );
}

function handlersIn(source: string): number {
  return [...source.matchAll(/\.handle\(\s*[A-Z_]+_JOB\b/g)].length;
}

function handlersOutsideJobs(sources: Sources): string[] {
  return [...sources]
    .filter(([file, source]) => !file.endsWith('.job.ts') && handlersIn(source) > 0)
    .map(([file]) => file);
}

async function readSources(): Promise<Sources> {
  const sources = new Map<string, string>();
  for await (const file of glob('src/**/*.ts')) {
    if (file.endsWith('.spec.ts')) continue;
    const source = await readFile(file, 'utf8');
    sources.set(file, source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:])\/\/.*$/gm, '$1'));
  }
  return sources;
}
