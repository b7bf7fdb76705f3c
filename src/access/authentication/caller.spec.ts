import { ProjectRole } from '../../shared/graphql/index.js';
import { Caller } from './caller.js';

const { OWNER, EDITOR, VIEWER } = ProjectRole;
const account = { id: 'ada', name: 'Ada', email: null };
const own = { id: 't', name: 'Own', projectId: null, role: null };
const limited = { id: 't', name: 'CI', projectId: 'one', role: EDITOR };
const memberships = [
  { projectId: 'one', role: OWNER },
  { projectId: 'two', role: VIEWER },
];

function aCaller(token: typeof own | typeof limited) {
  const opened: (readonly string[])[] = [];
  return { caller: new Caller(account, token, memberships, (ids) => opened.push(ids)), opened };
}

describe('a caller', () => {
  it('with an account’s own token acts with its memberships, by its name', () => {
    const { caller, opened } = aCaller(own);
    expect([caller.roleIn('one'), caller.roleIn('two'), caller.roleIn('three')]).toEqual([
      OWNER,
      VIEWER,
      null,
    ]);
    expect(caller.actor).toEqual({ kind: 'ACCOUNT', name: 'Ada', accountId: 'ada' });
    expect(opened).toEqual([['one', 'two']]);
  });

  it('with a limited token sees one project, with the lesser role, by the token’s name', () => {
    const { caller, opened } = aCaller(limited);
    expect([caller.roleIn('one'), caller.roleIn('two')]).toEqual([EDITOR, null]);
    expect(caller.actor).toEqual({ kind: 'API_TOKEN', name: 'CI', accountId: 'ada' });
    expect(opened).toEqual([['one']]);
  });

  it('is told which role it would take', () => {
    const { caller } = aCaller(limited);
    caller.requireRole(VIEWER, 'one');
    expect(() => caller.requireRole(OWNER, 'one')).toThrow(/OWNER.*EDITOR with this token/);
  });

  it('enters what it makes', () => {
    const { caller, opened } = aCaller(own);
    caller.addMembership('three', OWNER);
    expect(caller.roleIn('three')).toBe(OWNER);
    expect(opened.at(-1)).toEqual(['one', 'two', 'three']);
  });

  it('that leaves may do nothing there any more, and is shown as it was', () => {
    const { caller } = aCaller(own);
    caller.removeMembership('two');
    expect([caller.roleIn('two'), caller.displayRoleIn('two')]).toEqual([null, VIEWER]);
    expect(caller.hasRole(VIEWER, 'two')).toBe(false);
  });
});
