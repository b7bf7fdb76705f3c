import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { ActivityLogService } from '../../activity/index.js';
import { Clock } from '../../shared/clock/index.js';
import { ForbiddenError, NotFoundError } from '../../shared/errors/index.js';
import { ProjectRole } from '../../shared/graphql/index.js';
import { acrossProjects, findById } from '../../shared/persistence/index.js';
import type { Caller } from '../authentication/caller.js';
import { Membership } from '../members/membership.entity.js';
import { Project } from './project.entity.js';
import type { CreateProjectInput, UpdateProjectInput } from './project.inputs.js';

@Injectable()
export class ProjectsService {
  constructor(
    private readonly em: EntityManager,
    private readonly activity: ActivityLogService,
    private readonly clock: Clock,
  ) {}

  /** Null: there is none, or not for this caller. */
  find(id: string): Promise<Project | null> {
    return findById(this.em.fork(), Project, id);
  }

  /** Those that the caller's credentials open, by name. */
  list(): Promise<Project[]> {
    return this.em.fork().find(Project, {}, { orderBy: { name: 'asc', id: 'asc' } });
  }

  /** @throws ForbiddenError with a token that is limited to a project. */
  async create(caller: Caller, { name }: CreateProjectInput): Promise<Project> {
    if (caller.isLimitedToProject) {
      throw new ForbiddenError(
        'A token that is limited to a project cannot make another. Use your account’s own token.',
      );
    }
    const project = new Project(name);
    // Nobody is in a project that does not exist yet: the one insert that the wall cannot allow.
    await acrossProjects(this.em, 'new-project', (em) => this.save(em, caller, project));
    caller.addMembership(project.id, ProjectRole.OWNER);
    return project;
  }

  private save(unrestrictedEm: EntityManager, caller: Caller, project: Project): Promise<void> {
    return unrestrictedEm.transactional(async (em) => {
      em.persist(project);
      // First, since what follows refers to it.
      await em.flush();
      em.persist(new Membership(project.id, caller.account.id, ProjectRole.OWNER));
      this.activity.recordAction(em, caller, {
        projectId: project.id,
        action: 'project.created',
        predicate: `created the project ${project.name}`,
        details: { name: project.name },
      });
    });
  }

  async update(caller: Caller, { id, name }: UpdateProjectInput): Promise<Project> {
    const project = await findById(this.em, Project, id);
    if (!project) throw new NotFoundError('project', 'id');
    if (project.name === name) return project;
    this.activity.recordAction(this.em, caller, {
      projectId: project.id,
      action: 'project.renamed',
      predicate: `renamed the project from ${project.name} to ${name}`,
      details: { name, previousName: project.name },
    });
    project.rename(name, this.clock.now());
    await this.em.flush();
    return project;
  }
}
