import type { ProjectSchema } from '../providers/contract/index.js';
import type { TargetPlatform } from './target-platform.js';
import type { ResolvedNames, TicketParameters } from './ticket-parameters.js';

/** A status by the name that a person gave it. */
export interface NamedStatus {
  readonly name: string;
  /** Null: not resolved yet, or not resolvable. */
  readonly id: string | null;
}

type Names = Pick<TicketParameters, 'projectKey' | 'issueType' | 'completedStatus' | 'resolvedNames'>;

/** What the tracker calls them itself is kept whatever it shows: ids outlive renaming and translation. */
export function resolveNames(
  parameters: Names,
  integrationId: string,
  { issueTypes, statuses }: Pick<ProjectSchema, 'issueTypes' | 'statuses'>,
): ResolvedNames {
  const { projectKey, issueType, completedStatus } = parameters;
  const known = validNames(parameters, integrationId);
  const resolve = (
    name: string,
    among: readonly NamedObject[],
    before: ResolvedNames['statuses'] | undefined,
  ) => {
    const id = before?.[keyOf(name)];
    const found = among.find(({ remoteId }) => remoteId === id) ?? findByName(among, name);
    return [[keyOf(name), found?.remoteId ?? null] as const];
  };
  return {
    integrationId,
    projectKey,
    issueTypes: Object.fromEntries(
      issueType === null ? [] : resolve(issueType, issueTypes, known?.issueTypes),
    ),
    statuses: Object.fromEntries(completedStatus.flatMap((name) => resolve(name, statuses, known?.statuses))),
  };
}

/** By `schemaKey`: descriptions of projects that were read for something else. */
export type Schemas = ReadonlyMap<string, ProjectSchema>;

export function schemaKey(integrationId: string, projectKey: string): string {
  return JSON.stringify([integrationId, projectKey]);
}

/** With the ids that these descriptions tell; what they do not tell stays as it was. */
export function withResolvedNames(
  parameters: TicketParameters,
  integrationId: string,
  schemas: Schemas,
): TicketParameters {
  const schema = schemas.get(schemaKey(integrationId, parameters.projectKey));
  return schema
    ? { ...parameters, resolvedNames: resolveNames(parameters, integrationId, schema) }
    : parameters;
}

/** What names meant before an edit, they mean after it. */
export function withFormerNames<T extends PlatformNames>(
  configurations: readonly T[],
  former: readonly PlatformNames[],
): T[] {
  return configurations.map((one) => {
    const before = former.find(({ platform }) => platform === one.platform);
    const resolvedNames = one.parameters.resolvedNames ?? before?.parameters.resolvedNames ?? null;
    return { ...one, parameters: { ...one.parameters, resolvedNames } };
  });
}

interface PlatformNames {
  readonly platform: TargetPlatform;
  readonly parameters: TicketParameters;
}

/** Whether nobody has looked yet what a name that counts means. */
export function hasUnresolvedStatus(parameters: Names, integrationId: string): boolean {
  const known = validNames(parameters, integrationId)?.statuses ?? {};
  return parameters.completedStatus.some((name) => !Object.hasOwn(known, keyOf(name)));
}

export function issueTypeIdOf(parameters: Names, integrationId: string): string | null {
  const { issueType } = parameters;
  if (issueType === null) return null;
  return validNames(parameters, integrationId)?.issueTypes[keyOf(issueType)] ?? null;
}

export function completedStatuses(parameters: Names, integrationId: string): NamedStatus[] {
  const ids = validNames(parameters, integrationId)?.statuses;
  return parameters.completedStatus.map((name) => ({ name, id: ids?.[keyOf(name)] ?? null }));
}

/** Ids of one project mean nothing in another. */
function validNames({ resolvedNames, projectKey }: Names, integrationId: string): ResolvedNames | null {
  const isValid = resolvedNames?.integrationId === integrationId && resolvedNames.projectKey === projectKey;
  return isValid ? resolvedNames : null;
}

interface NamedObject {
  readonly remoteId: string;
  readonly name: string;
  readonly untranslatedName?: string | null;
}

/** By the name that it is shown under, else by the one that it has in the tracker's own language. */
export function findByName<T extends NamedObject>(objects: readonly T[], name: string): T | undefined {
  const wanted = keyOf(name);
  return (
    objects.find((one) => keyOf(one.name) === wanted) ??
    objects.find(({ untranslatedName }) => untranslatedName != null && keyOf(untranslatedName) === wanted)
  );
}

function keyOf(name: string): string {
  return name.trim().toLowerCase();
}
