import { CallerQueue } from './caller-queue.js';

describe('dear operations of one caller', () => {
  it('run one after another, those of others beside them', async () => {
    const queue = new CallerQueue();
    const begun: string[] = [];
    const enter = async (client: string, name: string) => {
      const release = await queue.enter(client);
      begun.push(name);
      return release;
    };
    const [first, other] = [await enter('one', 'first'), await enter('two', 'other')];
    const second = enter('one', 'second');
    const third = enter('one', 'third');
    expect(begun).toEqual(['first', 'other']);
    first();
    // Calling it again lets nobody else in.
    first();
    (await second)();
    expect(begun).toEqual(['first', 'other', 'second']);
    (await third)();
    other();
    (await enter('one', 'fourth'))();
    expect(begun).toEqual(['first', 'other', 'second', 'third', 'fourth']);
  });
});
