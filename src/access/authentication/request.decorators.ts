import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { GraphqlContext } from '../../shared/graphql/index.js';
import type { Caller } from './caller.js';

/** Who asks. The guard has seen to it that there is somebody. */
export const CurrentCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    GqlExecutionContext.create(context).getContext<GraphqlContext>().caller as Caller,
);

/** The loaders of the running operation. */
export const Loaders = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    GqlExecutionContext.create(context).getContext<GraphqlContext>().loaders,
);
