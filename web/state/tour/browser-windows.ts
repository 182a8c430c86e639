import type { BrowserWindow } from "./tour-state.ts";

const HEARTBEAT_MS = 4_000;
const GONE_MS = 13_000;
const MAX_WINDOWS = 20;

export type WindowCard = Omit<BrowserWindow, "isThis">;

type Note = { type: "card"; card: WindowCard; asks: boolean } | { type: "bye"; id: string };

/** The windows of this browser that have this page open tell each other where they are. */
export interface BrowserWindows {
  list(): readonly BrowserWindow[];
  tell(card: Omit<WindowCard, "id">): void;
  close(): void;
}

export function createBrowserWindows(id: string, onChange: () => void): BrowserWindows {
  const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("sticky-rooms");
  const others = new Map<string, { card: WindowCard; at: number }>();
  let mine: WindowCard = { id, name: "", room: "", instance: null };

  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has one origin: its own
  const say = (note: Note) => channel?.postMessage(note);
  const onMessage = ({ data }: MessageEvent<Note>) => {
    if (data.type === "bye") others.delete(data.id);
    else {
      if (others.size < MAX_WINDOWS) others.set(data.card.id, { card: data.card, at: Date.now() });
      if (data.asks) say({ type: "card", card: mine, asks: false });
    }
    onChange();
  };
  channel?.addEventListener("message", onMessage);

  const timer = setInterval(() => {
    const oldest = Date.now() - GONE_MS;
    for (const [key, { at }] of others) if (at < oldest) others.delete(key);
    say({ type: "card", card: mine, asks: false });
    onChange();
  }, HEARTBEAT_MS);
  const onHide = () => say({ type: "bye", id });
  addEventListener("pagehide", onHide);
  say({ type: "card", card: mine, asks: true });

  return {
    list: () => [{ ...mine, isThis: true }, ...[...others.values()].map(({ card }) => ({ ...card, isThis: false }))],
    tell(card) {
      if (card.name === mine.name && card.room === mine.room && card.instance === mine.instance) return;
      mine = { id, ...card };
      say({ type: "card", card: mine, asks: false });
    },
    close() {
      say({ type: "bye", id });
      clearInterval(timer);
      removeEventListener("pagehide", onHide);
      channel?.close();
    },
  };
}
