import type { ChatConnection } from "../connection/chat-connection.ts";
import type { Deliveries } from "../room/deliveries.ts";
import type { WritableStore } from "../store.ts";
import type { NewTimelineEntry } from "../timeline/timeline-log.ts";
import { blip, disconnect, forgetCookie, moveTo } from "./act-on-connection.ts";
import { labActionKey } from "./lab-action-key.ts";
import type { LabAction } from "./lab-action.ts";
import type { LabClient } from "./lab-client.ts";
import type { LabState } from "./lab-state.ts";
import { createLabWatch, type Ended } from "./lab-watch.ts";
import { sendNumbered } from "./send-numbered.ts";
import { watchBalancer } from "./watch-balancer.ts";
import { watchInstance } from "./watch-instance.ts";
import { watchStore } from "./watch-store.ts";

/** How long the newest outcome is said beside the path. */
const TOLD_MS = 12_000;
const LEVELS = { running: "info", observed: "info", unsure: "warn", failed: "error" } as const;

export interface LabActionsOptions {
  lab: WritableStore<LabState>;
  client: LabClient;
  connection: ChatConnection;
  deliveries: Deliveries;
  note(entry: Omit<NewTimelineEntry, "at">): void;
  /** Cookies were changed here. */
  onCookies(): void;
}

/** Runs the lab's actions. Each says afterwards what was *seen* to happen, not what was asked for. */
export function createLabActions(options: LabActionsOptions): (action: LabAction) => Promise<void> {
  const { lab, client, connection, deliveries, note, onCookies } = options;
  const watch = createLabWatch(lab, client);
  const parts = { connection, client, lab: () => lab.getState(), onCookies };

  const tell = (action: LabAction, outcome: Ended) => {
    const latest = { ...outcome, at: Date.now() };
    const { outcomes } = lab.getState();
    lab.set({ ...lab.getState(), outcomes: { ...outcomes, [labActionKey(action)]: latest }, latest });
    setTimeout(() => {
      if (lab.getState().latest === latest) lab.set({ ...lab.getState(), latest: null });
    }, TOLD_MS);
  };

  const perform = async (action: LabAction): Promise<Ended> => {
    switch (action.type) {
      case "set-stickiness":
      case "set-cookie-duration":
      case "set-algorithm":
        return watch(watchBalancer(action, client));
      case "set-state":
      case "redis-kill":
      case "redis-pause":
      case "redis-resume":
      case "redis-restart":
        return watch(watchStore(action, client));
      case "add-instance":
      case "kill":
      case "drain":
      case "pause":
      case "resume":
      case "restart":
        return watch(watchInstance(action, client, lab.getState()));
      case "move":
        return moveTo(action.instance, parts);
      case "blip":
        return blip(parts);
      case "disconnect":
        return disconnect(parts);
      case "forget-cookie":
        return forgetCookie(parts);
      case "send-numbered":
        return sendNumbered(deliveries, action.count);
    }
  };

  return async (action) => {
    if (lab.getState().outcomes[labActionKey(action)]?.phase === "running") return;
    tell(action, { phase: "running", sentence: "" });
    const ended = await perform(action);
    tell(action, ended);
    const instance = "instance" in action ? action.instance : null;
    const level = LEVELS[ended.phase];
    note({ kind: "lab", level, instance, text: ended.sentence, detail: { action: action.type } });
  };
}
