import { ReleaseStatus } from './release.enums.js';
import { transitionViolation, OPEN_STATUSES } from './release.rules.js';

describe('the rules of releases', () => {
  it('list the possible transitions where a transition is refused', () => {
    expect(transitionViolation(ReleaseStatus.PLANNED, ReleaseStatus.IN_PROGRESS)).toBeNull();
    expect(transitionViolation(ReleaseStatus.PLANNED, ReleaseStatus.COMPLETED)).toBe(
      'A release that is PLANNED cannot become COMPLETED. From PLANNED it can become IN_PROGRESS, CANCELLED.',
    );
    expect(transitionViolation(ReleaseStatus.PAUSED, ReleaseStatus.PAUSED)).toBe(
      'The release is PAUSED already.',
    );
    expect(transitionViolation(ReleaseStatus.ARCHIVED, ReleaseStatus.PLANNED)).toContain(
      'ARCHIVED is final.',
    );
  });

  it('count as open what is neither completed, cancelled nor archived', () => {
    const closed = [ReleaseStatus.COMPLETED, ReleaseStatus.CANCELLED, ReleaseStatus.ARCHIVED];
    expect(Object.values(ReleaseStatus).filter((status) => !OPEN_STATUSES.includes(status))).toEqual(closed);
  });
});
