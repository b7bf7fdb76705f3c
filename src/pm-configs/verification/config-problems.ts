import { ProblemSeverity } from './verification.object.js';

/** A problem of one platform; `path` leads from the platform configuration inwards. */
export interface PlatformProblem {
  readonly path: string;
  readonly severity: ProblemSeverity;
  readonly message: string;
  readonly suggestions: readonly string[];
}

export function error(path: string, message: string, suggestions: readonly string[] = []): PlatformProblem {
  return { path, severity: ProblemSeverity.ERROR, message, suggestions };
}

export function warning(path: string, message: string, suggestions: readonly string[] = []): PlatformProblem {
  return { path, severity: ProblemSeverity.WARNING, message, suggestions };
}
