import { ProjectRole } from '../../shared/graphql/index.js';
import { nameFromEmail, wouldLeaveNoOwner } from './membership.rules.js';

const { OWNER, EDITOR, VIEWER } = ProjectRole;
const ada = { accountId: 'ada', role: OWNER };
const bob = { accountId: 'bob', role: OWNER };
const eve = { accountId: 'eve', role: EDITOR };

describe('a project keeps an owner', () => {
  it.each([EDITOR, VIEWER, null])('when the only one would become %s', (next) => {
    expect(wouldLeaveNoOwner([ada, eve], 'ada', next)).toBe(true);
    expect(wouldLeaveNoOwner([ada, bob, eve], 'ada', next)).toBe(false);
  });

  it('when others come and go', () => {
    expect(wouldLeaveNoOwner([ada, eve], 'eve', null)).toBe(false);
    expect(wouldLeaveNoOwner([ada, eve], 'ada', OWNER)).toBe(false);
  });
});

it('a new account is called after its address unless told otherwise', () => {
  expect(nameFromEmail('ada.lovelace@example.com')).toBe('ada.lovelace');
  expect(nameFromEmail(`${'a'.repeat(200)}@example.com`)).toHaveLength(100);
});
