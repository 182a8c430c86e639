import { signal } from "@preact/signals-core";
import { randomId } from "../page/random-id.ts";
import type { WindowMemory } from "./window-memory.ts";

const HEARTBEAT_MS = 4_000;
const GONE_MS = 13_000;
const MAX_WINDOWS = 20;
const MAX_MEMBERS = 50;

export interface WindowCard {
  id: string;
  /** Its `Member.id`; null before it is in a room. */
  member: string | null;
  room: string;
  instance: string | null;
  /** Somebody may be looking at it. */
  visible: boolean;
}

export type BrowserWindow = WindowCard & { isThis: boolean };

type Note = { type: "card"; card: WindowCard; asks: boolean } | { type: "bye"; id: string };

/** The windows of this browser that have this page open tell each other where they are. */
export function createBrowserWindows(memory: Pick<WindowMemory, "read" | "write">) {
  const id = randomId();
  const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("sticky-rooms");
  const others = new Map<string, { card: WindowCard; at: number }>();
  let mine: WindowCard = { id, member: null, room: "", instance: null, visible: true };
  /**
   * Everybody that a window of this browser is or was. A window that closes or reloads leaves a ghost for a while, and it
   * is not another visitor: an id is made of this browser's secret.
   */
  const members = signal<ReadonlySet<string>>(new Set((memory.read("local", "members") as string[] | null) ?? []));
  const know = (member: string | null) => {
    if (member === null || members.value.has(member)) return;
    members.value = new Set([...members.value, member].slice(-MAX_MEMBERS));
    memory.write("local", "members", [...members.value]);
  };
  /** This one first. */
  const list = signal<readonly BrowserWindow[]>([]);
  /** After the goodbye: a page that goes is hidden as well, and must not be heard of again by that. */
  let isGone = false;
  const publish = () => {
    const cards = [...others.values()].map(({ card }) => ({ ...card, isThis: false }));
    list.value = [{ ...mine, isThis: true }, ...cards];
  };
  publish();

  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has one origin: its own
  const say = (note: Note) => isGone || channel?.postMessage(note);
  channel?.addEventListener("message", ({ data }: MessageEvent<Note>) => {
    if (data.type === "bye") others.delete(data.id);
    else {
      const { card, asks } = data;
      know(card.member);
      if (others.has(card.id) || others.size < MAX_WINDOWS) others.set(card.id, { card, at: Date.now() });
      if (asks) say({ type: "card", card: mine, asks: false });
    }
    publish();
  });

  const timer = setInterval(() => {
    const oldest = Date.now() - GONE_MS;
    for (const [key, { at }] of others) if (at < oldest) others.delete(key);
    say({ type: "card", card: mine, asks: false });
    publish();
  }, HEARTBEAT_MS);
  const onHide = () => {
    say({ type: "bye", id });
    isGone = true;
  };
  /** A browser may keep a page that went, and show it again as it was. */
  const onShow = () => {
    isGone = false;
    say({ type: "card", card: mine, asks: true });
  };
  addEventListener("pagehide", onHide);
  addEventListener("pageshow", onShow);
  say({ type: "card", card: mine, asks: true });

  return {
    list,
    members,
    tell(card: Omit<WindowCard, "id">): void {
      know(card.member);
      if (
        card.member === mine.member &&
        card.room === mine.room &&
        card.instance === mine.instance &&
        card.visible === mine.visible
      )
        return;
      mine = { id, ...card };
      say({ type: "card", card: mine, asks: false });
      publish();
    },
    close() {
      say({ type: "bye", id });
      clearInterval(timer);
      removeEventListener("pagehide", onHide);
      removeEventListener("pageshow", onShow);
      channel?.close();
    },
  };
}

export type BrowserWindows = ReturnType<typeof createBrowserWindows>;
