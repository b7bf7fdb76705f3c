/** Gives a slot back; once is enough. */
export type ReleaseSlot = () => void;

interface KeyQueue {
  free: number;
  readonly waiting: Set<() => void>;
}

/**
 * A few slots per key, handed out in the order of asking. undici has a queue of its own, but does not time it: whoever
 * waits there waits without end.
 */
export class SlotQueue {
  readonly #queues = new Map<string, KeyQueue>();

  constructor(private readonly slotsPerKey: number) {}

  /** Null where the signal came before a slot was free; the place in the line is given up then. */
  async acquire(key: string, signal: AbortSignal): Promise<ReleaseSlot | null> {
    const queue = this.#queues.get(key) ?? { free: this.slotsPerKey, waiting: new Set() };
    this.#queues.set(key, queue);
    if (queue.free > 0) queue.free -= 1;
    else if (!(await this.#waitForSlot(queue, signal))) return null;
    let isTaken = true;
    return () => {
      if (isTaken) this.#release(key, queue);
      isTaken = false;
    };
  }

  #waitForSlot(queue: KeyQueue, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const abandon = () => {
        queue.waiting.delete(proceed);
        resolve(false);
      };
      const proceed = () => {
        signal.removeEventListener('abort', abandon);
        resolve(true);
      };
      if (signal.aborted) return resolve(false);
      signal.addEventListener('abort', abandon, { once: true });
      queue.waiting.add(proceed);
    });
  }

  /** The slot goes straight to the next in line, so that nobody who asks later can take it. */
  #release(key: string, queue: KeyQueue): void {
    const [next] = queue.waiting;
    if (next) {
      queue.waiting.delete(next);
      return next();
    }
    queue.free += 1;
    if (queue.free === this.slotsPerKey) this.#queues.delete(key);
  }
}
