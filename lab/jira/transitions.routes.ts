import { empty, json, type LabResponse } from '../http/messages.js';
import { route, type Route } from '../http/router.js';
import { isObject } from './json.js';
import { refuse, refuseFields } from './errors.js';
import { validateValue } from './field-values.js';
import { statusJson } from './issue-json.js';
import type { LabIssue } from './issue.js';
import type { LabField, LabTransition } from './model.js';
import type { View, ViewHandler } from './view.js';

export function transitionRoutes(as: (handler: ViewHandler) => Route['handler'], api: string): Route[] {
  return [
    route(`GET ${api}/issue/{issueIdOrKey}/transitions`, as(list)),
    route(`POST ${api}/issue/{issueIdOrKey}/transitions`, as(perform)),
  ];
}

function available(issue: LabIssue): readonly LabTransition[] {
  if (!issue.project.hasPermission('TRANSITION_ISSUES')) return [];
  return issue.project.transitions.filter(({ from }) => !from || from.includes(issue.status.name));
}

function list(view: View): LabResponse {
  const issue = view.issueOr404(view.param('issueIdOrKey'));
  const { isCloud } = view.site.dialect;
  const hasFields = (view.request.query.get('expand') ?? '').includes('transitions.fields');
  const transitions = available(issue).map((transition) => ({
    id: transition.id,
    name: transition.name,
    to: statusJson(transition.to, view.api),
    ...(isCloud ? cloudAlone(transition, issue) : {}),
    ...(hasFields ? { fields: screenJson(transition, issue, isCloud) } : {}),
  }));
  return json(200, { expand: 'transitions', transitions });
}

function cloudAlone({ from, to, requires, offers }: LabTransition, issue: LabIssue) {
  return {
    hasScreen: requires.length + offers.length > 0,
    isGlobal: from === null,
    isInitial: false,
    isConditional: false,
    isAvailable: true,
    looped: to === issue.status,
  };
}

const RESOLUTIONS = [
  { id: '10000', name: 'Done' },
  { id: '10001', name: "Won't Do" },
];

/** A field of the type's create screen is on a transition's screen as it is there. */
function fieldOf(fieldId: string, issue: LabIssue): LabField {
  const known = issue.type.fields.find((field) => field.fieldId === fieldId);
  const type = fieldId === 'resolution' ? 'resolution' : 'string';
  const name = fieldId.charAt(0).toUpperCase() + fieldId.slice(1);
  const other = { fieldId, name, required: true, hasDefaultValue: false, schema: { type, system: fieldId } };
  return known ?? other;
}

function screenJson(
  { requires, offers }: LabTransition,
  issue: LabIssue,
  isCloud: boolean,
): Record<string, unknown> {
  const fields = [...requires, ...offers].map((fieldId) => {
    const { name, schema, hasDefaultValue, options } = fieldOf(fieldId, issue);
    const id = isCloud ? { key: fieldId } : { fieldId };
    const allowedValues = fieldId === 'resolution' ? RESOLUTIONS : options;
    return [
      fieldId,
      {
        required: requires.includes(fieldId),
        ...{ ...id, schema, name, hasDefaultValue, operations: ['set'] },
        ...(allowedValues && { allowedValues }),
      },
    ];
  });
  return Object.fromEntries(fields) as Record<string, unknown>;
}

function perform(view: View): LabResponse {
  const issue = view.issueOr404(view.param('issueIdOrKey'));
  const body = view.body();
  const wanted = isObject(body['transition']) ? body['transition']['id'] : undefined;
  if (typeof wanted !== 'string') throw refuse(400, "Missing 'transition' identifier");
  if (!issue.project.transitions.some(({ id }) => id === wanted))
    throw view.site.dialect.noTransition(wanted);
  const transition = available(issue).find(({ id }) => id === wanted);
  if (!transition) {
    throw refuse(
      400,
      `It seems that you have tried to perform a workflow operation (${wanted}) that is not valid for the current state of this issue.`,
    );
  }
  Object.assign(issue.fields, screenValues(view, issue, transition, body['fields']));
  issue.status = transition.to;
  view.site.recordChange(issue);
  return empty(204);
}

/** @throws JiraRefusal naming every field that is missing, wrong or not on the screen. */
function screenValues(view: View, issue: LabIssue, { requires, offers }: LabTransition, sent: unknown) {
  const errors: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const fields = isObject(sent) ? sent : {};
  for (const [fieldId, value] of Object.entries(fields)) {
    if (![...requires, ...offers].includes(fieldId)) {
      errors[fieldId] = `Field '${fieldId}' cannot be set. It is not on the appropriate screen, or unknown.`;
      continue;
    }
    const setting = { view, project: issue.project, type: issue.type };
    const validated =
      fieldId === 'resolution' ? resolution(value) : validateValue(fieldOf(fieldId, issue), value, setting);
    if ('error' in validated) errors[fieldId] = validated.error;
    else values[fieldId] = validated.value;
  }
  for (const fieldId of requires) {
    if (fields[fieldId] === undefined || fields[fieldId] === null)
      errors[fieldId] = `${fieldOf(fieldId, issue).name} is required.`;
  }
  if (Object.keys(errors).length > 0) throw refuseFields(errors);
  return values;
}

function resolution(value: unknown) {
  const given = isObject(value) ? value : {};
  const found = RESOLUTIONS.find(({ id, name }) => id === given['id'] || name === given['name']);
  return found ? { value: found } : { error: "Specify a valid 'id' or 'name' for Resolution" };
}
