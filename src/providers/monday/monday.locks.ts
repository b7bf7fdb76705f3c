import type { OperationDeadline } from '../http/index.js';

/** monday.com asks not to change one board by several calls at once: within this process, one waits for the other. */
export class BoardLocks {
  private readonly tails = new Map<string, Promise<void>>();

  /**
   * @param deadline until when it may wait for its turn; what has begun is not interrupted.
   * @throws ProviderError UNAVAILABLE where its turn does not come in time.
   */
  async runExclusive<T>(boardId: string, deadline: OperationDeadline, work: () => Promise<T>): Promise<T> {
    const previous = this.tails.get(boardId) ?? Promise.resolve();
    let release: () => void = () => undefined;
    const own = new Promise<void>((resolve) => (release = resolve));
    const tail = previous.then(() => own);
    this.tails.set(boardId, tail);
    void tail.then(() => {
      if (this.tails.get(boardId) === tail) this.tails.delete(boardId);
    });
    try {
      await deadline.race(() => previous);
      return await work();
    } finally {
      release();
    }
  }
}
