import type { TransportChoice } from "./connection/connection-state.ts";
import type { LabAction } from "./lab/lab-action.ts";
import type { LabState } from "./lab/lab-state.ts";
import type { RoomState } from "./room/room-state.ts";
import type { SessionState } from "./session/session-state.ts";
import type { Mark, SightingsState } from "./sightings/sightings-state.ts";
import type { Store } from "./store.ts";
import type { TimelineKind, TimelineState } from "./timeline/timeline-state.ts";
import type { TourState } from "./tour/tour-state.ts";

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

export type Did = { ok: true } | { ok: false; sentence: string };
