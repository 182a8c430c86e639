import { io, type Socket } from "socket.io-client";
import type {
  ClientToServerEvents,
  JoinedRoom,
  Member,
  Message,
  Reply,
  ServerToClientEvents,
} from "../../protocol/events.ts";
import type { InstanceReport } from "../../protocol/instance-report.ts";
import { connectionProblem } from "./connection-problem.ts";
import { loadSeen, saveSeen } from "./seen.ts";
import { createLab } from "./lab.ts";
import { readPageUrl, writePageUrl } from "./page-url.ts";
import { randomId } from "./random-id.ts";
import { forgetStickinessCookies, readStickinessCookies } from "./stickiness-cookies.ts";
import { createStore } from "./store.ts";

export type ShownMessage = Message & { vanished: boolean; state: "accepted" | "sending" | "unknown" | "refused" };

export interface ChatState {
  stage: "form" | "inside";
  name: string;
  room: string;
  problem: string | null;
  status: "connecting" | "connected" | "disconnected";
  instance: string | null;
  transport: string | null;
  hasCookie: boolean;
  unknownSessions: number;
  joined: boolean;
  members: readonly Member[];
  messages: readonly ShownMessage[];
  /** What the last move did, in one sentence. */
  moved: string | null;
  reports: readonly (InstanceReport & { seenAt: number })[];
  timeline: readonly { id: number; at: number; text: string; bad: boolean }[];
  stickiness: boolean | null;
}

/** Bounds of what one window keeps. */
const MAX_MESSAGES = 2_000;
const MAX_TIMELINE = 200;
const ANSWER_MS = 5_000;
const LOOK_MS = 1_000;
const FORGET_MS = 30_000;

export type Chat = ReturnType<typeof createChat>;

/** Everything that one window knows and does. It begins to work with `enter`, or at once when the URL says who and where. */
export function createChat() {
  const url = readPageUrl(location.search);
  const store = createStore<ChatState>({
    stage: "form",
    name: url.name || sessionStorage.getItem("name") || localStorage.getItem("name") || "",
    room: url.room || "lobby",
    problem: null,
    status: "connecting",
    instance: null,
    transport: null,
    hasCookie: readStickinessCookies(document.cookie).awsalb,
    unknownSessions: 0,
    joined: false,
    members: [],
    messages: [],
    moved: null,
    reports: [],
    timeline: [],
    stickiness: null,
  });
  const set = (patch: Partial<ChatState>) => store.set({ ...store.getState(), ...patch });
  const person = localStorage.getItem("person") ?? randomId();
  localStorage.setItem("person", person);
  const lab = createLab((stickiness) => set({ stickiness }));

  let entries = 0;
  const note = (text: string, bad = false) => {
    const { timeline } = store.getState();
    set({ timeline: [...timeline, { id: ++entries, at: Date.now(), text, bad }].slice(-MAX_TIMELINE) });
  };

  const transports = {
    auto: ["websocket", "polling"],
    default: ["polling", "websocket"],
    websocket: ["websocket"],
    polling: ["polling"],
  };
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io({
    autoConnect: false,
    transports: transports[url.transport],
    tryAllTransports: url.transport === "auto",
    reconnectionDelay: 500,
    reconnectionDelayMax: 2_000,
  });

  /** The version of the room that this window saw last, on this or an earlier load. */
  let seen = loadSeen(store.getState().room);

  const put = (message: Message, state: ShownMessage["state"] = "accepted") => {
    const { messages } = store.getState();
    const shown = { ...message, vanished: false, state };
    const known = messages.some((one) => one.id === message.id);
    const next = known ? messages.map((one) => (one.id === message.id ? shown : one)) : [...messages, shown];
    set({ messages: next.slice(-MAX_MESSAGES) });
  };
  const remember = () => {
    const { instance, messages, members, room } = store.getState();
    if (!seen || !instance) return;
    seen = { ...seen, instance, messages: messages.slice(-200), members: [...members] };
    saveSeen(room, seen);
  };

  function onJoined(joined: JoinedRoom): void {
    const before = seen;
    const here = new Set(joined.messages.map((message) => message.id));
    const kept = (before?.messages ?? []).filter((message) => !here.has(message.id));
    const isOther = before !== null && before.roomId !== joined.roomId;
    const gone = isOther ? kept.filter((message) => !message.vanished && message.state !== "sending") : [];
    const present = new Set(joined.members.map((member) => member.id));
    const peopleGone = isOther ? before.members.filter((member) => !present.has(member.id)) : [];
    const list = [
      ...kept.map((message) => ({ ...message, vanished: message.vanished || isOther })),
      ...joined.messages.map((message) => ({ ...message, vanished: false, state: "accepted" as const })),
    ];
    if (isOther) {
      const sentence = `You moved ${before.instance} → ${joined.instance}: ${count(gone.length, "message")} and ${count(peopleGone.length, "person", "people")} are gone`;
      note(sentence, true);
      set({ moved: sentence });
    }
    seen = { roomId: joined.roomId, instance: joined.instance, messages: [], members: [] };
    set({ joined: true, members: joined.members, messages: list.slice(-MAX_MESSAGES), problem: null });
    remember();
    note(`joined #${joined.room} on ${joined.instance}`);
  }

  async function join(): Promise<void> {
    const { name, room } = store.getState();
    const lastSeq = seen?.messages.filter((message) => message.roomId === seen?.roomId).at(-1)?.seq;
    const lastSeen = seen && lastSeq !== undefined ? { lastSeen: { roomId: seen.roomId, seq: lastSeq } } : {};
    try {
      const reply = await socket.timeout(ANSWER_MS).emitWithAck("room:join", { room, name, person, ...lastSeen });
      if (reply.ok) return onJoined(reply.data);
      set({ stage: "form", problem: reply.message });
      socket.disconnect();
    } catch {
      note("no answer to joining", true);
    }
  }

  socket.on("instance:welcome", ({ instance }) => {
    set({ instance, hasCookie: readStickinessCookies(document.cookie).awsalb });
    note(`connected to ${instance}${socket.recovered ? ", session recovered" : ""}`);
    if (!socket.recovered || !store.getState().joined) void join();
  });
  socket.on("connect", () => {
    set({ status: "connected", transport: socket.io.engine.transport.name });
    socket.io.engine.on("upgrade", (transport) => {
      set({ transport: transport.name });
      note(`upgraded to ${transport.name}`);
    });
  });
  const onFailure = (reason: string, details: unknown) => {
    const { description, context } = (details ?? {}) as { description?: unknown; context?: { responseText?: string } };
    const status = typeof description === "number" ? description : null;
    const problem = connectionProblem({ reason, status, body: context?.responseText ?? null });
    const lost = problem.kind === "unknown-session" ? 1 : 0;
    set({ status: "disconnected", transport: null, unknownSessions: store.getState().unknownSessions + lost });
    note(problem.sentence, true);
  };
  socket.on("connect_error", (error) => onFailure(error.message, error));
  socket.on("disconnect", (reason, details) => {
    note(`disconnected: ${reason}`, true);
    onFailure(reason, details);
  });
  socket.on("message:sent", (message) => {
    if (message.room !== store.getState().room) return;
    put(message);
    remember();
  });
  const withMembers = (room: string, change: (members: readonly Member[]) => Member[]) => {
    if (room !== store.getState().room) return;
    set({ members: change(store.getState().members) });
    remember();
  };
  socket.on("member:joined", ({ room, member }) =>
    withMembers(room, (all) => [...all.filter((one) => one.id !== member.id), member]),
  );
  socket.on("member:updated", ({ room, member }) =>
    withMembers(room, (all) => all.map((one) => (one.id === member.id ? member : one))),
  );
  socket.on("member:left", ({ room, member }) => withMembers(room, (all) => all.filter((one) => one.id !== member.id)));
  socket.on("instance:draining", ({ instance }) => note(`${instance} is stopping`, true));

  /** Asks whichever instance is next, without our cookie, what it holds. */
  async function look(): Promise<void> {
    try {
      const room = encodeURIComponent(store.getState().room);
      const response = await fetch(`/api/instance?room=${room}`, { credentials: "omit", cache: "no-store" });
      if (!response.ok) return;
      const report = { ...((await response.json()) as InstanceReport), seenAt: Date.now() };
      const others = store
        .getState()
        .reports.filter((one) => one.instance !== report.instance && Date.now() - one.seenAt < FORGET_MS);
      set({
        reports: [...others, report].sort((a, b) => a.instance.localeCompare(b.instance, "en", { numeric: true })),
      });
      if (report.controlUrl) lab.use(report.controlUrl);
    } catch {
      // Nothing answered: what was seen grows old, and is forgotten.
    }
  }
  setInterval(() => void (document.hidden || look()), LOOK_MS);
  void look();

  function enter(name: string, room: string): void {
    sessionStorage.setItem("name", name);
    localStorage.setItem("name", name);
    seen = loadSeen(room);
    set({ stage: "inside", name, room, problem: null, messages: seen?.messages ?? [] });
    history.replaceState(null, "", writePageUrl(location.href, { room, transport: url.transport }));
    socket.connect();
  }
  const known = url.name || sessionStorage.getItem("name");
  if (known && url.room) enter(known, url.room);

  return {
    subscribe: store.subscribe,
    getState: store.getState,
    enter,
    setStickiness: lab.setStickiness,
    kill: lab.kill,
    /** The next request is a new visitor's; an open WebSocket stays where it is. */
    forgetCookie(): void {
      // The cookie is the balancer's; the Cookie Store API is not in every browser.
      // oxlint-disable-next-line unicorn/no-document-cookie
      for (const cookie of forgetStickinessCookies()) document.cookie = cookie;
      set({ hasCookie: readStickinessCookies(document.cookie).awsalb });
      note("cookie forgotten; an open WebSocket stays where it is");
    },
    async send(text: string, id = randomId()): Promise<void> {
      const { room, name, instance } = store.getState();
      const draft: Message = {
        id,
        room,
        roomId: seen?.roomId ?? "",
        seq: 0,
        name,
        member: "",
        text,
        instance: instance ?? "",
        at: Date.now(),
      };
      put(draft, "sending");
      try {
        const reply: Reply<{ message: Message }> = await socket
          .timeout(ANSWER_MS)
          .emitWithAck("message:send", { room, id, text });
        if (reply.ok) put(reply.data.message);
        else put(draft, "refused");
        remember();
      } catch {
        put(draft, "unknown");
      }
    },
  };
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
