import type { LabState } from "../lab/lab-state.ts";

export type StoryLab = Pick<LabState, "status" | "controlUrl" | "obstacles" | "rooms" | "targets">;

/** Why the story cannot be played in this lab, and what helps; null when it can. */
export function storyObstacle({ status, controlUrl, obstacles, rooms, targets }: StoryLab): string | null {
  if (status === "looking") {
    return controlUrl === null
      ? "No instance has said yet whether there is a control API here. Try again in a moment."
      : `The control API at ${controlUrl} has not answered yet. Try again in a moment.`;
  }
  if (status === "none") {
    return "There is no control API here, so nothing can be switched or killed from this page. The story plays in a lab on your own machine: npm start.";
  }
  if (status === "lost") return `The control API at ${controlUrl} does not answer.`;
  const refused = obstacles.attributes ?? obstacles.people ?? obstacles.processes;
  if (refused !== null) return `This lab cannot be switched from here: ${refused}.`;
  const healthy = targets.filter(({ health }) => health === "healthy").length;
  if (healthy < 2) {
    return `${healthy === 0 ? "No instance is" : "Only one instance is"} healthy, and the story needs two that can differ. Add or restart one in the lab.`;
  }
  if (rooms?.changing) return "The instances are being restarted. Try again in a moment.";
  if (rooms?.state === "redis") {
    return "Shared state is on already: all instances hold one room, and nothing would part. Switch it off, and play the story then.";
  }
  return null;
}

/** Why the last scene can only be told; null when it can be played. */
export function sharedStateObstacle({ rooms }: Pick<LabState, "rooms">): string | null {
  return rooms?.obstacle ?? null;
}
