import type { ChatConnection } from "./chat-connection.ts";
import type { Deliveries } from "./deliveries.ts";
import { labActionKey } from "./lab-action-key.ts";
import type { LabClient } from "./lab-client.ts";
import { onceTrue } from "./once-true.ts";
import type { LabAction, LabOutcome, LabState, LabTarget } from "./page-state.ts";
import { forgetStickinessCookies, pinStickinessCookie, readStickinessCookies } from "./stickiness-cookies.ts";
import type { WritableStore } from "./store.ts";
import type { NewTimelineEntry } from "./timeline-log.ts";

/** How long the newest outcome is said beside the path. */
const TOLD_MS = 12_000;
const SEEN_WITHIN_MS = 15_000;
const BACK_WITHIN_MS = 12_000;

export interface LabActionsOptions {
  lab: WritableStore<LabState>;
  client: LabClient;
  connection: ChatConnection;
  deliveries: Deliveries;
  note(entry: Omit<NewTimelineEntry, "at">): void;
  /** Cookies were changed here. */
  onCookies(): void;
}

type Ended = Pick<LabOutcome, "phase" | "sentence">;

/** Runs the lab's actions. Each says afterwards what was *seen* to happen, not what was asked for. */
export function createLabActions(options: LabActionsOptions): (action: LabAction) => Promise<void> {
  const { lab, client, connection, deliveries, note, onCookies } = options;

  const tell = (action: LabAction, outcome: Ended) => {
    const latest = { ...outcome, at: Date.now() };
    const { outcomes } = lab.getState();
    lab.set({ ...lab.getState(), outcomes: { ...outcomes, [labActionKey(action)]: latest }, latest });
    setTimeout(() => {
      if (lab.getState().latest === latest) lab.set({ ...lab.getState(), latest: null });
    }, TOLD_MS);
  };

  const target = (id: string): LabTarget | undefined => lab.getState().targets.find((one) => one.id === id);

  async function asked(answer: Promise<{ ok: true } | { ok: false; sentence: string }>): Promise<Ended | null> {
    const result = await answer;
    if (!result.ok) return failed(result.sentence);
    await client.refresh();
    return null;
  }

  async function observed(holds: (state: LabState) => boolean, seen: string, unseen: string): Promise<Ended> {
    const did = await onceTrue(lab, holds, SEEN_WITHIN_MS);
    return did ? { phase: "observed", sentence: seen } : { phase: "unsure", sentence: unseen };
  }

  /** Waits for the connection to end and begin again. @returns where it came back to. */
  async function comeBack(begin: () => void): Promise<{ from: string | null; to: string | null; recovered: boolean }> {
    const before = connection.state.getState();
    begin();
    const isBack = await onceTrue(
      connection.state,
      (now) => now.status === "connected" && now.connects > before.connects,
      BACK_WITHIN_MS,
    );
    const after = connection.state.getState();
    return { from: before.instance, to: isBack ? after.instance : null, recovered: after.recovered };
  }

  const assignCookies = (cookies: readonly string[]) => {
    // The cookies are the balancer's; the Cookie Store API is not in every browser.
    // oxlint-disable-next-line unicorn/no-document-cookie
    for (const cookie of cookies) document.cookie = cookie;
    onCookies();
  };

  async function perform(action: LabAction): Promise<Ended> {
    switch (action.type) {
      case "set-stickiness": {
        const value = String(action.enabled);
        const refusal = await asked(client.patch({ "stickiness.enabled": value }));
        const word = action.enabled ? "on" : "off";
        return (
          refusal ??
          observed(
            (now) => now.stickiness?.enabled === action.enabled,
            `Stickiness is ${word}`,
            `Stickiness was not seen ${word}`,
          )
        );
      }
      case "set-cookie-duration": {
        const refusal = await asked(client.patch({ "stickiness.lb_cookie.duration_seconds": String(action.seconds) }));
        return (
          refusal ??
          observed(
            (now) => now.stickiness?.durationSeconds === action.seconds,
            `The cookie lasts ${action.seconds} s`,
            "The duration was not seen to change",
          )
        );
      }
      case "set-algorithm": {
        const refusal = await asked(client.patch({ "load_balancing.algorithm.type": action.algorithm }));
        return (
          refusal ??
          observed(
            (now) => now.algorithm === action.algorithm,
            `New visitors are spread by ${action.algorithm}`,
            "The algorithm was not seen to change",
          )
        );
      }
      case "add-instance": {
        const before = new Set(lab.getState().targets.map(({ id }) => id));
        const isNew = ({ id, health }: LabTarget) => !before.has(id) && health === "healthy";
        const refusal = await asked(client.post("/targets"));
        if (refusal) return refusal;
        const ended = await observed((now) => now.targets.some(isNew), "", "The new instance is not healthy yet");
        const added = lab.getState().targets.find(isNew);
        return added ? { ...ended, sentence: `${added.id} is healthy and takes new visitors` } : ended;
      }
      case "kill": {
        const refusal = await asked(client.post(`/targets/${action.instance}/kill`));
        return (
          refusal ??
          observed(
            () => target(action.instance)?.process === "exited",
            `${action.instance} is dead`,
            `${action.instance} was not seen to die`,
          )
        );
      }
      case "drain": {
        const refusal = await asked(client.post(`/targets/${action.instance}/deregister`));
        const isDraining = () => ["draining", "unused", undefined].includes(target(action.instance)?.health);
        return (
          refusal ??
          observed(isDraining, `${action.instance} takes no new visitors`, `${action.instance} was not seen to drain`)
        );
      }
      case "pause": {
        const refusal = await asked(client.post(`/targets/${action.instance}/pause`));
        return (
          refusal ??
          observed(
            () => target(action.instance)?.process === "paused",
            `${action.instance} hangs; its health checks will fail`,
            `${action.instance} was not seen to stop`,
          )
        );
      }
      case "resume": {
        const refusal = await asked(client.post(`/targets/${action.instance}/resume`));
        return (
          refusal ??
          observed(
            () => target(action.instance)?.process === "running",
            `${action.instance} goes on`,
            `${action.instance} was not seen to go on`,
          )
        );
      }
      case "restart": {
        const refusal = await asked(client.post(`/targets/${action.instance}/restart`));
        const isBack = () =>
          target(action.instance)?.health === "healthy" && target(action.instance)?.process === "running";
        return (
          refusal ??
          observed(isBack, `${action.instance} is back, and healthy`, `${action.instance} is not healthy yet`)
        );
      }
      case "move":
        return move(action.instance);
      case "blip":
        return blip();
      case "disconnect":
        connection.disconnect();
        return { phase: "observed", sentence: "You are disconnected; nothing reaches you until you reconnect" };
      case "forget-cookie": {
        assignCookies(forgetStickinessCookies());
        const left = readStickinessCookies(document.cookie);
        return left.awsalb || left.awsalbcors
          ? failed("The cookie is still there: this page may not change it")
          : { phase: "observed", sentence: "The cookie is gone; your open connection stays where it is" };
      }
      case "send-numbered":
        return sendNumbered(action.count);
    }
  }

  async function move(instance: string): Promise<Ended> {
    const cookies = await client.cookiesOf(instance);
    if (!cookies.ok) return failed(cookies.sentence);
    assignCookies(pinStickinessCookie(cookies.data.AWSALB));
    const { to } = await comeBack(() => (connection.isConnected ? connection.drop() : connection.open()));
    if (to === instance) {
      return {
        phase: "observed",
        sentence: `You are on ${instance}. Nobody else moved: those you left cannot see you now, so this is no solution`,
      };
    }
    if (to === null) return { phase: "unsure", sentence: "The connection has not come back yet" };
    const why =
      lab.getState().stickiness?.enabled === false
        ? "cookies are not honoured while stickiness is off"
        : "the balancer chose otherwise";
    return failed(`You came to ${to}, not to ${instance}: ${why}`);
  }

  async function blip(): Promise<Ended> {
    if (!connection.isConnected) return failed("You are not connected");
    const { from, to, recovered } = await comeBack(() => connection.drop());
    if (to === null) return { phase: "unsure", sentence: "The connection has not come back yet" };
    const session = recovered ? "the session was recovered" : "the session was not recovered";
    return {
      phase: "observed",
      sentence: to === from ? `Back on ${to}; ${session}` : `Moved ${from} → ${to}; ${session}`,
    };
  }

  async function sendNumbered(count: number): Promise<Ended> {
    const by = new Map<string, number>();
    let unknown = 0;
    let refused = 0;
    const stamp = new Date().toLocaleTimeString([], { hour12: false });
    for (let number = 1; number <= count; number++) {
      const sent = deliveries.send(`${number} of ${count} · ${stamp}`);
      if (!sent.ok) return failed(`${sent.sentence} (after ${number - 1} of ${count})`);
      const outcome = await sent.outcome!;
      if (outcome.type === "ok") by.set(outcome.message.instance, (by.get(outcome.message.instance) ?? 0) + 1);
      else if (outcome.type === "unknown") unknown++;
      else refused++;
    }
    const parts = [...by].map(([instance, accepted]) => `${accepted} accepted by ${instance}`);
    if (unknown > 0) parts.push(`${unknown} without an answer`);
    if (refused > 0) parts.push(`${refused} refused`);
    return { phase: unknown > 0 ? "unsure" : refused > 0 ? "failed" : "observed", sentence: parts.join(", ") };
  }

  return async (action) => {
    if (lab.getState().outcomes[labActionKey(action)]?.phase === "running") return;
    tell(action, { phase: "running", sentence: "" });
    const ended = await perform(action);
    tell(action, ended);
    const level = { observed: "info", unsure: "warn", failed: "error" }[
      ended.phase as "observed" | "unsure" | "failed"
    ];
    const instance = "instance" in action ? action.instance : null;
    note({ kind: "lab", level: level as "info", instance, text: ended.sentence, detail: { action: action.type } });
  };
}

function failed(sentence: string): Ended {
  return { phase: "failed", sentence };
}
