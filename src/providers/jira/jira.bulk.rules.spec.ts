import { bulkResults } from './jira.bulk.rules.js';

const sent = (...projects: string[]) =>
  projects.map((projectKey, index) => ({ operationId: `op-${index}`, projectKey }));
const issue = (key: string) => ({ id: `1${key.replace(/\D/g, '')}`, key });
const refused = (failedElementNumber: number, status = 400) => ({
  failedElementNumber,
  status,
  elementErrors: { errorMessages: [], errors: { summary: 'Too short.' } },
});
const kinds = (...args: Parameters<typeof bulkResults>) =>
  bulkResults(...args).map((result) => (result.kind === 'created' ? result.issue.key : result.kind));

describe('one bulk answer for several drafts', () => {
  it('gives the successes to the drafts that did not fail, in order', () => {
    const answer = { issues: [issue('ABC-1'), issue('ABC-2')], errors: [refused(1)] };
    expect(kinds(sent('ABC', 'ABC', 'ABC'), answer)).toEqual(['ABC-1', 'refused', 'ABC-2']);
  });

  it.each([
    ['a success is missing', [issue('ABC-1')], []],
    ['there is one too many', [issue('ABC-1'), issue('ABC-2'), issue('ABC-3')], []],
    ['the numbers do not ascend', [issue('ABC-2'), issue('ABC-1')], []],
    ['one is there twice', [issue('ABC-1'), issue('ABC-1')], []],
    ['a failure is numbered beyond the drafts', [issue('ABC-1')], [refused(2)]],
  ])('pairs nothing where %s', (_, issues, errors) => {
    expect(kinds(sent('ABC', 'ABC'), { issues, errors })).toEqual(['unclear', 'unclear']);
  });

  it("never pairs one project's draft with another's key", () => {
    expect(kinds(sent('ABC', 'XYZ'), { issues: [issue('XYZ-1'), issue('ABC-1')], errors: [] })).toEqual([
      'unclear',
      'unclear',
    ]);
    expect(kinds(sent('ABC', 'XYZ'), { issues: [issue('ABC-9'), issue('XYZ-1')], errors: [] })).toEqual([
      'ABC-9',
      'XYZ-1',
    ]);
  });

  it('believes the new key of a renamed project', () => {
    expect(kinds(sent('OLD', 'OLD'), { issues: [issue('NEW-1'), issue('NEW-2')], errors: [] })).toEqual([
      'NEW-1',
      'NEW-2',
    ]);
  });

  it('does not take a server error of one element for a refusal', () => {
    const [result] = bulkResults(sent('ABC'), { issues: [], errors: [refused(0, 500)] });
    expect(result).toMatchObject({ kind: 'refused', error: { tookEffect: 'unknown' } });
  });
});
