import { versionViolation, normaliseVersion } from './version.rules.js';

describe('a version', () => {
  it.each([
    [' 1.2.0 ', '1.2.0'],
    ['v1.2.0', '1.2.0'],
    ['V2', '2'],
    ['vv1', 'vv1'],
    ['v-1', 'v-1'],
    ['version1', 'version1'],
  ])('%j is normalised to %j', (given, normalised) => {
    expect(normaliseVersion(given)).toBe(normalised);
  });

  it.each(['1', '1.2.0', '2026.11-beta_1+build.5', 'rc-1', '1'.repeat(64)])('can be %j', (version) => {
    expect(versionViolation(version)).toBeNull();
  });

  it.each(['', 'beta', '1 2', '1/2', '../1', '1\n', '１', '1'.repeat(65), '{{1}}', 7, null])(
    'cannot be %j',
    (version) => {
      expect(versionViolation(version)).toMatch(/^m(ust|ay)/);
    },
  );
});
