import type { EntityClass } from '@mikro-orm/postgresql';
import { SetMetadata } from '@nestjs/common';
import type { ProjectRole } from './project-role.js';

/** Anything that lies in a project. */
export interface ProjectScopedEntity {
  id: string;
  projectId: string;
}

/**
 * What an operation asks of its caller. Paths lead to the id in the arguments, as `input.projectId`.
 * - `signed-in`: any account; the service narrows further.
 * - `project`: a role in the project whose id is given.
 * - `entity`: a role in the project of the entity whose id is given. `isLookup`: absent and foreign are the answer null.
 * - `either`: the same, of the one id that is given among several; none, and more than one, is the caller's mistake.
 */
export type AccessRule =
  | { readonly kind: 'signed-in' }
  | { readonly kind: 'project'; readonly role: ProjectRole; readonly at: string }
  | {
      readonly kind: 'entity';
      readonly role: ProjectRole;
      readonly entity: () => EntityClass<ProjectScopedEntity>;
      readonly at: string;
      readonly isLookup: boolean;
    }
  | { readonly kind: 'either'; readonly role: ProjectRole; readonly references: readonly EntityReference[] };

/** An entity whose project counts, and where its id stands. */
export interface EntityReference {
  readonly entity: () => EntityClass<ProjectScopedEntity>;
  readonly at: string;
}

export const ACCESS_RULE = Symbol('ACCESS_RULE');

const rule = (value: AccessRule) => SetMetadata(ACCESS_RULE, value);

/** Any signed-in account. */
export const RequireSignIn = () => rule({ kind: 'signed-in' });

/** At least `role` in the project whose id stands at `at`. */
export const RequireProjectRole = (role: ProjectRole, at: string) => rule({ kind: 'project', role, at });

/** At least `role` in the project of the entity whose id stands at `at`; otherwise NOT_FOUND. */
export const RequireEntityRole = (
  role: ProjectRole,
  entity: () => EntityClass<ProjectScopedEntity>,
  at = 'input.id',
) => rule({ kind: 'entity', role, entity, at, isLookup: false });

/** The same for a look-up by id, whose answer is null where there is none. */
export const RequireLookupRole = (
  role: ProjectRole,
  entity: () => EntityClass<ProjectScopedEntity>,
  at = 'id',
) => rule({ kind: 'entity', role, entity, at, isLookup: true });

/** At least `role` in the project of the one entity whose id is given, at one of these places and no other. */
export const RequireRoleOnOneOf = (role: ProjectRole, ...references: readonly EntityReference[]) =>
  rule({ kind: 'either', role, references });
