const MINUTE_MS = 60_000;

/** The budget of one token: so many calls in a minute, counted from the first. */
export class RateWindow {
  /** By token. */
  private readonly windows = new Map<string, { startedAt: number; calls: number }>();

  constructor(
    readonly limit: number,
    private readonly now: () => number,
  ) {}

  count(token: string): { readonly headers: Record<string, string>; readonly isSpent: boolean } {
    const window = this.window(token);
    window.calls += 1;
    return { headers: this.headers(token), isSpent: window.calls > this.limit };
  }

  /** The reset is a point in time, in seconds. */
  headers(authorization = ''): Record<string, string> {
    const { startedAt, calls } = this.window(authorization.replace(/^Bearer /, ''));
    return {
      'x-ratelimit-limit': String(this.limit),
      'x-ratelimit-remaining': String(Math.max(0, this.limit - calls)),
      'x-ratelimit-reset': String(Math.ceil((startedAt + MINUTE_MS) / 1_000)),
    };
  }

  private window(token: string) {
    const known = this.windows.get(token);
    if (known && this.now() - known.startedAt < MINUTE_MS) return known;
    const window = { startedAt: this.now(), calls: 0 };
    this.windows.set(token, window);
    return window;
  }
}
