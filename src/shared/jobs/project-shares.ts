/** How many of a worker's places each project holds, so that none takes so many that others find no room. */
export class ProjectShares {
  private readonly taken = new Map<string, number>();

  constructor(private readonly places: number) {}

  /** @returns false where the project has its share already. Who got a place gives it back. */
  take(projectId: string): boolean {
    const taken = this.taken.get(projectId) ?? 0;
    if (taken >= this.places) return false;
    this.taken.set(projectId, taken + 1);
    return true;
  }

  giveBack(projectId: string): void {
    const left = (this.taken.get(projectId) ?? 1) - 1;
    if (left > 0) this.taken.set(projectId, left);
    else this.taken.delete(projectId);
  }
}
