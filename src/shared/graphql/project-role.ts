import { registerEnumType } from '@nestjs/graphql';

export enum ProjectRole {
  OWNER = 'OWNER',
  EDITOR = 'EDITOR',
  VIEWER = 'VIEWER',
}

registerEnumType(ProjectRole, {
  name: 'ProjectRole',
  description: 'What a member may do in a project. Each role may do all that the next one may.',
  valuesMap: {
    OWNER: { description: 'Also integrations, members, other people’s tokens and overrides.' },
    EDITOR: { description: 'Also configs, releases and tickets.' },
    VIEWER: {
      description: 'May read everything but the settings of integrations, and make tokens of their own.',
    },
  },
});

const RANK: Readonly<Record<ProjectRole, number>> = { OWNER: 2, EDITOR: 1, VIEWER: 0 };

export function isAtLeast(role: ProjectRole, needed: ProjectRole): boolean {
  return RANK[role] >= RANK[needed];
}

export function lesserRole(one: ProjectRole, other: ProjectRole): ProjectRole {
  return RANK[one] <= RANK[other] ? one : other;
}
