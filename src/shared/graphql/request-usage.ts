/** What the operations of one HTTP request, one or a batch, cost so far. */
export class RequestUsage {
  private data = 0;
  private introspection = 0;

  /** @returns the cost of everything up to and with this operation, an allowed introspection left out. */
  add(data: number, introspection: number, allowance: number): number {
    this.data += data;
    this.introspection += introspection;
    return this.data + Math.max(0, this.introspection - allowance);
  }
}
