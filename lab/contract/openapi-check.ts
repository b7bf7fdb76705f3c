import { formFields } from '../http/form.js';
import type { LabResponse, LabRequest } from '../http/messages.js';
import { loadOpenApi, type OpenApi, type OperationContract } from './openapi-document.js';

export interface Violation {
  readonly side: 'request' | 'answer';
  readonly operation: string;
  readonly message: string;
}

/** A place where the document is known to be wrong; what it says there is held against nobody. */
export interface ToleratedDefect {
  /** Of the answer; every one where absent. */
  readonly status?: number;
  /** Everywhere where absent. */
  readonly operation?: string;
  /** Only for bodies like this. */
  readonly when?: (body: string) => boolean;
  /** Tolerates only violations with such a message, of the request too; absent: every violation of the answer. */
  readonly messagePattern?: RegExp;
  readonly why: string;
}

export interface ContractCheck {
  readonly isChecked: boolean;
  readonly violations: Violation[];
  check(request: LabRequest, answer: LabResponse): void;
}

/** Where nothing is to be held against anything. */
export const NO_CHECK: ContractCheck = { isChecked: false, violations: [], check: () => undefined };

/**
 * Holds exchanges against a vendor's OpenAPI document; checks nothing where that is not there.
 * Checks them when `violations` is read, never while a caller waits: the first use of a document takes long on a busy
 * machine, and callers have time-outs.
 * @param prefix what stands before the document's paths: `/rest`.
 */
export function openApiCheck(
  specName: string,
  tolerated: readonly ToleratedDefect[],
  prefix = '',
): ContractCheck {
  const document = loadOpenApi(specName);
  const found: Violation[] = [];
  const unchecked: (readonly [LabRequest, LabResponse])[] = [];
  return {
    isChecked: document !== null,
    get violations() {
      for (const [request, answer] of unchecked.splice(0)) {
        found.push(...exchangeViolations(document!, request, answer, tolerated, prefix));
      }
      return found;
    },
    check: (request, answer) => {
      if (document) unchecked.push([request, answer]);
    },
  };
}

function exchangeViolations(
  document: OpenApi,
  request: LabRequest,
  answer: LabResponse,
  tolerated: readonly ToleratedDefect[],
  prefix: string,
): Violation[] {
  const { operation } = request;
  const contract = document.operation(operation.replace(` ${prefix}/`, ' /'));
  const violationOn = (side: Violation['side']) => (message: string) => ({ side, operation, message });
  if (!contract)
    return [
      { side: 'request', operation, message: 'is not in the document, or the lab does not emulate it' },
    ];
  const defects = tolerated.filter(
    (defect) =>
      (defect.status ?? answer.status) === answer.status &&
      (defect.operation ?? operation) === operation &&
      (defect.when?.(answer.body) ?? true),
  );
  const isTolerated = defects.some(({ messagePattern }) => messagePattern === undefined);
  const found = [
    ...requestProblems(contract, request).map(violationOn('request')),
    ...(isTolerated ? [] : answerProblems(contract, answer)).map(violationOn('answer')),
  ];
  return found.filter(({ message }) => !defects.some(({ messagePattern }) => messagePattern?.test(message)));
}

function requestProblems(contract: OperationContract, request: LabRequest): string[] {
  const problems: string[] = [];
  for (const name of new Set(request.query.keys())) {
    const parameter = contract.queryParameters.get(name);
    if (!parameter) problems.push(`query parameter ${name} is unknown`);
    else
      problems.push(...parameter.problems(request.query.getAll(name)).map((why) => `query ${name} ${why}`));
  }
  for (const [name, { isRequired }] of contract.queryParameters) {
    if (isRequired && !request.query.has(name)) problems.push(`query parameter ${name} is missing`);
  }
  if (!contract.body) {
    if (request.rawBody !== '') problems.push('has a body where none belongs');
    return problems;
  }
  const body = formFields(request.headers['content-type'] ?? '', request.rawBody) ?? parsed(request.rawBody);
  if (body === undefined) return [...problems, 'body is neither JSON nor a form'];
  return [...problems, ...contract.body(body).map((why) => `body${why}`)];
}

function answerProblems(contract: OperationContract, answer: LabResponse): string[] {
  const declared = contract.answers.get(String(answer.status));
  if (!declared) return [`status ${answer.status} is not declared`];
  if (!declared.validate || answer.status === 204) return [];
  const type = answer.headers['content-type'] ?? '';
  // Refusals of a gateway come as text, whatever the document says.
  if (!type.startsWith('application/json'))
    return answer.status >= 400 ? [] : [`${answer.status} is not JSON`];
  const body = parsed(answer.body);
  if (body === undefined) return [`${answer.status} is not JSON`];
  return declared.validate(body).map((why) => `${answer.status}${why}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
