import { identifier, issueIdOrIdentifier, teamKey, uuid } from './linear.keys.js';

const ID = '3F2504E0-4F89-41D3-9A0C-0305E82C3301';

describe('Linear’s keys and ids', () => {
  it.each([
    [ID, ID.toLowerCase()],
    ['eng-12', 'ENG-12'],
    ['A1_B-7', 'A1_B-7'],
    ['ENG', null],
    ['ENG-', null],
    ['ENG-1234567890', null],
    ['../x', null],
    ['ENG-12 ', null],
    [`${ID}0`, null],
    ['', null],
  ])('%j names an issue as %j', (text, name) => {
    expect(issueIdOrIdentifier(text)).toBe(name);
  });

  it('takes an identifier apart', () => {
    expect(identifier('eng-12')).toEqual({ team: 'ENG', number: 12 });
    expect(identifier(ID)).toBeNull();
  });

  it('knows what can be a team’s key', () => {
    expect([teamKey('eng'), teamKey('E1'), teamKey('a b'), teamKey('%2e'), teamKey('')]).toEqual([
      'ENG',
      'E1',
      null,
      null,
      null,
    ]);
    expect(uuid('eng')).toBeNull();
  });
});
