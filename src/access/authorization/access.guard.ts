import { EntityManager } from '@mikro-orm/postgresql';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type GqlContextType, GqlExecutionContext } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { InvalidInputError, NotFoundError, UnauthenticatedError } from '../../shared/errors/index.js';
import { ACCESS_RULE, type AccessRule, type GraphqlContext } from '../../shared/graphql/index.js';
import { findById } from '../../shared/persistence/index.js';
import { readableEntityName, pathInInput, valueAt } from './access.rules.js';
import { Caller } from '../authentication/caller.js';

type ProjectBoundRule = Extract<AccessRule, { kind: 'project' | 'entity' }>;

/** What every operation passes. One that says nothing about who may call it is called by nobody. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly em: EntityManager,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    // Health, metrics and the playground are not operations.
    if (context.getType<GqlContextType>() !== 'graphql') return true;
    const graphql = GqlExecutionContext.create(context);
    const rule = this.reflector.get<AccessRule | undefined>(ACCESS_RULE, context.getHandler());
    if (!rule) {
      const { parentType, fieldName } = graphql.getInfo<GraphQLResolveInfo>();
      throw new Error(`${parentType.name}.${fieldName} has no access rule, so nobody may call it.`);
    }
    const { caller } = graphql.getContext<GraphqlContext>();
    if (!(caller instanceof Caller)) throw new UnauthenticatedError('Sign in first.');
    const effectiveRule = rule.kind === 'either' ? chosenReference(rule, graphql.getArgs()) : rule;
    if (effectiveRule.kind !== 'signed-in')
      await this.check(effectiveRule, caller, String(valueAt(graphql.getArgs(), effectiveRule.at)));
    return true;
  }

  /** What is missing and what lies in a project of others look the same. */
  private async check(rule: ProjectBoundRule, caller: Caller, id: string): Promise<void> {
    const projectId = await this.projectOf(rule, id);
    if (projectId !== null && caller.roleIn(projectId) !== null)
      return caller.requireRole(rule.role, projectId);
    if (rule.kind === 'entity' && rule.isLookup) return;
    const kind = rule.kind === 'project' ? 'project' : readableEntityName(rule.entity().name);
    throw new NotFoundError(kind, pathInInput(rule.at));
  }

  /** Read in an EntityManager of its own: what a mutation does afterwards must not meet an older copy. */
  private async projectOf(rule: ProjectBoundRule, id: string): Promise<string | null> {
    if (rule.kind === 'project') return id;
    return (await findById(this.em.fork(), rule.entity(), id))?.projectId ?? null;
  }
}

/** @throws InvalidInputError, where not exactly one of the places holds an id. */
function chosenReference(
  { role, references }: Extract<AccessRule, { kind: 'either' }>,
  args: Record<string, unknown>,
): ProjectBoundRule {
  const givenReferences = references.filter(({ at }) => valueAt(args, at) != null);
  const [reference] = givenReferences;
  if (reference && givenReferences.length === 1)
    return { kind: 'entity', role, ...reference, isLookup: false };
  const paths = (reference ? givenReferences : references).map(({ at }) => pathInInput(at) ?? at);
  const fields = paths.map((path) => {
    const others = paths.filter((other) => other !== path).join(', ');
    const message = reference
      ? `cannot be given together with ${others}; choose one.`
      : `or ${others} is needed.`;
    return { path, message };
  });
  throw new InvalidInputError(fields);
}
