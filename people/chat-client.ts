import { io, type Socket } from "socket.io-client";
import type { ClientToServerEvents, Replies, Reply, ServerToClientEvents, Welcome } from "../protocol/events.ts";
import type { ClientEvent, Request } from "../protocol/requests.ts";
import { createBrowser, type Browser } from "./browser.ts";
import type { PersonEvent } from "./person-event.ts";
import type { HttpAnswer } from "./transports.ts";

export interface ChatClientOptions {
  name: string;
  /** Scheme, host and port of the chat. */
  url: string;
  /** Said in the query of each request: a rule of the load balancer can look at it. */
  room: string;
  /** `default`: polling, then an upgrade to WebSocket. */
  transport: "default" | "polling" | "websocket";
  /** The cookies of the browser that this window belongs to; without one it is a browser of its own. */
  jar?: Browser["jar"];
  /** False: it sends no cookies and keeps none, as a command-line client. */
  keepsCookies?: boolean;
  onEvent?: (event: PersonEvent) => void;
  /** How long an answer may take before it counts as unknown; default 5 s. */
  answerMs?: number;
}

type ChatSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

export interface ChatClient {
  socket: ChatSocket;
  window: Browser;
  /** One try at a session: the instance's welcome and, with the default transports, the end of the upgrade. */
  connect(attempt: { number: number; startedAt: number }): Promise<boolean>;
  /** Null: no answer came in time, or the connection broke. */
  ask<E extends ClientEvent>(event: E, request: Request<E>): Promise<Reply<Replies[E]> | null>;
  /** Waits until `isSo`, looking again at each event of the socket; false at the deadline. */
  until(isSo: () => boolean, deadlineMs: number): Promise<boolean>;
  instance(): string | null;
  /** The status of the newest answer that was no success, since the newest attempt; null when there was none. */
  failedStatus(): number | null;
  /** Loses the connection, as when Wi-Fi changes; the server notices at once. */
  drop(): void;
  /** Loses it so that the server does not notice: nothing is heard or answered any more, and nothing says so. */
  vanish(): void;
  close(): void;
}

const ANSWER_MS = 5_000;

/** A window's connection to the chat. It does nothing by itself, and tells all that it sees. */
export function createChatClient(options: ChatClientOptions): ChatClient {
  const {
    name,
    url,
    room,
    transport,
    jar,
    keepsCookies = true,
    onEvent: tell = () => {},
    answerMs = ANSWER_MS,
  } = options;
  const window = createBrowser({ origin: url, ...(jar ? { jar } : {}), cookies: keepsCookies, onAnswer: noteAnswer });
  const { polling, webSocket } = window;
  const transports = { default: [polling, webSocket], polling: [polling], websocket: [webSocket] };
  const socket: ChatSocket = io(url, {
    transports: transports[transport],
    query: { room },
    reconnection: false,
    autoConnect: false,
    forceNew: true,
    timeout: answerMs,
  });
  const now: { instance: string | null; failure: { status: number; unknownSession: boolean } | null } = {
    instance: null,
    failure: null,
  };
  let isClosing = false;
  let isDropping = false;
  const unanswered = new Set<() => void>();
  const waiting = new Set<() => void>();

  function noteAnswer({ status, body, method }: HttpAnswer) {
    if (status === 200 || status === 101 || isClosing) return;
    const unknownSession = status === 400 && body.includes('"code":1');
    now.failure = { status, unknownSession };
    tell({ type: "http-error", person: name, status, unknownSession, method });
  }

  const wake = () => {
    for (const look of waiting) look();
  };
  socket.onAny(() => queueMicrotask(wake));
  socket.on("disconnect", (reason) => {
    now.instance = null;
    if (isClosing) return;
    const why = isDropping ? "dropped" : now.failure?.unknownSession ? "unknown-session" : "closed";
    tell({ type: "disconnected", person: name, why, reason });
    queueMicrotask(wake);
  });

  function welcome(): Promise<Welcome | string> {
    return new Promise((resolve) => {
      const end = (result: Welcome | string) => {
        clearTimeout(timer);
        socket.off("instance:welcome", end).off("connect_error", failed).off("disconnect", end);
        resolve(result);
      };
      const failed = (error: Error) => end(error.message);
      const timer = setTimeout(() => end("no answer in time"), answerMs);
      socket.on("instance:welcome", end).on("connect_error", failed).on("disconnect", end);
      socket.connect();
    });
  }

  /** Resolves when this connection's upgrade has succeeded or failed, which can be before its welcome. */
  function upgradeEnd(): Promise<void> {
    const { engine } = socket.io;
    return new Promise((resolve) => {
      const end = () => {
        engine.off("upgrade", end).off("upgradeError", end).off("close", end);
        resolve();
      };
      engine.on("upgrade", end).on("upgradeError", end).on("close", end);
    });
  }

  return {
    socket,
    window,
    async connect({ number, startedAt }) {
      tell({ type: "attempt", person: name, number });
      now.failure = null;
      isDropping = false;
      const welcomed = welcome();
      const upgraded = transport === "default" ? upgradeEnd() : null;
      const answer = await welcomed;
      if (typeof answer === "string") {
        socket.disconnect();
        const status = failedStatus();
        tell({ type: "attempt-failed", person: name, why: status === null ? answer : String(status) });
        return false;
      }
      const { instance, bootId } = answer;
      now.instance = instance;
      tell({
        type: "connected",
        person: name,
        instance,
        bootId,
        recovered: socket.recovered,
        transport: socket.io.engine.transport.name,
        attempts: number,
        milliseconds: Math.round(performance.now() - startedAt),
      });
      await upgraded;
      return socket.connected;
    },
    ask(event, request) {
      return new Promise((resolve) => {
        const end = (reply: Parameters<typeof resolve>[0]) => {
          clearTimeout(timer);
          socket.off("disconnect", lost);
          unanswered.delete(lost);
          resolve(reply);
        };
        const lost = () => end(null);
        const timer = setTimeout(lost, answerMs);
        if (!socket.connected) return end(null);
        socket.on("disconnect", lost);
        unanswered.add(lost);
        // The types of Socket.IO cannot tie a generic event to its request and answer.
        (socket.emit as (event: string, request: unknown, ack: typeof end) => void)(event, request, end);
      });
    },
    until: (isSo, deadlineMs) =>
      new Promise((resolve) => {
        const end = (result: boolean) => {
          clearTimeout(timer);
          waiting.delete(look);
          resolve(result);
        };
        const look = () => isSo() && end(true);
        const timer = setTimeout(() => end(isSo()), deadlineMs);
        waiting.add(look);
        look();
      }),
    instance: () => now.instance,
    failedStatus,
    drop() {
      isDropping = true;
      socket.io.engine.close();
    },
    vanish() {
      if (!socket.connected) return;
      tell({ type: "disconnected", person: name, why: "dropped", reason: "half-open" });
      isClosing = true;
      now.instance = null;
      // Deaf: its heartbeats stay unanswered, until the server gives it up.
      socket.io.engine.transport.off();
      socket.removeAllListeners();
      for (const lost of unanswered) lost();
    },
    close() {
      isClosing = true;
      socket.disconnect();
    },
  };

  function failedStatus(): number | null {
    return now.failure?.status ?? null;
  }
}
