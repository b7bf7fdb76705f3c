import { Reflector } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { ProjectRole, RequireSignIn } from '../../shared/graphql/index.js';
import { AccessGuard } from './access.guard.js';
import { Caller } from '../authentication/caller.js';

const account = { id: 'ada', name: 'Ada', email: null };
const token = { id: 't', name: 'Own', projectId: null, role: null };
const ada = new Caller(account, token, [{ projectId: 'one', role: ProjectRole.OWNER }], () => undefined);

class Operations {
  forgotten(): void {}

  @RequireSignIn()
  open(): void {}
}

/** Rules that need the database are proven over HTTP (test/e2e/every-operation.spec.ts). */
describe('the guard', () => {
  const guard = new AccessGuard(new Reflector(), null as never);
  const ask = (operation: keyof Operations, caller: unknown, type = 'graphql') => {
    const info = { parentType: { name: 'Query' }, fieldName: operation };
    const args = [{}, {}, { caller }, info];
    const context = new ExecutionContextHost(args, Operations, Operations.prototype[operation]);
    context.setType(type);
    return guard.canActivate(context);
  };

  it('lets nobody call what declares no rule, and names it', async () => {
    await expect(ask('forgotten', ada)).rejects.toThrow('Query.forgotten has no access rule');
  });

  it('lets nobody in who is nobody', async () => {
    expect(await ask('open', ada)).toBe(true);
    await expect(ask('open', null)).rejects.toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
    await expect(ask('open', { ...ada })).rejects.toThrow(
      expect.objectContaining({ code: 'UNAUTHENTICATED' }),
    );
  });

  it('leaves what is no operation alone', async () => {
    expect(await ask('forgotten', null, 'http')).toBe(true);
  });
});
