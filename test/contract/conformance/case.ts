import type { ConformanceFixture } from './conformance-fixture.js';

/** Declares one case of the suite. */
export type Case = (name: string, prove: jest.ProvidesCallback, timeoutMs?: number) => void;

/**
 * A case that a tracker cannot have is declared in its driver, with what its sheet says: it stands in the table with
 * that reason. A declaration of a case that does not exist fails.
 */
export class Cases {
  private readonly undeclared: Set<string>;

  constructor(private readonly tracker: ConformanceFixture) {
    this.undeclared = new Set(Object.keys(tracker.unsupported ?? {}));
  }

  readonly add: Case = (name, prove, timeoutMs) => {
    const reason = this.tracker.unsupported?.[name];
    this.undeclared.delete(name);
    if (reason === undefined) it(name, prove, timeoutMs);
    else it.skip(`${name} (no such thing: ${reason})`, prove);
  };

  end(): void {
    const unknown = [...this.undeclared];
    if (unknown.length > 0) throw new Error(`The suite has no such cases: ${unknown.join('; ')}.`);
  }
}
