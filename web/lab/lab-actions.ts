import { computed, effect, untracked } from "@preact/signals-core";
import type { ChatConnection } from "../connection/chat-connection.ts";
import type { HeldCookies } from "../connection/held-cookies.ts";
import type { ChatRooms } from "../room/chat-rooms.ts";
import type { Deliveries } from "../room/messages/deliveries.ts";
import type { Timeline } from "../timeline/timeline.ts";
import { stickinessCookie } from "../connection/stickiness-cookies.ts";
import { blip, disconnect, forgetCookie, moveTo } from "./act-on-connection.ts";
import { labActionKey, type LabAction } from "./lab-action.ts";
import type { LabClient } from "./lab-client.ts";
import { watchLab, type Ended, type Watched } from "./lab-watch.ts";
import { resetLab } from "./reset-lab.ts";
import { sendNumbered } from "./send-numbered.ts";
import { watchBalancer } from "./watch-balancer.ts";
import { watchInstance } from "./watch-instance.ts";
import { watchStore } from "./watch-store.ts";

/** How long the newest outcome is said beside the path, if nothing else happens. */
const TOLD_MS = 12_000;
const LEVELS = { running: "info", observed: "info", unsure: "warn", failed: "error" } as const;

export interface LabActionsOptions {
  client: LabClient;
  connection: ChatConnection;
  cookies: HeldCookies;
  rooms: ChatRooms;
  deliveries: Deliveries;
  timeline: Timeline;
}

/** Runs the lab's actions. Each says afterwards what was *seen* to happen, not what was asked for. */
export function createLabActions(options: LabActionsOptions) {
  const { client, connection, cookies, deliveries, timeline } = options;
  const lab = client.state;
  const watch = (watched: Watched) => watchLab(client, watched);

  /** What outcomes are about. Once it is another, what they say may no longer be so. */
  const scene = computed(() => {
    const { status, instance, connects } = connection.now.value;
    const { stickiness, algorithm, rooms, roomAffinity, targets } = lab.value;
    const processes = targets.map(({ id, process }) => `${id} ${process}`);
    const hasCookie = stickinessCookie(cookies.held.value) !== null;
    return JSON.stringify([
      [status, instance, connects, hasCookie],
      [stickiness, algorithm, roomAffinity !== null, rooms?.state, rooms?.redis?.state],
      processes,
    ]);
  });
  const stop = effect(() => {
    void scene.value;
    const { outcomes } = lab.peek();
    const running = Object.entries(outcomes).filter(([, { phase }]) => phase === "running");
    untracked(() => client.set({ outcomes: Object.fromEntries(running), latest: null }));
  });

  const tell = (action: LabAction, outcome: Ended) => {
    const latest = { ...outcome, at: Date.now() };
    client.set({ outcomes: { ...lab.value.outcomes, [labActionKey(action)]: latest }, latest });
    setTimeout(() => {
      if (lab.value.latest === latest) client.set({ latest: null });
    }, TOLD_MS);
  };

  const perform = async (action: LabAction): Promise<Ended> => {
    switch (action.type) {
      case "set-stickiness":
      case "set-cookie-duration":
      case "set-algorithm":
      case "set-room-affinity":
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
      case "remove":
        return watch(watchInstance(action, client, lab.value));
      case "reset":
        return resetLab(client);
      case "move":
        return moveTo(action.instance, options);
      case "blip":
        return blip(connection);
      case "disconnect":
        return disconnect(connection);
      case "forget-cookie":
        return forgetCookie(options);
      case "send-numbered":
        return sendNumbered(deliveries, action.count);
    }
  };

  const run = async (action: LabAction): Promise<void> => {
    if (lab.value.outcomes[labActionKey(action)]?.phase === "running") return;
    tell(action, { phase: "running", sentence: "" });
    const ended = await perform(action);
    tell(action, ended);
    const instance = "instance" in action ? action.instance : null;
    const level = LEVELS[ended.phase];
    timeline.note({ kind: "lab", level, instance, text: ended.sentence, detail: { action: action.type } });
  };
  return { run: (action: LabAction) => void run(action), close: stop };
}
