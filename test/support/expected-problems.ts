/** Where the parameters of the one platform stand. */
export const PARAMETERS_PATH = 'platformConfigurations.0.parameters';

/** A problem that a config must be told of. */
export interface ExpectedProblem {
  readonly path: string;
  readonly severity: 'ERROR' | 'WARNING' | 'UNKNOWN';
  /** A part of what is said. */
  readonly message: string;
  readonly suggestions?: readonly string[];
}

const problem =
  (severity: ExpectedProblem['severity']) =>
  (path: string, message: string, suggestions: readonly string[] = []): ExpectedProblem => {
    return { path: `${PARAMETERS_PATH}.${path}`, severity, message, suggestions };
  };

export const [error, warning] = [problem('ERROR'), problem('WARNING')];

/** As the API answers them. */
export function asApiProblems(problems: readonly ExpectedProblem[]): object[] {
  return problems.map((one) => ({
    platform: 'WEB',
    ...one,
    message: expect.stringContaining(one.message),
  }));
}

/** Whether a ticket cannot be made. That one could never be completed is no reason to refuse it. */
export function predictsRejection(problems: readonly ExpectedProblem[]): boolean {
  return problems.some(({ path, severity }) => severity === 'ERROR' && !path.includes('completedStatus'));
}
