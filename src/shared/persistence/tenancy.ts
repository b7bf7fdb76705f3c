import { Filter } from '@mikro-orm/decorators/legacy';
import { type EntityManager, RequestContext } from '@mikro-orm/postgresql';

/**
 * The second wall between projects (the first is the guard of `access/`): every EntityManager carries the ids of the
 * projects it may touch, and a default filter and a flush guard hold it to them. Without ids it sees nothing.
 */
export const TENANCY = 'tenancy';

interface TenancyParams {
  readonly projectIds: readonly string[];
  readonly isUnrestricted: boolean;
}

/** Puts an entity behind the wall by the property that holds its project's id. */
export function TenantFilter(property: string): ClassDecorator {
  return Filter({
    name: TENANCY,
    cond: ((params: TenancyParams) =>
      params.isUnrestricted ? {} : { [property]: { $in: [...params.projectIds] } }) as never,
    default: true,
  }) as ClassDecorator;
}

export function limitToProjects(em: EntityManager, projectIds: readonly string[]): void {
  em.setFilterParams(TENANCY, { projectIds, isUnrestricted: false } satisfies TenancyParams);
}

export function mayAccessProject(em: EntityManager, projectId: string): boolean {
  const params = em.getFilterParams<TenancyParams>(TENANCY);
  return params !== undefined && (params.isUnrestricted || params.projectIds.includes(projectId));
}

/** Runs `work` in an EntityManager of its own that may touch one project: for jobs and whatever comes after a request. */
export function inProject<T>(
  em: EntityManager,
  projectId: string,
  work: (em: EntityManager) => Promise<T>,
): Promise<T> {
  const fork = em.fork({ useContext: false });
  limitToProjects(fork, [projectId]);
  return RequestContext.create(fork, () => work(currentEm(fork)), {});
}

/** Why somebody steps over the wall. Add a reason here before you do, so that all of them stand in one place. */
export type CrossProjectReason = 'sign-in' | 'bootstrap' | 'new-project' | 'own-account';

/** The one named door through the wall. */
export function acrossProjects<T>(
  em: EntityManager,
  _reason: CrossProjectReason,
  work: (em: EntityManager) => Promise<T>,
): Promise<T> {
  const fork = em.fork({ useContext: false });
  fork.setFilterParams(TENANCY, { projectIds: [], isUnrestricted: true } satisfies TenancyParams);
  return work(fork);
}

/** The EntityManager of the running request or job; forks keep their filter parameters. */
function currentEm(fallback: EntityManager): EntityManager {
  return (RequestContext.getEntityManager() as EntityManager | undefined) ?? fallback;
}
