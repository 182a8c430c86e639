import type { Balancer } from "../../alb/balancer.ts";
import type { InstanceGroup } from "../instances/instance-group.ts";
import type { People } from "../people/people-group.ts";
import type { RoomAffinitySwitch } from "../rooms/room-affinity.ts";
import type { StateSwitch } from "../rooms/state-switch.ts";

export interface SnapshotOf {
  balancer: Balancer;
  rooms: StateSwitch;
  group: InstanceGroup;
  people: People;
  affinity: RoomAffinitySwitch;
}

/**
 * Remembers attributes, affinity by room, where the rooms live, which instances there are and what their processes do, and who of the
 * simulated people is here.
 * @returns puts all of it back, as far as it can be: what was in an instance's memory is gone when it had to be
 * restarted. It rejects with the first failure, after it has tried all of it.
 */
export function takeSnapshot({ balancer, rooms, group, people, affinity }: SnapshotOf): () => Promise<void> {
  const { targetGroup, loadBalancer } = balancer.state();
  const { state } = rooms.view();
  const hadAffinity = affinity.view() !== null;
  const before = new Map(group.list().map(({ id, process }) => [id, process.state] as const));
  const guests = new Set(people.list().map(({ id }) => id));

  async function putInstanceBack(id: string): Promise<void> {
    const was = before.get(id);
    const { process } = group.view(id);
    const isUp = process.state === "running" || process.state === "paused";
    if (was === undefined) {
      if (isUp || process.state === "stopping") await group.kill(id);
      return group.forget(id);
    }
    if (was === "stopped" || was === "exited") return isUp ? group.kill(id) : undefined;
    const health = balancer.state().targets.find((target) => target.id === id)?.health.state ?? "unused";
    if (!isUp || health === "draining" || health === "unused") {
      // Registered again, as a new instance is: one passed check, the first, makes it healthy. One that is still called
      // healthy may fail its next check while it starts, and would have to pass several.
      if (health === "healthy" || health === "unhealthy") balancer.removeTarget(id);
      await group.restart(id);
    } else if (process.state === "paused" && was === "running") group.resume(id);
    else if (process.state === "running" && was === "paused") group.pause(id);
  }

  return async () => {
    const failures: unknown[] = [];
    const attempt = (work: () => Promise<unknown> | void) =>
      Promise.resolve()
        .then(work)
        .catch((error: unknown) => failures.push(error));

    const gone = people.list().filter(({ id }) => !guests.has(id));
    await Promise.all(gone.map(({ id }) => attempt(() => people.remove(id))));
    const now = balancer.state();
    const refusals = [
      balancer.modifyTargetGroupAttributes(changed(targetGroup.attributes, now.targetGroup.attributes)),
      balancer.modifyLoadBalancerAttributes(changed(loadBalancer.attributes, now.loadBalancer.attributes)),
    ];
    for (const refusal of refusals) if (refusal) failures.push(new Error(refusal.message));
    await attempt(() => affinity.set(hadAffinity));
    await attempt(() => rooms.settled());
    await attempt(() => rooms.change(state));
    await group.settled();
    await Promise.all(group.list().map(({ id }) => attempt(() => putInstanceBack(id))));
    const lost = [...before.keys()].filter((id) => !group.list().some((one) => one.id === id));
    await Promise.all(lost.map((id) => attempt(() => group.add(id))));
    if (failures.length > 0) throw failures[0];
  };
}

/** Those that are not as they were. What was never set cannot be set back to nothing, so only these are asked for. */
function changed(before: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(before).filter(([key, value]) => now[key] !== value));
}
