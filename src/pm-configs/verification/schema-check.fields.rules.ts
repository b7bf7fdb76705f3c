import type {
  DraftField,
  RemoteField,
  RemoteIssueType,
  TicketShape,
} from '../../providers/contract/index.js';
import { error, type PlatformProblem, warning } from './config-problems.js';
import type { TicketParameters } from '../ticket-parameters.js';

const CUSTOM_FIELDS = 'parameters.customFields';

/** What a ticket would be made as, in words. */
export interface TicketKind extends TicketShape {
  /** `Epic`. */
  readonly name: string;
  /** `The create screen of Epic`. */
  readonly form: string;
  /** What a field would be added to: `the screen`. */
  readonly place: string;
}

export function kindOfIssueType(type: RemoteIssueType): TicketKind {
  return { ...type, form: `The create screen of ${type.name}`, place: 'the screen' };
}

/** Where the tracker has no types. */
export function kindWithoutIssueType(projectKey: string, shape: TicketShape): TicketKind {
  return { ...shape, name: 'ticket', form: `The project ${projectKey}`, place: 'the project' };
}

/** Problems of single fields, with which the ticket would be refused or would lack something. */
export function fieldProblems(parameters: TicketParameters, kind: TicketKind): PlatformProblem[] {
  return [
    ...unsupportedFieldProblems(parameters, kind),
    ...customFieldProblems(parameters, kind),
    ...requiredFieldProblems(parameters, kind),
  ];
}

/** Which parameter is meant, and what it is called. */
const UNSUPPORTED_PARAMETERS: Readonly<
  Record<
    DraftField,
    { path: string; words: string; isGiven: (parameters: TicketParameters) => boolean } | null
  >
> = {
  DESCRIPTION: {
    path: 'parameters.descriptionTemplate',
    words: 'description',
    isGiven: ({ descriptionTemplate }) => descriptionTemplate.trim() !== '',
  },
  LABELS: { path: 'parameters.labels', words: 'labels', isGiven: ({ labels }) => labels.length > 0 },
  PRIORITY: { path: 'parameters.priority', words: 'priority', isGiven: ({ priority }) => priority !== null },
  ASSIGNEE: { path: 'parameters.assignee', words: 'assignee', isGiven: ({ assignee }) => assignee !== null },
  PARENT: { path: 'parameters.parentKey', words: 'parent', isGiven: ({ parentKey }) => parentKey !== null },
  // Not a parameter: it comes from the release, and is sent only where there is a field for it.
  DUE_DATE: null,
};

function unsupportedFieldProblems(parameters: TicketParameters, kind: TicketKind): PlatformProblem[] {
  return kind.unsupportedFields.flatMap(({ field, isRefused }) => {
    const parameter = UNSUPPORTED_PARAMETERS[field];
    if (!parameter?.isGiven(parameters)) return [];
    const { path, words } = parameter;
    const what = `${kind.form} has no ${words}`;
    const refused = `${what}, so the ticket would be refused. Leave it out, or add the field to ${kind.place}.`;
    if (isRefused) return [error(path, refused)];
    return [warning(path, `${what}: left out. Add the field to ${kind.place} to have it.`)];
  });
}

/** Fields that the config gives and the tracker does not have there: it refuses the ticket for each. */
function customFieldProblems({ customFields }: TicketParameters, kind: TicketKind): PlatformProblem[] {
  if (kind.settableFields === null) return [];
  const settable = new Set(kind.settableFields);
  return Object.keys(customFields ?? {})
    .filter((id) => !settable.has(id))
    .map((id) =>
      error(
        CUSTOM_FIELDS,
        `${kind.form} has no field ${id}, so the ticket would be refused. Leave it out, or add the field to ${kind.place}.`,
      ),
    );
}

/** Fields that a new ticket must have and nothing here gives. */
function requiredFieldProblems(
  parameters: TicketParameters,
  { name, requiredFields }: TicketKind,
): PlatformProblem[] {
  const given = new Set(Object.keys(parameters.customFields ?? {}));
  return requiredFields
    .filter(({ remoteId }) => !given.has(remoteId))
    .flatMap((field) => missingFieldProblems(field, parameters, name));
}

function missingFieldProblems(
  field: RemoteField,
  parameters: TicketParameters,
  type: string,
): PlatformProblem[] {
  const { filledBy } = field;
  if (filledBy === 'ALWAYS') return [];
  if (filledBy !== null)
    return MISSING_FIELD_PROBLEMS[filledBy](parameters, type, field.allowedValues?.slice(0, 5) ?? []);
  const words = `A ${type} must have ${field.name} (${field.remoteId}, ${field.type}). Give it in customFields under ${field.remoteId}.`;
  return [error(CUSTOM_FIELDS, words, field.allowedValues?.slice(0, 5))];
}

type MissingFieldProblems = (
  parameters: TicketParameters,
  type: string,
  allowed: readonly string[],
) => PlatformProblem[];

/** What to say where a required field is one of ours and was left out. */
const MISSING_FIELD_PROBLEMS: Readonly<Record<DraftField, MissingFieldProblems>> = {
  DESCRIPTION: ({ descriptionTemplate }, type) =>
    descriptionTemplate.trim()
      ? []
      : [error('parameters.descriptionTemplate', `A ${type} must have a description.`)],
  LABELS: ({ labels }, type) =>
    labels.length > 0 ? [] : [error('parameters.labels', `A ${type} must have a label.`)],
  PRIORITY: ({ priority }, type, allowed) =>
    priority ? [] : [error('parameters.priority', `A ${type} must have a priority.`, allowed)],
  ASSIGNEE: ({ assignee }, type) =>
    assignee
      ? []
      : [error('parameters.assignee', `A ${type} must have an assignee: give the tracker’s id of a user.`)],
  // Said with what else there is to say about parents.
  PARENT: () => [],
  DUE_DATE: (_, type) => [
    warning(
      CUSTOM_FIELDS,
      `A ${type} must have a due date: give every release a planned date, or its ticket will be refused.`,
    ),
  ],
};
