export { AccessModule } from './access.module.js';
export { AccountLoader } from './accounts/account.loader.js';
export { Account } from './accounts/account.entity.js';
export { AccountObject } from './accounts/account.object.js';
export { ApiToken } from './api-tokens/api-token.entity.js';
export {
  BootstrapService as Bootstrap,
  BOOTSTRAP_SECRET,
  type BootstrapResult,
} from './bootstrap/bootstrap.service.js';
export { Caller } from './authentication/caller.js';
export { CurrentCaller, Loaders } from './authentication/request.decorators.js';
export { Membership } from './members/membership.entity.js';
export { replaceOwnToken as newToken, NewTokenError } from './api-tokens/new-token.command.js';
export { Project } from './projects/project.entity.js';
