import type { LabResponse, LabRequest } from './messages.js';

/** Synchronous on purpose: what a handler changes is committed as a whole before any other request is handled. */
export type Handler = (request: LabRequest) => LabResponse;

export interface Route {
  readonly method: string;
  /** As the vendor writes it: `/rest/api/3/issue/{issueIdOrKey}`. */
  readonly template: string;
  readonly handler: Handler;
  /** A page for people: neither counted nor faulted. */
  readonly isPage?: boolean;
}

export interface RouteMatch {
  readonly route: Route;
  readonly operation: string;
  readonly params: Readonly<Record<string, string>>;
}

/** Shorthand: `route('GET /rest/api/3/myself', handler)`. */
export function route(operation: string, handler: Handler): Route {
  const [method = '', template = ''] = operation.split(' ');
  return { method, template, handler };
}

export function page(template: string, handler: Handler): Route {
  return { method: 'GET', template, handler, isPage: true };
}

export class Router {
  private readonly compiled: readonly { route: Route; segments: readonly string[] }[];

  constructor(routes: readonly Route[]) {
    const withSegments = routes.map((each) => ({ route: each, segments: each.template.split('/') }));
    // Literal segments win over parameters: /issue/bulk is not an issue called "bulk".
    this.compiled = withSegments.sort((a, b) => parameterCount(a.segments) - parameterCount(b.segments));
  }

  match(method: string, path: string): RouteMatch | null {
    const given = path.split('/');
    for (const { route: candidate, segments } of this.compiled) {
      if (candidate.method !== method) continue;
      const params = matchSegments(segments, given);
      if (params) return { route: candidate, operation: `${method} ${candidate.template}`, params };
    }
    return null;
  }
}

function parameterCount(segments: readonly string[]): number {
  return segments.filter((segment) => segment.startsWith('{')).length;
}

function matchSegments(wanted: readonly string[], given: readonly string[]): Record<string, string> | null {
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const actual = given[index] ?? '';
    if (!segment.startsWith('{')) {
      if (segment !== actual) return null;
      continue;
    }
    const decoded = decode(actual);
    if (!decoded) return null;
    params[segment.slice(1, -1)] = decoded;
  }
  return params;
}

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
