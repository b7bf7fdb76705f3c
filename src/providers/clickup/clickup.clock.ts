import type { ClickUpApi } from './clickup.api.js';

/** How far ClickUp's clock is ahead of ours, as its answers show: it dates its tasks by its own. */
export class ClickUpClock {
  private clockSkewMs: number | null = null;

  constructor(private readonly clock: () => Date) {}

  /** Of every answer that says what time it is. */
  recordServerDate(date: Date): void {
    this.clockSkewMs = date.getTime() - this.clock().getTime();
  }

  /** A moment of ours by ClickUp's clock, in milliseconds since 1970; asks it something where it was never heard. */
  async toClickUpTime(api: ClickUpApi, ourTimeMs: number): Promise<number> {
    if (this.clockSkewMs === null) await api.user();
    return Math.max(0, Math.floor(ourTimeMs + (this.clockSkewMs ?? 0)));
  }
}
