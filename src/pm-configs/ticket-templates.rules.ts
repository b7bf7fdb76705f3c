import { escapeForMarkdown, isWithinCode, escapeForCode } from './markdown-text.rules.js';
import { PLATFORM_NAMES, type TargetPlatform } from './target-platform.js';
import type { TicketParameters } from './ticket-parameters.js';

/** Values of the placeholders. */
export interface TemplateValues {
  readonly version: string;
  readonly platform: TargetPlatform;
  /** YYYY-MM-DD. */
  readonly plannedDate: string | null;
  /** Our project's name, not the tracker's. */
  readonly projectName: string;
  readonly releaseUrl: string;
}

export interface RenderedText {
  readonly title: string;
  /** Markdown. */
  readonly description: string;
  readonly labels: readonly string[];
  readonly customFields: TicketParameters['customFields'];
}

/** The placeholders. Never rename one: stored templates contain them. */
const PLACEHOLDERS = {
  version: ({ version }) => version,
  platform: ({ platform }) => PLATFORM_NAMES[platform],
  plannedDate: ({ plannedDate }) => plannedDate ?? '',
  project: ({ projectName }) => projectName,
  releaseUrl: ({ releaseUrl }) => releaseUrl,
} as const satisfies Readonly<Record<string, (values: TemplateValues) => string>>;

type Placeholder = keyof typeof PLACEHOLDERS;

/** Spaces are trimmed afterwards: to match them here takes cubic time on a template full of them. */
const PATTERN = /\{\{([^{}]*)\}\}/g;

/** Titles of all trackers fit in this. */
export const MAX_TITLE_LENGTH = 255;

/** The list of placeholders, for messages. */
export const KNOWN_PLACEHOLDERS: string = Object.keys(PLACEHOLDERS)
  .map((name) => `{{${name}}}`)
  .join(', ');

/** Names between double braces that are no placeholder, each once. */
export function unknownPlaceholders(template: string): string[] {
  const names = [...template.matchAll(PATTERN)].map(([, name = '']) => name.trim());
  return [...new Set(names)].filter((name) => !isPlaceholder(name));
}

/** Placeholders that need a release. */
const RELEASE_PLACEHOLDERS: readonly string[] = [
  'version',
  'plannedDate',
  'releaseUrl',
] satisfies Placeholder[];

/** Whether a template has a placeholder that needs a release. */
export function needsRelease(template: string): boolean {
  return [...template.matchAll(PATTERN)].some(([, name = '']) => RELEASE_PLACEHOLDERS.includes(name.trim()));
}

/** The texts in the value of a custom field, however deep. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

type Templates = Pick<TicketParameters, 'titleTemplate' | 'descriptionTemplate' | 'labels'> &
  Partial<Pick<TicketParameters, 'customFields'>>;

/** Fills the templates. A value that contains a placeholder is inserted as it is. */
export function renderTicket(parameters: Templates, values: TemplateValues): RenderedText {
  const title = fill(parameters.titleTemplate, values, (value) => value).trim();
  const description = fill(
    parameters.descriptionTemplate,
    values,
    inMarkdown(parameters.descriptionTemplate),
  );
  const labels = parameters.labels
    .map((label) => fill(label, values, inLabel))
    .filter((label) => label !== '');
  const customFields = fillTexts(parameters.customFields ?? null, values) as RenderedText['customFields'];
  return { title, description, labels: [...new Set(labels)], customFields };
}

/** What is wrong with a rendered title; null: nothing. Counted as trackers count, in UTF-16 units. */
export function titleViolation(title: string): string | null {
  if (title === '') return 'leads to a ticket without a title; change the title’s template.';
  if (title.length <= MAX_TITLE_LENGTH) return null;
  return `leads to a title of ${title.length} characters; at most ${MAX_TITLE_LENGTH} are possible. Shorten it or the title’s template.`;
}

function isPlaceholder(name: string): name is Placeholder {
  return Object.hasOwn(PLACEHOLDERS, name);
}

type Insert = (value: string, name: Placeholder, at: number) => string;

function fill(template: string, values: TemplateValues, insert: Insert): string {
  return template.replace(PATTERN, (whole, inner: string, at: number) => {
    const name = inner.trim();
    return isPlaceholder(name) ? insert(PLACEHOLDERS[name](values), name, at) : whole;
  });
}

/** The texts alone: what they mean, and so what to escape, only the tracker's field knows. */
function fillTexts(value: unknown, values: TemplateValues): unknown {
  if (typeof value === 'string') return fill(value, values, (inserted) => inserted);
  if (Array.isArray(value)) return value.map((member) => fillTexts(member, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, fillTexts(member, values)]));
}

/** Values are escaped, so that Markdown shows them as they are; an address stays a link. */
function inMarkdown(template: string): Insert {
  const isInCode = isWithinCode(template);
  return (value, name, at) => {
    if (name === 'releaseUrl') return value;
    return isInCode(at) ? escapeForCode(value) : escapeForMarkdown(value);
  };
}

/** Some trackers allow no spaces in labels; lower case avoids two labels that differ by case alone. */
function inLabel(value: string, name: Placeholder): string {
  return name === 'releaseUrl' ? value : value.toLowerCase().replace(/\s+/g, '-');
}
