import type { Member, Message, RefusalCode } from "../../protocol/events.ts";
import type { RequestLimits } from "../../protocol/limits.ts";

/**
 * The seam between what the page knows and does (`web/state/`) and what it looks like. Types only.
 *
 * Read with `useSyncExternalStore(page.room.subscribe, () => select(page.room.getState()))`. Snapshots are immutable
 * and stable between changes; a burst is one notification per animation frame. All text is plain text: never HTML.
 * Times are milliseconds since 1970 by this machine's clock, except `Message.at` (the accepting instance's clock).
 */
export interface Page {
  readonly session: Store<SessionState>;
  readonly room: Store<RoomState>;
  readonly sightings: Store<SightingsState>;
  readonly timeline: Store<TimelineState>;
  readonly lab: Store<LabState>;
  readonly tour: Store<TourState>;
  readonly actions: PageActions;
  /**
   * Which of the known instances hold this message, in the order of `sightings.instances`. Cheap, and stable until
   * `sightings.marksVersion` changes: call it for visible rows only, with that version as a dependency.
   */
  marks(messageId: string): readonly Mark[];
  /** 0, 1, 2, …: picks an instance's colour and shape. The same in every window (`chat-3` is always 2). */
  slot(instance: string): number;
  /** What will happen when this action runs now: one line, for beside its control, before it is pressed. */
  forecast(action: LabAction): string;
  /** Ends connections, timers and listeners. May be called twice. */
  close(): void;
}

export interface Store<T> {
  getState(): T;
  /** Calls `listener` after each change; returns what ends it. */
  subscribe(listener: () => void): () => void;
}

/** `auto`: WebSocket first, then polling. `default`: Socket.IO's own, polling and then an upgrade. */
export type TransportChoice = "auto" | "default" | "websocket" | "polling";

// ---- session: who I am, the connection, the list of rooms -------------------------------------------------------

export interface SessionState {
  /** `form`: ask for nickname and room. `entering`: the first join is under way. `inside`: show the chat. */
  stage: "form" | "entering" | "inside";
  /** What the join form starts with, and why the last attempt failed. */
  form: { name: string; room: string; error: FormError | null };
  /** My nickname; empty before the first join. */
  name: string;
  limits: RequestLimits;
  connection: Connection;
  transportChoice: TransportChoice;
  /** Whether this browser holds the balancer's stickiness cookies for this page now. */
  cookie: { awsalb: boolean; awsalbcors: boolean };
  stickiness: Stickiness;
  /** Rooms I am in first (in the order I joined them), then others this instance knows. */
  rooms: readonly RoomEntry[];
  /** Unread in all rooms of this window. Already in `document.title`, which the state sets itself. */
  unread: number;
  /** Short sentences that come up by themselves; at most three, newest last. */
  notices: readonly Notice[];
}

export interface FormError {
  field: "name" | "room" | null;
  sentence: string;
}

export interface Connection {
  /** `retrying`: lost or never had, another attempt follows. `closed`: by my own wish; only `reconnect()` ends it. */
  status: "idle" | "connecting" | "connected" | "retrying" | "closed";
  /** The instance that serves me; while not connected, the last one that did. */
  instance: string | null;
  bootId: string | null;
  /** Where rooms live, as the instance says. */
  state: "memory" | "redis" | null;
  transport: "polling" | "websocket" | null;
  /** When this status began. */
  since: number;
  /** Socket.IO gave the session back after a short break. */
  recovered: boolean;
  /** Attempts since the connection was lost. */
  attempt: number;
  /** `Session ID unknown` answers in this window. */
  unknownSessions: number;
  /** How often this window has connected, and to how many different instances. */
  connects: number;
  instancesSeen: number;
  /** The instance is stopping; it will have closed this connection by then. */
  drainingUntil: number | null;
  /** Why the newest attempt failed, or the connection ended; null while connected. */
  problem: ConnectionProblem | null;
}

export interface ConnectionProblem {
  kind:
    | "unknown-session"
    | "unreachable"
    | "timeout"
    | "no-target"
    | "bad-gateway"
    | "origin-refused"
    | "http-error"
    | "ping-timeout"
    | "closed-by-server"
    | "transport-lost"
    | "other";
  status: number | null;
  /** For a person, one line. */
  sentence: string;
}

/** `source: "lab"`: the balancer said so. `source: "cookie"`: all we know is whether we hold a cookie. */
export type Stickiness =
  | { source: "lab"; enabled: boolean; durationSeconds: number }
  | { source: "cookie"; hasCookie: boolean };

export interface RoomEntry {
  room: string;
  /** I am in it (in this window). */
  joined: boolean;
  active: boolean;
  /** People in it as far as my instance knows; null when it has not said. */
  people: number | null;
  unread: number;
}

export interface Notice {
  id: string;
  tone: "info" | "good" | "bad";
  sentence: string;
}

// ---- room: the active room ----------------------------------------------------------------------------------------

export interface RoomState {
  /** The active room; empty before the first join. */
  room: string;
  /** `refused`: this instance did not let me (back) in; say `refusal` and offer another nickname or leaving. */
  membership: "none" | "joining" | "joined" | "refused";
  refusal: { code: RefusalCode | "no-answer"; sentence: string } | null;
  /** The version of the room I am in, and the instance that holds it. */
  roomId: string | null;
  instance: string | null;
  /** Me as others see me. */
  self: Member | null;
  /** What the message list shows, oldest first. At most `MAX_ROWS` messages; older ones come again by `loadOlder`. */
  rows: readonly Row[];
  /** These rows differ from the last ones by older messages put before them. */
  prepended: boolean;
  /** Where older messages stand. */
  older: "available" | "loading" | "none";
  /** Row key of the first message that came while I was not looking; null when there is none. */
  firstUnreadKey: string | null;
  /** Nicknames of others who are typing now. */
  typing: readonly string[];
  /** Show vanished messages and move dividers; off = what a user would see. */
  showVanished: boolean;
  /** Vanished messages the page still knows of in this room. */
  vanishedCount: number;
  /** People in my version of the room: me first, then by name. */
  withYou: readonly PersonHere[];
  /** People other instances hold and mine does not, by name; my own ghosts last (`isYou`). */
  outOfSight: readonly PersonElsewhere[];
}

export interface PersonHere {
  id: string;
  name: string;
  tabs: number;
  isYou: boolean;
  typing: boolean;
}

export interface PersonElsewhere {
  id: string;
  name: string;
  /** The instances that count this person. */
  instances: readonly string[];
  /** It is me: "you, still counted on chat-1". */
  isYou: boolean;
}

/** `key` is unique and stable; use it for React and for the virtualised list. */
export type Row = DayRow | MessageRow | NoticeRow | MoveRow | GapRow;

export interface DayRow {
  kind: "day";
  key: string;
  /** Any moment of that day; write it in the reader's own time zone. */
  at: number;
}

export interface MessageRow {
  kind: "message";
  key: string;
  message: DisplayMessage;
  own: boolean;
  /** First of a run by one person: show name, time and instance. */
  startsGroup: boolean;
  /** Seen by this window in another version of the room; the version I am in does not hold it. */
  vanished: boolean;
  /** Only on my own messages of this window. */
  delivery: Delivery | null;
}

/** As in the protocol; while a message of mine is not accepted `roomId`, `seq` and `instance` are null. */
export type DisplayMessage = Pick<Message, "id" | "room" | "name" | "member" | "text" | "at"> & {
  roomId: string | null;
  seq: number | null;
  instance: string | null;
};

export type Delivery =
  | { state: "sending" }
  | { state: "accepted"; instance: string; /** From send to answer. */ tookMs: number | null }
  /** No answer: it may or may not have arrived. `retry` sends it under the same id. */
  | { state: "unknown"; sentence: string }
  | { state: "refused"; code: RefusalCode; sentence: string };

export interface NoticeRow {
  kind: "notice";
  key: string;
  at: number;
  what: "joined" | "left" | "disconnected";
  /** At most three; `count` is how many in all. */
  names: readonly string[];
  count: number;
  /** "Ada and Bo joined" */
  sentence: string;
}

/** I came to another instance or another version. The vanished messages follow it. */
export interface MoveRow {
  kind: "move";
  key: string;
  at: number;
  /** `restarted`: same instance, new memory. `expired`: same instance, it had forgotten the empty room. */
  cause: "moved" | "restarted" | "expired";
  from: string;
  to: string;
  messagesGone: number;
  peopleGone: number;
  /** Names of people gone, at most ten. */
  names: readonly string[];
  /** Messages that had vanished and are here again. */
  messagesBack: number;
  /** "You moved chat-1 → chat-2: 4 messages and 2 people are gone" */
  sentence: string;
  tone: "good" | "bad" | "info";
}

/** Messages between here and there are no longer kept by the instance. */
export interface GapRow {
  kind: "gap";
  key: string;
  sentence: string;
}

// ---- sightings: what other instances hold of the active room ---------------------------------------------------------

export interface SightingsState {
  /** Known instances, in natural order; the order of `marks()`. Mine is among them as soon as I am connected. */
  instances: readonly string[];
  /** The active room, once for each of `instances`. */
  versions: readonly RoomVersion[];
  verdict: Verdict;
  /** Changes whenever a mark may have changed. */
  marksVersion: number;
  /** How the asking goes. `paused`: this window has been hidden for long. `failing`: no answers; see `problem`. */
  asking: "starting" | "running" | "paused" | "failing";
  problem: string | null;
}

export interface RoomVersion {
  instance: string;
  bootId: string | null;
  /** Mine: the instance that serves me. */
  isMine: boolean;
  /** `silent`: not seen for ten seconds. `unseen`: known only from elsewhere, not asked yet. */
  sight: "fresh" | "silent" | "unseen";
  /** When this instance last answered; null when it has not. */
  seenAt: number | null;
  /** Whole seconds since then; refreshed about every second. */
  ageSeconds: number | null;
  status: "healthy" | "draining" | null;
  state: "memory" | "redis" | null;
  connections: number | null;
  /** Null: this instance has never heard of the room (or has not answered). */
  room: RoomFacts | null;
}

export interface RoomFacts {
  roomId: string;
  people: number;
  messages: number;
  lastMessage: { name: string; at: number } | null;
  /** The same version as mine (same room id). */
  sameVersion: boolean;
  /** Against mine: message ids it has and mine has not, and the other way round; null while not comparable. */
  messagesOnlyThere: number | null;
  messagesOnlyHere: number | null;
  /** Names, at most 50, `isHere` = in my version as well. */
  members: readonly { id: string; name: string; isHere: boolean; isYou: boolean }[];
}

export interface Mark {
  instance: string;
  /** `unknown`: not asked since, silent, or older than what it reports. */
  holds: "yes" | "no" | "unknown";
}

export interface Verdict {
  tone: "good" | "bad" | "unsure";
  /** Changes only when the story changes; announce on a change of kind, not of wording. */
  kind: "looking" | "same" | "shared" | "alone" | "one-instance" | "split" | "silent" | "not-connected";
  sentence: string;
  detail: string;
}

// ---- timeline -----------------------------------------------------------------------------------------------------------

export interface TimelineState {
  /** Oldest first, at most 500; when full, message entries go before connection entries. */
  entries: readonly TimelineEntry[];
  dropped: number;
}

export type TimelineKind =
  | "handshake"
  | "connected"
  | "upgraded"
  | "unknown-session"
  | "connect-error"
  | "disconnected"
  | "retry"
  | "moved"
  | "draining"
  | "joined"
  | "message-out"
  | "message-in"
  | "refused"
  | "lab";

export interface TimelineEntry {
  id: number;
  at: number;
  kind: TimelineKind;
  level: "info" | "good" | "warn" | "error";
  instance: string | null;
  text: string;
  /** For the copied JSON and a details view; no message text. */
  detail: Readonly<Record<string, string | number | boolean | null>>;
}

// ---- lab ------------------------------------------------------------------------------------------------------------------

export interface LabState {
  /** `none`: show no cluster controls (AWS). `lost`: it was there and does not answer; disable them and say so. */
  status: "looking" | "none" | "ready" | "lost";
  controlUrl: string | null;
  stickiness: { enabled: boolean; durationSeconds: number } | null;
  algorithm: LabAlgorithm | null;
  state: "memory" | "redis" | null;
  targets: readonly LabTarget[];
  /** What is running, or what the last run of each action did; keys from `labActionKey`. */
  outcomes: Readonly<Record<string, LabOutcome>>;
  /** The newest of the outcomes, for some seconds. */
  latest: LabOutcome | null;
  /** `npm run experiment`, run by the lab. */
  experiment: ExperimentRun | null;
}

/** What the control API's `GET /experiment` says. */
export interface ExperimentRun {
  state: "none" | "running" | "done" | "failed";
  startedAt: number | null;
  finishedAt: number | null;
  sentence: string;
  cells: readonly ExperimentCell[];
}

export interface ExperimentCell {
  key: string;
  stickiness: string;
  transport: string;
  layout: string;
  store: string;
  happening: string;
  phase: "waiting" | "running" | "done";
  predicted: string;
  measured: string;
  verdict: "as-predicted" | "contradicted" | "unknown" | null;
  lost: number | null;
  expected: number | null;
}

export type LabAlgorithm = "round_robin" | "least_outstanding_requests" | "weighted_random";

export interface LabTarget {
  id: string;
  health: "initial" | "healthy" | "unhealthy" | "unused" | "draining";
  reason: string | null;
  process: "starting" | "running" | "paused" | "stopped" | "exited" | null;
  connections: number;
  requests: number;
}

/**
 * `blip`, `disconnect`, `forget-cookie` and `send-numbered` need no control API; the others do.
 * `move`: `person` is whom it is about ("Move me to Bo's instance").
 */
export type LabAction =
  | { type: "set-stickiness"; enabled: boolean }
  | { type: "set-cookie-duration"; seconds: number }
  | { type: "set-algorithm"; algorithm: LabAlgorithm }
  | { type: "add-instance" }
  | { type: "kill" | "drain" | "pause" | "resume" | "restart"; instance: string }
  | { type: "move"; instance: string; person?: string }
  | { type: "blip" | "disconnect" | "forget-cookie" }
  | { type: "send-numbered"; count: number };

export interface LabOutcome {
  /** `observed`: seen to have happened. `unsure`: done, but its effect was not seen. `failed`: it did not happen. */
  phase: "running" | "observed" | "unsure" | "failed";
  sentence: string;
  at: number;
}

// ---- first steps --------------------------------------------------------------------------------------------------------

export interface TourState {
  dismissed: boolean;
  steps: readonly TourStep[];
  /** Windows of this browser that have this page open, this one included. */
  windows: readonly BrowserWindow[];
}

export interface TourStep {
  id: "second-window" | "other-browser" | "stickiness-off";
  done: boolean;
  /** What to do, or once done, what was observed. */
  sentence: string;
}

export interface BrowserWindow {
  id: string;
  isThis: boolean;
  name: string;
  room: string;
  instance: string | null;
}

// ---- what a person can do ---------------------------------------------------------------------------------------------

export type Did = { ok: true } | { ok: false; sentence: string };

/** Bound functions: safe to pass as props. */
export interface PageActions {
  /** From the form. Progress and errors: `session.stage`, `session.form.error`. */
  enter(who: { name: string; room: string }): void;
  /** Make a room active, joining it first when this window is not in it. */
  openRoom(room: string): Did;
  leaveRoom(room: string): void;
  /** Another nickname in all rooms. Errors come as a notice or as `room.membership: "refused"`. */
  rename(name: string): Did;
  /** Not ok (not connected, not joined, too long, empty): nothing was sent; keep the draft and show the sentence. */
  send(text: string): Did;
  retry(messageId: string): Did;
  /** Forget an own message that is unknown or refused. */
  discard(messageId: string): void;
  /** Call at each keystroke with whether there is text; it is throttled here. */
  typed(hasText: boolean): void;
  loadOlder(): void;
  setShowVanished(show: boolean): void;
  /** The reader has seen the newest message: clears `firstUnreadKey`. */
  markRead(): void;
  setTransport(choice: TransportChoice): void;
  /** Connect again now: after `closed`, or instead of waiting for the next attempt. */
  reconnect(): void;
  run(action: LabAction): void;
  /** A few cells, or all of them, in a lab of their own. */
  startExperiment(cells: string): void;
  stopExperiment(): void;
  dismissNotice(id: string): void;
  dismissTour(): void;
  showTour(): void;
  clearTimeline(): void;
  /** The timeline (all of it, or these kinds) as JSON text. */
  timelineJson(kinds?: readonly TimelineKind[]): string;
}
