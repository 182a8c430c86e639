/** Work at a target that the end of its deregistration delay cuts off. */
export interface TargetWork {
  cut(): void;
  /** Where it stands in its target's `WorkInProgress`, which alone sets it. */
  place: number;
}

/**
 * What is under way at a target, in no order. A `Set` costs more than it seems to: V8 makes a new table for it after every
 * few changes and lets the old one point to the new, so that a table which garbage collection once kept keeps all that
 * follow it, with the requests in them.
 */
export class WorkInProgress {
  private readonly all: TargetWork[] = [];

  get size(): number {
    return this.all.length;
  }

  add(work: TargetWork): void {
    work.place = this.all.length;
    this.all.push(work);
  }

  delete(work: TargetWork): void {
    if (this.all[work.place] !== work) return;
    const last = this.all.pop()!;
    if (last === work) return;
    last.place = work.place;
    this.all[last.place] = last;
  }

  cut(): void {
    for (const work of this.all.slice()) work.cut();
  }
}
