/** Gives a slot back; once is enough. */
export type ReleaseSlot = () => void;

interface Line {
  free: number;
  readonly waiting: Set<() => void>;
}

/**
 * A few slots per key, handed out in the order of asking. undici has a queue of its own, but does not time it: whoever
 * waits there waits without end.
 */
export class SlotQueue {
  readonly #lines = new Map<string, Line>();

  constructor(private readonly slotsPerKey: number) {}

  /** Null where the signal came before a slot was free; the place in the line is given up then. */
  async acquire(key: string, signal: AbortSignal): Promise<ReleaseSlot | null> {
    const line = this.#lines.get(key) ?? { free: this.slotsPerKey, waiting: new Set() };
    this.#lines.set(key, line);
    if (line.free > 0) line.free -= 1;
    else if (!(await this.#wait(line, signal))) return null;
    let isHeld = true;
    return () => {
      if (isHeld) this.#release(key, line);
      isHeld = false;
    };
  }

  #wait(line: Line, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const leave = () => {
        line.waiting.delete(enter);
        resolve(false);
      };
      const enter = () => {
        signal.removeEventListener('abort', leave);
        resolve(true);
      };
      if (signal.aborted) return resolve(false);
      signal.addEventListener('abort', leave, { once: true });
      line.waiting.add(enter);
    });
  }

  /** The slot goes straight to the next in line, so that nobody who asks later can take it. */
  #release(key: string, line: Line): void {
    const [next] = line.waiting;
    if (next) {
      line.waiting.delete(next);
      return next();
    }
    line.free += 1;
    if (line.free === this.slotsPerKey) this.#lines.delete(key);
  }
}
