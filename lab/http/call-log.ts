export interface LoggedCall {
  readonly operation: string;
  /** With its query. */
  readonly path: string;
  /** Milliseconds since the epoch, this machine's clock. */
  readonly at: number;
  /** Null while it runs, and for ever where the connection was dropped or hung. */
  status: number | null;
  finishedAt: number | null;
  /** Kinds of the faults that struck this call. */
  readonly faults: string[];
}

/** Every call that reached the tracker's API, in order of arrival. Pages for people are not in it. */
export class CallLog {
  private calls: LoggedCall[] = [];

  get all(): readonly LoggedCall[] {
    return this.calls;
  }

  get total(): number {
    return this.calls.length;
  }

  /** Of one operation, such as `POST /rest/api/3/issue/bulk`. */
  of(operation: string): readonly LoggedCall[] {
    return this.calls.filter((call) => call.operation === operation);
  }

  count(operation?: string): number {
    return operation === undefined ? this.calls.length : this.of(operation).length;
  }

  /** By operation. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { operation } of this.calls) counts[operation] = (counts[operation] ?? 0) + 1;
    return counts;
  }

  reset(): void {
    this.calls = [];
  }

  begin(operation: string, path: string): LoggedCall {
    const call: LoggedCall = { operation, path, at: Date.now(), status: null, finishedAt: null, faults: [] };
    this.calls.push(call);
    return call;
  }
}
