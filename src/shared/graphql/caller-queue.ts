import { E_TIMEOUT, Mutex, type MutexInterface, withTimeout } from 'async-mutex';
import { RateLimitedError } from '../errors/index.js';

/** How long an operation waits for the caller's others. */
const WAIT_MS = 20_000;
const RETRY_AFTER_SECONDS = 5;

/** Lets what is dear run one after another for each caller, so that one caller takes no more than a share. */
export class CallerQueue {
  private readonly mutexes = new Map<string, { readonly mutex: Mutex; users: number }>();

  /**
   * @returns what lets the next one in; calling it again does nothing.
   * @throws RateLimitedError where the caller's others take too long.
   */
  async enter(client: string): Promise<MutexInterface.Releaser> {
    const entry = this.mutexes.get(client) ?? { mutex: new Mutex(), users: 0 };
    this.mutexes.set(client, entry);
    entry.users += 1;
    const leave = () => {
      entry.users -= 1;
      if (entry.users === 0) this.mutexes.delete(client);
    };
    try {
      const release = await withTimeout(entry.mutex, WAIT_MS).acquire();
      return once(() => {
        release();
        leave();
      });
    } catch (error) {
      leave();
      throw error === E_TIMEOUT ? new RateLimitedError(RETRY_AFTER_SECONDS) : error;
    }
  }
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    work();
  };
}
