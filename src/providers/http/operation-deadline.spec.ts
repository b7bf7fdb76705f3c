import { OperationDeadline } from './operation-deadline.js';

describe('the deadline of an operation', () => {
  let elapsedMs = 0;
  const startOperation = () => new OperationDeadline(2_000, 'Jira', () => elapsedMs);

  it('leaves later calls what earlier ones did not use', async () => {
    const deadline = startOperation();
    elapsedMs += 1_500;
    expect(deadline.remainingMs).toBe(500);
    expect(deadline.hasPassed).toBe(false);
    expect(await deadline.race(() => Promise.resolve('read'))).toBe('read');
  });

  it('starts no read once it has passed, and names the tracker and the time', async () => {
    const deadline = startOperation();
    elapsedMs += 2_000;
    expect(deadline.hasPassed).toBe(true);
    let started = false;
    const read = () => Promise.resolve((started = true));
    await expect(deadline.race(read)).rejects.toThrow('Jira did not answer within 2 s.');
    expect(started).toBe(false);
  });

  it('belongs to one operation: the next has all of its time', () => {
    startOperation();
    elapsedMs += 5_000;
    expect(startOperation().remainingMs).toBe(2_000);
  });
});
