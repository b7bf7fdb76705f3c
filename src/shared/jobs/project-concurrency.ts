/** How many of a worker's places each project holds, so that none takes so many that others find no room. */
export class ProjectConcurrency {
  private readonly running = new Map<string, number>();

  constructor(private readonly maxPerProject: number) {}

  /** @returns false where the project has its share already. Who got a place gives it back. */
  tryAcquire(projectId: string): boolean {
    const taken = this.running.get(projectId) ?? 0;
    if (taken >= this.maxPerProject) return false;
    this.running.set(projectId, taken + 1);
    return true;
  }

  release(projectId: string): void {
    const left = (this.running.get(projectId) ?? 1) - 1;
    if (left > 0) this.running.set(projectId, left);
    else this.running.delete(projectId);
  }
}
