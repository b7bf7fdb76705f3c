import { registerEnumType } from '@nestjs/graphql';

export enum ReleaseType {
  MAJOR = 'MAJOR',
  MINOR = 'MINOR',
  PATCH = 'PATCH',
  HOTFIX = 'HOTFIX',
}

registerEnumType(ReleaseType, {
  name: 'ReleaseType',
  description: 'How large the change of a release is; information for people only.',
  valuesMap: {
    MAJOR: { description: 'Breaking or large.' },
    MINOR: { description: 'New features.' },
    PATCH: { description: 'Corrections.' },
    HOTFIX: { description: 'An urgent correction of what is out.' },
  },
});

export enum ReleaseStatus {
  PLANNED = 'PLANNED',
  IN_PROGRESS = 'IN_PROGRESS',
  PAUSED = 'PAUSED',
  SUBMITTED = 'SUBMITTED',
  COMPLETED = 'COMPLETED',
  CANCELLED = 'CANCELLED',
  ARCHIVED = 'ARCHIVED',
}

registerEnumType(ReleaseStatus, {
  name: 'ReleaseStatus',
  description:
    'PLANNED to IN_PROGRESS, CANCELLED; IN_PROGRESS to PAUSED, SUBMITTED, CANCELLED; PAUSED to IN_PROGRESS, CANCELLED; ' +
    'SUBMITTED to IN_PROGRESS (rejected by the store), COMPLETED, CANCELLED; COMPLETED and CANCELLED to ARCHIVED. ' +
    'Nothing else.',
  valuesMap: {
    PLANNED: { description: 'Work has not begun.' },
    IN_PROGRESS: { description: 'Work is in progress.' },
    PAUSED: { description: 'Work is interrupted and can go on.' },
    SUBMITTED: { description: 'Submitted to the stores, or being rolled out.' },
    COMPLETED: { description: 'Available to users. No ticket is created any more.' },
    CANCELLED: { description: 'Abandoned. Tickets that were not created are cancelled.' },
    ARCHIVED: { description: 'Completed or cancelled, and no longer of interest. Final.' },
  },
});

export enum ReleaseOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  PLANNED_DATE_ASC = 'PLANNED_DATE_ASC',
  PLANNED_DATE_DESC = 'PLANNED_DATE_DESC',
}

registerEnumType(ReleaseOrder, {
  name: 'ReleaseOrder',
  description:
    'How a list of releases is ordered. Releases without plannedDate come last in both planned orders.',
  valuesMap: {
    CREATED_AT_DESC: { description: 'Newest first.' },
    PLANNED_DATE_ASC: { description: 'By planned date, soonest first.' },
    PLANNED_DATE_DESC: { description: 'By planned date, latest first.' },
  },
});
