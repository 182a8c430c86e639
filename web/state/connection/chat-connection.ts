import { io, type Socket } from "socket.io-client";
import type { ClientToServerEvents, Replies, Reply, ServerToClientEvents, Welcome } from "../../../protocol/events.ts";
import type { ClientEvent, Request } from "../../../protocol/requests.ts";
import { connectionProblem } from "./connection-problem.ts";
import type { Connection, ConnectionProblem, TransportChoice } from "./connection-state.ts";
import { createStore, type WritableStore } from "../store.ts";
import type { NewTimelineEntry } from "../timeline/timeline-log.ts";

const ANSWER_MS = 5_000;
const CONNECT_MS = 8_000;
const RETRY_MS = 500;
const RETRY_MAX_MS = 2_000;

type Entry = Omit<NewTimelineEntry, "at">;

export interface ChatConnectionOptions {
  transport: TransportChoice;
  note(entry: Entry): void;
  /** Connected, and the instance has said who it is. */
  onWelcome(welcome: Welcome, recovered: boolean): void;
  onLost(): void;
}

export interface ChatConnection {
  readonly state: WritableStore<Connection>;
  readonly isConnected: boolean;
  open(): void;
  /** The outcome of a request: its answer; or null when there was none in time, and nobody knows. */
  ask<E extends ClientEvent>(event: E, request: Request<E>): Promise<Reply<Replies[E]> | null>;
  on<E extends keyof ServerToClientEvents>(event: E, listener: ServerToClientEvents[E]): void;
  /** Drops the connection below Socket.IO, as a network does; it comes back by itself. */
  drop(): void;
  /** Ends the session by my own wish; only `open` begins another. */
  disconnect(): void;
  setTransport(choice: TransportChoice): void;
  close(): void;
}

const TRANSPORTS: Record<TransportChoice, ("websocket" | "polling")[]> = {
  auto: ["websocket", "polling"],
  default: ["polling", "websocket"],
  websocket: ["websocket"],
  polling: ["polling"],
};

export const IDLE_CONNECTION: Connection = {
  status: "idle",
  instance: null,
  bootId: null,
  state: null,
  transport: null,
  since: 0,
  recovered: false,
  attempt: 0,
  unknownSessions: 0,
  unknownInARow: 0,
  connects: 0,
  instancesSeen: 0,
  drainingUntil: null,
  problem: null,
};

/** One Socket.IO connection to whichever instance the balancer chooses, and the story of it. */
export function createChatConnection(options: ChatConnectionOptions): ChatConnection {
  const { note } = options;
  const state = createStore<Connection>(IDLE_CONNECTION);
  const set = (patch: Partial<Connection>) => state.set({ ...state.getState(), ...patch });
  const enter = (status: Connection["status"], patch: Partial<Connection> = {}) => {
    const isNew = state.getState().status !== status;
    set({ status, ...(isNew ? { since: Date.now() } : {}), ...patch });
  };
  const listeners: [event: string, listener: (payload: never) => void][] = [];
  const instances = new Set<string>();
  /** Why the session that is being opened failed has been told. */
  let isFailureTold = false;
  let socket = connectTo(options.transport);

  function connectTo(choice: TransportChoice): Socket<ServerToClientEvents, ClientToServerEvents> {
    const made: Socket<ServerToClientEvents, ClientToServerEvents> = io({
      autoConnect: false,
      forceNew: true,
      transports: TRANSPORTS[choice],
      tryAllTransports: choice === "auto",
      timeout: CONNECT_MS,
      reconnectionDelay: RETRY_MS,
      reconnectionDelayMax: RETRY_MAX_MS,
      randomizationFactor: 0.3,
    });
    const manager = made.io;
    manager.on("open", () => {
      const { engine } = manager;
      isFailureTold = false;
      note(entry("handshake", "info", `Session opened over ${engine.transport.name}`, { sid: engine.id ?? null }));
      engine.on("upgrade", (transport) => {
        set({ transport: transportName(transport.name) });
        note(entry("upgraded", "good", `Upgraded to ${transport.name}`));
      });
      engine.on("upgradeError", () => {
        // With the session gone, its upgrade fails as well, and says nothing new.
        if (engine.readyState !== "open") return;
        note(entry("connect-error", "warn", "The upgrade to WebSocket failed; polling goes on"));
      });
    });
    manager.on("reconnect_attempt", (attempt) => {
      enter("retrying", { attempt });
      note(entry("retry", "info", `Attempt ${attempt}`, { attempt }));
    });
    made.on("connect_error", (error) => {
      const { description, context } = error as { description?: unknown; context?: unknown };
      failed(connectionProblem({ reason: error.message, ...answerOf({ description, context }) }), "connect-error");
      isFailureTold = true;
      enter(made.active ? "retrying" : "closed");
    });
    made.on("disconnect", (reason, details) => {
      options.onLost();
      const problem = connectionProblem({ reason, ...answerOf(details) });
      const byMe = reason === "io client disconnect";
      if (byMe) note(entry("disconnected", "info", "Disconnected by you", { reason }));
      else if (!isFailureTold) failed(problem, "disconnected", reason);
      enter(made.active ? "retrying" : "closed", { transport: null, problem: byMe ? null : problem, attempt: 0 });
    });
    made.on("instance:welcome", (welcome) => welcomed(welcome, made));
    made.on("instance:draining", ({ instance, deadlineMs }) => {
      set({ drainingUntil: Date.now() + deadlineMs });
      note(entry("draining", "warn", `${instance} is stopping and will close this connection`, { deadlineMs }));
    });
    for (const [event, listener] of listeners) made.on(event as never, listener as never);
    return made;
  }

  function entry(
    kind: Entry["kind"],
    level: Entry["level"],
    text: string,
    detail: Entry["detail"] = {},
    instance = state.getState().instance,
  ): Entry {
    return { kind, level, text, detail, instance };
  }

  function failed(problem: ConnectionProblem, kind: "connect-error" | "disconnected", reason?: string): void {
    const isUnknown = problem.kind === "unknown-session";
    const text = kind === "disconnected" ? `Disconnected (${reason}): ${problem.sentence}` : problem.sentence;
    note(
      entry(isUnknown ? "unknown-session" : kind, "error", text, { status: problem.status, reason: reason ?? null }),
    );
    const { unknownSessions, unknownInARow } = state.getState();
    const more = isUnknown ? 1 : 0;
    set({ problem, unknownSessions: unknownSessions + more, unknownInARow: unknownInARow + more });
  }

  function welcomed(welcome: Welcome, made: typeof socket): void {
    const { instance, bootId } = welcome;
    const last = state.getState();
    instances.add(instance);
    enter("connected", {
      instance,
      bootId,
      state: welcome.state,
      transport: transportName(made.io.engine.transport.name),
      recovered: made.recovered,
      attempt: 0,
      unknownInARow: 0,
      connects: last.connects + 1,
      instancesSeen: instances.size,
      drainingUntil: null,
      problem: null,
    });
    const how = made.recovered
      ? "session recovered"
      : last.connects > 0
        ? "a new session, not recovered"
        : "a new session";
    const detail = { transport: made.io.engine.transport.name, recovered: made.recovered, id: made.id ?? null, bootId };
    note(entry("connected", "good", `Connected to ${instance}: ${how}`, detail, instance));
    if (last.instance !== null && last.instance !== instance) {
      note(entry("moved", "warn", `Moved ${last.instance} → ${instance}`, { from: last.instance }, instance));
    }
    options.onWelcome(welcome, made.recovered);
  }

  return {
    state,
    get isConnected() {
      return socket.connected && state.getState().status === "connected";
    },
    open() {
      if (socket.active && socket.connected) return;
      enter("connecting");
      if (socket.active && !socket.connected) {
        // A retry is waiting: begin at once instead.
        socket.disconnect();
      }
      socket.connect();
    },
    async ask(event, request) {
      if (!socket.connected) return null;
      try {
        const emit = socket.timeout(ANSWER_MS) as unknown as {
          emitWithAck(event: string, request: unknown): Promise<unknown>;
        };
        return (await emit.emitWithAck(event, request)) as never;
      } catch {
        return null;
      }
    },
    on(event, listener) {
      listeners.push([event, listener]);
      socket.on(event, listener as never);
    },
    drop() {
      socket.io.engine?.close();
    },
    disconnect() {
      const wasConnected = socket.connected;
      socket.disconnect();
      if (!wasConnected) enter("closed", { transport: null, problem: null });
    },
    setTransport(choice) {
      const wasOpen = state.getState().status !== "idle" && state.getState().status !== "closed";
      const old = socket;
      old.disconnect();
      old.removeAllListeners();
      old.io.removeAllListeners();
      socket = connectTo(choice);
      if (!wasOpen) return;
      enter("connecting", { transport: null });
      socket.connect();
    },
    close() {
      socket.removeAllListeners();
      socket.io.removeAllListeners();
      socket.disconnect();
    },
  };
}

function transportName(name: string): "polling" | "websocket" {
  return name === "polling" ? "polling" : "websocket";
}

/** The HTTP answer inside what Socket.IO's client hands over, where there was one. */
function answerOf(details: unknown): { status: number | null; body: string | null } {
  const { description, context } = (details ?? {}) as { description?: unknown; context?: { responseText?: unknown } };
  const body = context?.responseText;
  return {
    status: typeof description === "number" ? description : null,
    body: typeof body === "string" ? body : null,
  };
}
