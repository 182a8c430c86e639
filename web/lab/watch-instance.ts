import { hasEnded } from "./instance-life.ts";
import type { LabAction } from "./lab-action.ts";
import type { LabClient } from "./lab-client.ts";
import type { LabState, LabTarget } from "./lab-state.ts";
import type { Watched } from "./lab-watch.ts";

export type InstanceAction = Extract<
  LabAction,
  { type: "add-instance" | "kill" | "drain" | "pause" | "resume" | "restart" | "remove" }
>;

/** What is done to instances: what is asked for, and how it is seen. `before`: the lab as it is now. */
export function watchInstance(action: InstanceAction, client: LabClient, before: LabState): Watched {
  if (action.type === "add-instance") {
    const known = new Set(before.targets.map(({ id }) => id));
    const added = (state: LabState) => state.targets.find(({ id, health }) => !known.has(id) && health === "healthy");
    return {
      request: client.postInstance("/targets"),
      withinMs: client.instancesMs(),
      holds: (state) => added(state) !== undefined,
      seen: (state) => `${added(state)?.id} is healthy and takes new visitors`,
      unseen: "The new instance is not healthy yet",
    };
  }
  const { instance } = action;
  const isShared = before.rooms?.state === "redis";
  const ask = (what: string) => client.postInstance(`/targets/${instance}/${what}`);
  const when = (holds: (target: LabTarget | undefined) => boolean) => (state: LabState) =>
    holds(state.targets.find(({ id }) => id === instance));
  switch (action.type) {
    case "kill":
      return {
        request: ask("kill"),
        holds: when((target) => target === undefined || hasEnded(target)),
        seen: `${instance} is dead, and ${isShared ? "the room lives on" : "what it held is gone"}`,
        unseen: `${instance} was not seen to die`,
      };
    case "drain":
      return {
        request: ask("deregister"),
        holds: when((target) => target === undefined || ["draining", "unused"].includes(target.health)),
        seen: `${instance} takes no new visitors`,
        unseen: `${instance} was not seen to drain`,
      };
    case "pause":
      return {
        request: ask("pause"),
        holds: when((target) => target?.process === "paused"),
        seen: `${instance} hangs; its health checks will fail`,
        unseen: `${instance} was not seen to stop`,
      };
    case "resume":
      return {
        request: ask("resume"),
        holds: when((target) => target?.process === "running"),
        seen: `${instance} goes on`,
        unseen: `${instance} was not seen to go on`,
      };
    case "remove":
      return {
        request: client.remove(`/targets/${encodeURIComponent(instance)}`),
        holds: when((target) => target === undefined),
        seen: `${instance} is off the list`,
        unseen: `${instance} is still listed`,
      };
    case "restart":
      return {
        request: ask("restart"),
        withinMs: client.instancesMs(),
        holds: when((target) => target?.health === "healthy" && target.process === "running"),
        seen: `${instance} is back, healthy, and ${isShared ? "holds the room at once" : "knows nothing of before"}`,
        unseen: `${instance} is not healthy yet`,
      };
  }
}
