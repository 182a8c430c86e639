import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { io, type Socket } from "socket.io-client";
import { createBrowser, type Browser } from "../../../people/browser.ts";
import type { Outcome, Place } from "../../../people/person-event.ts";
import type { Talker } from "../conversation.ts";
import type { Recorder } from "../history/history.ts";
import type { Random } from "../seeded-random.ts";
import type { ApplicationCell } from "./application-cell.ts";
import { ApplicationError, type Application } from "./load-application.ts";

/** How an application says that it has accepted a message. */
export type Confirmation = "acknowledgement" | "echo" | "none";

/** What all people of one conversation share. */
export interface Conversation {
  application: Application;
  /** The module, as it was named. */
  file: string;
  url: string;
  transport: ApplicationCell["transport"];
  /** Null: not known yet, so the first message finds it out. */
  confirmation: Confirmation | null;
  recorder: Recorder;
  /** By id: everything that was said. */
  said: Map<string, { sender: string; place: Place }>;
  /** Resolves when it is this message's turn. */
  turn(): Promise<void>;
  /** Resolves when nothing has arrived for a while. */
  quiet(): Promise<void>;
  /** Bytes of each text, at least as many as the id has. */
  payloadBytes: number;
  answerMs: number;
}

/** A window of a simulated browser that talks to somebody's application through a module. */
export interface ApplicationTalker extends Talker {
  /** How the last message was confirmed; null: none was. */
  confirmedBy(): Confirmation | null;
}

const ID = /sr-[A-Za-z\d]+-\d+-[\da-f]{8}/;

export function createApplicationPerson(
  name: string,
  room: string,
  browser: { jar: Browser["jar"]; id: string },
  conversation: Conversation,
  random: Random,
): ApplicationTalker {
  const { application, file, url, recorder, said, answerMs } = conversation;
  const { record } = recorder;
  let failure: { status: number; unknownSession: boolean } | null = null;
  let isIn = false;
  let isJoining = false;
  let isClosing = false;
  let isDropping = false;
  let numbers = 0;
  let instance: string | null = null;
  let confirmedBy: Confirmation | null = null;
  const shown = new Set<string>();
  /** Shown since the connection came up. */
  const shownNow = new Set<string>();
  const echoes = new Map<string, () => void>();
  const window = createBrowser({
    origin: new URL(url).origin,
    jar: browser.jar,
    onAnswer({ status, body, method }) {
      if (status === 200 || status === 101 || isClosing) return;
      const unknownSession = status === 400 && body.includes('"code":1');
      failure = { status, unknownSession };
      record({ type: "http-error", person: name, status, unknownSession, method });
    },
  });
  const { polling, webSocket } = window;
  const transports = { default: [polling, webSocket], polling: [polling], websocket: [webSocket] };
  const socket = makeSocket();

  function makeSocket(): Socket {
    const options = {
      transports: transports[conversation.transport],
      reconnection: false,
      autoConnect: false,
      forceNew: true,
      timeout: answerMs,
    };
    const made = call("connect", () => (application.connect ? application.connect(url, options) : io(url, options)));
    if (typeof (made as Partial<Socket> | null)?.on !== "function" || made.io === undefined) {
      throw new ApplicationError(`${file}: connect(url, options) returned no socket of socket.io-client`);
    }
    made.on("disconnect", (reason) => {
      isIn = false;
      if (isClosing) return;
      const why = isDropping ? "dropped" : failure?.unknownSession ? "unknown-session" : "closed";
      record({ type: "disconnected", person: name, why, reason });
    });
    call("listen", () => application.listen(made, hear));
    return made;
  }

  function call<T>(what: keyof Application, does: () => T): T {
    try {
      return does();
    } catch (error) {
      throw new ApplicationError(`${file}: ${what} threw: ${messageOf(error)}`);
    }
  }

  function hear(text: unknown): void {
    const [id] = ID.exec(typeof text === "string" ? text : (JSON.stringify(text) ?? "")) ?? [];
    const known = id === undefined ? undefined : said.get(id);
    // Somebody else's, or of a conversation before this one.
    if (id === undefined || known === undefined || isClosing) return;
    const { sender, place } = known;
    if (sender === name) echoes.get(id)?.();
    if (shown.has(id) && !shownNow.has(id)) record({ type: "repeat", person: name, message: id, place, via: "live" });
    else record({ type: "delivered", person: name, message: id, sender, place, via: isJoining ? "history" : "live" });
    shown.add(id);
    shownNow.add(id);
  }

  /** One try at a session: a connected socket and, with the default transports, the end of the upgrade. */
  async function connect(number: number, startedAt: number): Promise<boolean> {
    record({ type: "attempt", person: name, number });
    failure = null;
    isDropping = false;
    shownNow.clear();
    const outcome = await new Promise<string | null>((resolve) => {
      const end = (why: string | null) => {
        clearTimeout(timer);
        socket.off("connect", connected).off("connect_error", failed).off("disconnect", end);
        resolve(why);
      };
      const connected = () => end(null);
      const failed = (error: Error) => end(error.message);
      const timer = setTimeout(() => end("no answer in time"), answerMs);
      socket.on("connect", connected).on("connect_error", failed).on("disconnect", end);
      socket.connect();
    });
    if (outcome !== null) {
      socket.disconnect();
      record({ type: "attempt-failed", person: name, why: String(failedStatus() ?? outcome) });
      return false;
    }
    await upgraded();
    if (!socket.connected) return false;
    // The module is asked when it has joined: some know it only by then, and say until then where they were before.
    instance = null;
    record({
      type: "connected",
      person: name,
      instance: "",
      bootId: "",
      recovered: socket.recovered,
      transport: socket.io.engine.transport.name,
      attempts: number,
      milliseconds: Math.round(performance.now() - startedAt),
    });
    return socket.connected;
  }

  function upgraded(): Promise<void> {
    const { engine } = socket.io;
    if (conversation.transport !== "default" || engine.transport.name === "websocket") return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        engine.off("upgrade", end).off("upgradeError", end).off("close", end);
        resolve();
      };
      // A server may allow no upgrade at all.
      const timer = setTimeout(end, answerMs);
      engine.on("upgrade", end).on("upgradeError", end).on("close", end);
    });
  }

  async function whichInstance(): Promise<string | null> {
    if (!application.instance) return null;
    const found = await settle("instance", () => application.instance!(socket));
    if (found.how !== "done" || found.value === null || found.value === undefined) return null;
    if (typeof found.value === "string" || typeof found.value === "number") return String(found.value);
    throw new ApplicationError(`${file}: instance(socket) is ${JSON.stringify(found.value)}; allowed: a text or null`);
  }

  /**
   * Calls a function of the module and waits for its promise. While the connection holds, a module that throws or hangs
   * is wrong; when it breaks, that is what the promise waits for in vain.
   */
  async function settle(
    what: "join" | "instance",
    does: () => unknown,
  ): Promise<{ how: "done" | "broken"; value?: unknown }> {
    const started = call(what, does);
    let timer: NodeJS.Timeout | undefined;
    let broke: () => void = () => {};
    const ending = new Promise<"late" | "broken">((resolve) => {
      timer = setTimeout(() => resolve("late"), answerMs);
      broke = () => resolve("broken");
      socket.on("disconnect", broke);
    });
    const done = Promise.resolve(started).then(
      (value) => ({ how: "done" as const, value }),
      (error: unknown) => ({ how: "failed" as const, error }),
    );
    const outcome = await Promise.race([done, ending]);
    clearTimeout(timer);
    socket.off("disconnect", broke);
    if (!socket.connected || outcome === "broken") return { how: "broken" };
    if (outcome === "late") throw new ApplicationError(`${file}: ${what} has not finished after ${answerMs / 1_000} s`);
    if (outcome.how === "failed") throw new ApplicationError(`${file}: ${what} failed: ${messageOf(outcome.error)}`);
    return outcome;
  }

  async function join(): Promise<boolean> {
    record({ type: "join", person: name });
    isJoining = true;
    const { how } = await settle("join", () => application.join(socket, room, { name, browser: browser.id }));
    isJoining = false;
    if (how === "broken") {
      record({ type: "joined", person: name, outcome: "unknown" });
      return false;
    }
    instance = await whichInstance();
    if (!socket.connected) {
      record({ type: "joined", person: name, outcome: "unknown" });
      return false;
    }
    record({ type: "joined", person: name, outcome: "ok", instance: instance ?? "", roomId: room });
    isIn = true;
    return true;
  }

  function failedStatus(): number | null {
    return failure?.status ?? null;
  }

  /** Resolves to how a message was confirmed; null: it was not, in time. */
  async function confirm(
    id: string,
    result: unknown,
  ): Promise<{ by: Confirmation | null; outcome: Outcome | "unconfirmed" }> {
    const { confirmation } = conversation;
    let timer: NodeJS.Timeout | undefined;
    let broke: () => void = () => {};
    const ending = new Promise<"ended">((resolve) => {
      timer = setTimeout(() => resolve("ended"), answerMs);
      broke = () => resolve("ended");
      socket.on("disconnect", broke);
    });
    const stop = () => {
      clearTimeout(timer);
      socket.off("disconnect", broke);
      echoes.delete(id);
    };
    if (isThenable(result)) {
      const answer = await Promise.race([
        Promise.resolve(result).then(
          (value): Outcome => (value === false ? "fail" : "ok"),
          // A time limit of the module's own, most of all.
          (): Outcome => "unknown",
        ),
        ending.then((): Outcome => "unknown"),
      ]);
      stop();
      return { by: answer === "unknown" ? null : "acknowledgement", outcome: answer };
    }
    if (confirmation === "none") {
      stop();
      return { by: "none", outcome: "unconfirmed" };
    }
    const echo = new Promise<"echo">((resolve) => echoes.set(id, () => resolve("echo")));
    const end = await Promise.race([echo, ending]);
    stop();
    if (end === "echo") return { by: "echo", outcome: "ok" };
    return confirmation === null && socket.connected
      ? { by: "none", outcome: "unconfirmed" }
      : { by: null, outcome: "unknown" };
  }

  return {
    name,
    isIn: () => isIn,
    instance: () => (isIn ? instance : null),
    confirmedBy: () => confirmedBy,
    async loadPage() {
      await window.get("/").catch(() => {});
    },
    async arrive(attempts, deadlineMs) {
      const startedAt = performance.now();
      let counted = 0;
      for (let number = 1; counted < attempts && performance.now() - startedAt < deadlineMs; number += 1) {
        if (number > 1) await pause(20 + random.below(40 * Math.min(number, 4)));
        if ((socket.connected || (await connect(number, startedAt))) && (await join())) return true;
        const status = failedStatus();
        if (status === null || status < 500) counted += 1;
      }
      socket.disconnect();
      return false;
    },
    async say() {
      await conversation.turn();
      if (!isIn) return "unknown";
      const id = `sr-${name}-${(numbers += 1)}-${randomUUID().slice(0, 8)}`;
      const place: Place = { instance: instance ?? "", roomId: room, seq: numbers };
      said.set(id, { sender: name, place });
      record({ type: "send", person: name, message: id, purpose: "talk" });
      const text = id.padEnd(conversation.payloadBytes, ".");
      const { by, outcome } = await confirm(
        id,
        call("send", () => application.send(socket, room, text)),
      );
      confirmedBy = by ?? confirmedBy;
      if (outcome === "unconfirmed") record({ type: "sent", person: name, message: id, outcome, place });
      else record({ type: "sent", person: name, message: id, outcome, ...(outcome === "ok" ? { place } : {}) });
      return outcome === "unconfirmed" ? "unknown" : outcome;
    },
    async barrier() {
      await conversation.quiet();
      if (!socket.connected) return false;
      record({ type: "barrier", person: name });
      return true;
    },
    drop() {
      isDropping = true;
      socket.io.engine?.close();
    },
    gone: (deadlineMs) =>
      new Promise((resolve) => {
        const end = () => {
          clearTimeout(timer);
          socket.off("disconnect", end);
          resolve(!socket.connected);
        };
        const timer = setTimeout(end, deadlineMs);
        socket.on("disconnect", end);
        if (!socket.connected) end();
      }),
    // Nobody can ask an application for what it knows.
    checkOwnHistory: () => Promise.resolve(),
    close() {
      isClosing = true;
      socket.disconnect();
    },
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0]!;
}
