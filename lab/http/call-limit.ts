/** How many calls a tracker takes: `burst` at once, `perSecond` in the long run. */
export class CallLimit {
  private left: number;
  private at: number | null = null;

  constructor(
    readonly perSecond: number,
    readonly burst: number,
  ) {
    this.left = burst;
  }

  /** Takes one call. @returns null where it was there, otherwise whole seconds until there is one again. */
  take(nowMs: number): number | null {
    const passedMs = this.at === null ? 0 : Math.max(0, nowMs - this.at);
    this.at = nowMs;
    this.left = Math.min(this.burst, this.left + (passedMs / 1_000) * this.perSecond);
    if (this.left < 1) return Math.max(1, Math.ceil((1 - this.left) / this.perSecond));
    this.left -= 1;
    return null;
  }

  /** Calls that could come right now. */
  get remaining(): number {
    return Math.floor(this.left);
  }
}
