import type { LabAlgorithm } from "./lab-state.ts";

/**
 * `move`: `person` is whom it is about ("Move me to Bo's instance").
 */
export type LabAction =
  | { type: "set-stickiness"; enabled: boolean }
  | { type: "set-cookie-duration"; seconds: number }
  | { type: "set-algorithm"; algorithm: LabAlgorithm }
  | { type: "set-room-affinity"; enabled: boolean }
  | { type: "set-state"; state: "memory" | "redis" }
  | { type: "redis-kill" | "redis-pause" | "redis-resume" | "redis-restart" }
  | { type: "add-instance" }
  | { type: "reset" }
  | { type: "kill" | "drain" | "pause" | "resume" | "restart" | "remove"; instance: string }
  | { type: "move"; instance: string; person?: string }
  | { type: "blip" | "disconnect" | "forget-cookie" }
  | { type: "send-numbered"; count: number };

/** The key of an action in `LabState.outcomes`: one for each control on the page. */
export function labActionKey(action: LabAction): string {
  return "instance" in action ? `${action.type}:${action.instance}` : action.type;
}

/** What this window does by itself needs none. */
export function needsControlApi({ type }: LabAction): boolean {
  return type !== "blip" && type !== "disconnect" && type !== "forget-cookie" && type !== "send-numbered";
}
