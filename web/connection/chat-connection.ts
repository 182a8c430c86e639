import { signal, type ReadonlySignal } from "@preact/signals-core";
import { io, type Socket } from "socket.io-client";
import type { ClientToServerEvents, Replies, Reply, ServerToClientEvents, Welcome } from "../../protocol/events.ts";
import { DEFAULT_REQUEST_LIMITS, type RequestLimits } from "../../protocol/limits.ts";
import type { ClientEvent, Request } from "../../protocol/requests.ts";
import type { Timeline, TimelineEntry, TimelineKind } from "../timeline/timeline.ts";
import { connectionProblem } from "./connection-problem.ts";
import { IDLE_CONNECTION, type Connection, type ConnectionProblem, type TransportChoice } from "./connection.ts";

const ANSWER_MS = 5_000;
const CONNECT_MS = 8_000;
const RETRY_MS = 500;
const RETRY_MAX_MS = 2_000;

const TRANSPORTS: Record<TransportChoice, ("websocket" | "polling")[]> = {
  auto: ["websocket", "polling"],
  default: ["polling", "websocket"],
  websocket: ["websocket"],
  polling: ["polling"],
};

/** One Socket.IO connection to whichever instance the balancer chooses, and the story of it. */
export function createChatConnection(choice: TransportChoice, timeline: Timeline) {
  const now = signal<Connection>(IDLE_CONNECTION);
  const transport = signal(choice);
  const limits = signal(DEFAULT_REQUEST_LIMITS);
  const onWelcome: (() => void)[] = [];
  const onLost: (() => void)[] = [];
  const set = (patch: Partial<Connection>) => (now.value = { ...now.value, ...patch });
  const enter = (status: Connection["status"], patch: Partial<Connection> = {}) => {
    const isNew = now.value.status !== status;
    set({ status, ...(isNew ? { since: Date.now() } : {}), ...patch });
  };
  const listeners: [event: string, listener: (payload: never) => void][] = [];
  const instances = new Set<string>();
  /** Why the session that is being opened failed has been told. */
  let isFailureTold = false;
  /** Said in the query of each request: a rule of the load balancer can look at it. */
  let room = "";
  let socket = connectTo(choice);

  function connectTo(choice: TransportChoice): Socket<ServerToClientEvents, ClientToServerEvents> {
    const made: Socket<ServerToClientEvents, ClientToServerEvents> = io({
      autoConnect: false,
      forceNew: true,
      query: { room },
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
      note("handshake", "info", `Session opened over ${engine.transport.name}`, { sid: engine.id ?? null });
      engine.on("upgrade", (transport) => {
        set({ transport: transportName(transport.name) });
        note("upgraded", "good", `Upgraded to ${transport.name}`);
      });
      engine.on("upgradeError", () => {
        // With the session gone, its upgrade fails as well, and says nothing new.
        if (engine.readyState !== "open") return;
        note("connect-error", "warn", "The upgrade to WebSocket failed; polling goes on");
      });
    });
    manager.on("reconnect_attempt", (attempt) => {
      enter("retrying", { attempt });
      note("retry", "info", `Attempt ${attempt}`, { attempt });
    });
    made.on("connect_error", (error) => {
      const { description, context } = error as { description?: unknown; context?: unknown };
      failed(connectionProblem({ reason: error.message, ...answerOf({ description, context }) }), "connect-error");
      isFailureTold = true;
      enter(made.active ? "retrying" : "closed");
    });
    made.on("disconnect", (reason, details) => {
      for (const listener of onLost) listener();
      const problem = connectionProblem({ reason, ...answerOf(details) });
      const byMe = reason === "io client disconnect";
      if (byMe) note("disconnected", "info", "Disconnected by you", { reason });
      else if (!isFailureTold) failed(problem, "disconnected", reason);
      enter(made.active ? "retrying" : "closed", {
        transport: null,
        problem: byMe ? null : problem,
        attempt: 0,
        unansweredSince: null,
      });
    });
    made.on("instance:welcome", (welcome) => welcomed(welcome, made));
    made.on("instance:draining", ({ instance, deadlineMs }) => {
      set({ drainingUntil: Date.now() + deadlineMs });
      note("draining", "warn", `${instance} is stopping and will close this connection`, { deadlineMs });
    });
    for (const [event, listener] of listeners) made.on(event as never, listener as never);
    return made;
  }

  function note(
    kind: TimelineKind,
    level: TimelineEntry["level"],
    text: string,
    detail: TimelineEntry["detail"] = {},
    instance = now.value.instance,
  ): void {
    timeline.note({ kind, level, text, detail, instance });
  }

  function failed(problem: ConnectionProblem, kind: "connect-error" | "disconnected", reason?: string): void {
    const isUnknown = problem.kind === "unknown-session";
    const text = kind === "disconnected" ? `Disconnected (${reason}): ${problem.sentence}` : problem.sentence;
    note(isUnknown ? "unknown-session" : kind, "error", text, { status: problem.status, reason: reason ?? null });
    const { unknownSessions, unknownInARow } = now.value;
    const more = isUnknown ? 1 : 0;
    set({ problem, unknownSessions: unknownSessions + more, unknownInARow: unknownInARow + more });
  }

  function welcomed(welcome: Welcome, made: typeof socket): void {
    const { instance, bootId } = welcome;
    const last = now.value;
    instances.add(instance);
    enter("connected", {
      id: made.id ?? null,
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
      unansweredSince: null,
      problem: null,
    });
    const how = made.recovered
      ? "session recovered"
      : last.connects > 0
        ? "a new session, not recovered"
        : "a new session";
    const detail = { transport: made.io.engine.transport.name, recovered: made.recovered, id: made.id ?? null, bootId };
    note("connected", "good", `Connected to ${instance}: ${how}`, detail, instance);
    if (last.instance !== null && last.instance !== instance) {
      note("moved", "warn", `Moved ${last.instance} → ${instance}`, { from: last.instance }, instance);
    }
    limits.value = welcome.limits;
    for (const listener of onWelcome) listener();
  }

  /** Ends the connection and begins another at once. */
  function beginAgain(): void {
    const wasOpen = now.value.status !== "idle" && now.value.status !== "closed";
    for (const listener of onLost) listener();
    const old = socket;
    old.disconnect();
    old.removeAllListeners();
    old.io.removeAllListeners();
    socket = connectTo(transport.value);
    if (!wasOpen) return;
    enter("connecting", { transport: null });
    socket.connect();
  }

  return {
    now: now as ReadonlySignal<Connection>,
    transport: transport as ReadonlySignal<TransportChoice>,
    /** What the instance takes, as it said. */
    limits: limits as ReadonlySignal<RequestLimits>,
    get isConnected() {
      return socket.connected && now.value.status === "connected";
    },
    /** Calls `listener` each time when an instance has said who it is. */
    onWelcome: (listener: () => void) => void onWelcome.push(listener),
    /** Calls `listener` each time when the connection is gone. */
    onLost: (listener: () => void) => void onLost.push(listener),
    on<E extends keyof ServerToClientEvents>(event: E, listener: ServerToClientEvents[E]): void {
      listeners.push([event, listener]);
      socket.on(event, listener as never);
    },
    /** The outcome of a request: its answer; or null when there was none in time, and nobody knows. */
    async ask<E extends ClientEvent>(event: E, request: Request<E>): Promise<Reply<Replies[E]> | null> {
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
    /** Whether the instance answers within `ms`. */
    answers(ms: number): Promise<boolean> {
      return new Promise((resolve) => {
        // A packet of Socket.IO's client waits in a buffer while the transport is not writable; its answer is late then.
        socket.timeout(ms).emit("room:list", {}, (error: Error | null) => resolve(error === null));
      });
    },
    /** Since when what was asked got no answer; null: it gets one. */
    unanswered(since: number | null): void {
      if (since !== now.value.unansweredSince) set({ unansweredSince: since });
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
    /** Drops the connection below Socket.IO, as a network does; it comes back by itself. */
    drop() {
      socket.io.engine?.close();
    },
    /** Ends the session by my own wish; only `open` begins another. */
    disconnect() {
      const wasConnected = socket.connected;
      socket.disconnect();
      if (!wasConnected) enter("closed", { transport: null, problem: null });
    },
    setTransport(next: TransportChoice) {
      if (next === transport.value) return;
      transport.value = next;
      beginAgain();
    },
    /** The room that the next connection says it is for. */
    get room() {
      return room;
    },
    /** @param moves A connection for another room ends, and one for this room begins. */
    setRoom(next: string, moves: boolean) {
      if (next === room) return;
      room = next;
      socket.io.opts.query = { room };
      if (moves) beginAgain();
    },
    close() {
      socket.removeAllListeners();
      socket.io.removeAllListeners();
      socket.disconnect();
    },
  };
}

export type ChatConnection = ReturnType<typeof createChatConnection>;

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
