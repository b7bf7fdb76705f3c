import {
  type PmProvider,
  type ProjectSchema,
  type RemoteIssueType,
  type TicketShape,
} from '../../providers/contract/index.js';
import { error, type PlatformProblem, warning } from './config-problems.js';
import { isSameName, nearestNames } from './name-suggestions.rules.js';
import { fieldProblems, kindOfIssueType, kindWithoutIssueType } from './schema-check.fields.rules.js';
import { labelProblems } from './schema-check.labels.rules.js';
import { completedStatusProblems } from './schema-check.statuses.rules.js';
import { findByName, issueTypeIdOf } from '../resolved-names.rules.js';
import type { TicketParameters } from '../ticket-parameters.js';

/** What the rules need of a provider. */
export type CheckingProvider = Pick<PmProvider, 'name' | 'defaultIssueType'>;

/**
 * Everything that would keep these parameters' tickets from being made or from ever being completed, as far as the
 * tracker's own description of the project tells. Pure: no call, no clock.
 */
export function schemaProblems(
  parameters: TicketParameters,
  schema: ProjectSchema,
  provider: CheckingProvider,
  integrationId: string,
): PlatformProblem[] {
  const statusesOf = (statuses: ProjectSchema['statuses']) =>
    completedStatusProblems(parameters, statuses, integrationId);
  const permissions = permissionProblems(parameters, schema, provider);
  if (!parameters.createTicket) return [...permissions, ...statusesOf(schema.statuses)];
  if (isTypeless(schema, provider))
    return [
      ...permissions,
      ...warningsOf(schema),
      ...typelessProblems(parameters, schema, provider),
      ...statusesOf(schema.statuses),
    ];
  const typeId = issueTypeIdOf(parameters, integrationId);
  const type = resolveIssueType(schema, parameters, provider, typeId);
  // Without the permission the tracker shows no types: complaining about them too would mislead.
  if (!type)
    return permissions.length > 0 ? permissions : [unknownIssueTypeProblem(parameters, schema, provider)];
  return [
    ...permissions,
    ...warningsOf(schema, type),
    ...parentProblems(parameters, type),
    ...priorityProblems(parameters, type, schema),
    ...fieldProblems(parameters, kindOfIssueType(type)),
    ...labelProblems(parameters, schema),
    ...renamedTypeProblems(parameters, type, typeId),
    ...statusesOf(type.statuses.length > 0 ? type.statuses : schema.statuses),
  ];
}

function warningsOf(...described: readonly { readonly warnings?: readonly string[] }[]): PlatformProblem[] {
  return described.flatMap(({ warnings = [] }) => warnings).map((words) => warning(PROJECT, words));
}

/** By its id, else by name, without case; a default that this project calls otherwise is what the adapter marked. */
export function resolveIssueType(
  { issueTypes }: ProjectSchema,
  { issueType, parentKey }: Pick<TicketParameters, 'issueType' | 'parentKey'>,
  { defaultIssueType }: CheckingProvider,
  issueTypeId: string | null,
): RemoteIssueType | null {
  const name = issueType ?? defaultIssueType ?? '';
  const byName = issueTypes.find(({ remoteId }) => remoteId === issueTypeId) ?? findByName(issueTypes, name);
  if (byName) return byName;
  if (!isSameName(name, defaultIssueType ?? '')) return null;
  const defaults = issueTypes.filter(({ isDefault }) => isDefault);
  const below = parentKey === null ? undefined : defaults.find(({ isSubtask }) => isSubtask);
  return below ?? defaults.find(({ isSubtask }) => !isSubtask) ?? null;
}

function isTypeless({ issueTypes }: ProjectSchema, { defaultIssueType }: CheckingProvider): boolean {
  return issueTypes.length === 0 && defaultIssueType === null;
}

function typelessProblems(
  parameters: TicketParameters,
  schema: ProjectSchema,
  { name }: CheckingProvider,
): PlatformProblem[] {
  const { ticketShape: shape, priorities } = schema;
  const typeless = `${name} has no issue types: ${parameters.issueType} is left out.`;
  return [
    ...(parameters.issueType === null ? [] : [warning('parameters.issueType', typeless)]),
    ...(shape ? fieldProblems(parameters, kindWithoutIssueType(parameters.projectKey, shape)) : []),
    ...(shape && takesNoPriority(shape) ? [] : unknownPriorityProblems(parameters, priorities)),
    ...labelProblems(parameters, schema),
  ];
}

/** The id decides: the ticket is made as that type, whatever it is called. */
function renamedTypeProblems(
  { issueType }: TicketParameters,
  { remoteId, name, untranslatedName }: RemoteIssueType,
  issueTypeId: string | null,
): PlatformProblem[] {
  const names = [name, untranslatedName ?? name];
  if (issueType === null || remoteId !== issueTypeId || names.some((one) => isSameName(one, issueType)))
    return [];
  return [warning('parameters.issueType', `${issueType} is called ${name} now, and that is meant.`)];
}

function permissionProblems(
  { projectKey, createTicket }: TicketParameters,
  { missingPermissions, issueTypes }: ProjectSchema,
  { name, defaultIssueType }: CheckingProvider,
): PlatformProblem[] {
  if (missingPermissions.length > 0) {
    const words = `The connected account lacks permissions in ${projectKey}: ${missingPermissions.join(', ')}. Ask an administrator of ${name} to grant them.`;
    return [createTicket ? error(PROJECT, words) : warning(PROJECT, words)];
  }
  if (!createTicket || issueTypes.length > 0 || defaultIssueType === null) return [];
  return [
    error(
      PROJECT,
      `${name} offers no kind of ticket in ${projectKey} to the connected account. Ask an administrator of ${name} for the permission to create tickets there.`,
    ),
  ];
}

const PROJECT = 'parameters.projectKey';

function unknownIssueTypeProblem(
  { issueType, projectKey }: TicketParameters,
  { issueTypes }: ProjectSchema,
  { defaultIssueType }: CheckingProvider,
): PlatformProblem {
  const name = issueType ?? defaultIssueType ?? '';
  const suggestions = nearestNames(
    name,
    issueTypes.map((type) => type.name),
  );
  return error(
    'parameters.issueType',
    `The project ${projectKey} has no issue type ${name}. Choose one that it has.`,
    suggestions,
  );
}

function parentProblems({ parentKey }: TicketParameters, type: RemoteIssueType): PlatformProblem[] {
  const isRequired = type.isSubtask || type.requiredFields.some(({ filledBy }) => filledBy === 'PARENT');
  if (!isRequired || parentKey !== null) return [];
  return [
    error(
      'parameters.parentKey',
      `A ${type.name} belongs under another ticket. Give that ticket’s key, or choose an issue type that stands alone.`,
    ),
  ];
}

function priorityProblems(
  parameters: TicketParameters,
  type: RemoteIssueType,
  schema: ProjectSchema,
): PlatformProblem[] {
  if (takesNoPriority(type)) return [];
  return unknownPriorityProblems(parameters, type.priorities ?? schema.priorities);
}

function takesNoPriority({ unsupportedFields }: TicketShape): boolean {
  return unsupportedFields.some(({ field }) => field === 'PRIORITY');
}

/** None known: the tracker does not say, so anything may go. */
function unknownPriorityProblems(
  { priority }: TicketParameters,
  known: readonly string[],
): PlatformProblem[] {
  if (priority === null || known.length === 0 || known.some((name) => isSameName(name, priority))) return [];
  return [
    error(
      'parameters.priority',
      `There is no priority ${priority} here. Choose one that there is, or leave it out.`,
      nearestNames(priority, known),
    ),
  ];
}
