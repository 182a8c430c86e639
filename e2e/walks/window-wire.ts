import type { Page, Request, WebSocket } from "@playwright/test";
import type { SeenMessage } from "./truth.ts";

/** What went over a window's wire, not what the page made of it. */
export interface WindowWire {
  /** The instance that welcomed it over the connection that is open. */
  readonly home: string | null;
  readonly welcomes: readonly string[];
  readonly seen: ReadonlyMap<string, SeenMessage>;
  /** How often in a row its polls were refused: a session that is not known, or no instance at all. */
  readonly refusals: number;
  /** A window that has left a room keeps nothing of it. */
  forget(room: string): void;
}

/** Listens to a page's Socket.IO traffic, both transports. Call it before the page is opened. */
export async function watchWire(page: Page): Promise<WindowWire> {
  const seen = new Map<string, SeenMessage>();
  let welcomes: string[] = [];
  let refusals = 0;
  /** What serves it: a WebSocket, or a session over polling by its id. */
  let served: { by: WebSocket | "polling"; session: string | null; instance: string } | null = null;
  /** Sessions over polling that were refused: what they were told before may be heard here later. */
  const refused = new Set<string>();

  const hear = (text: string, by: WebSocket | "polling", session: string | null = null) => {
    for (const packet of text.split("\u001E")) {
      if (packet.startsWith("41") && served?.by === by) served = null;
      const json = /^4[23][^[]*(\[.*)$/s.exec(packet)?.[1];
      if (json === undefined) continue;
      const content = JSON.parse(json) as unknown[];
      if (content[0] === "instance:welcome") {
        const { instance } = content[1] as { instance: string };
        if (by !== "polling" || !refused.has(session ?? "")) served = { by, session, instance };
        welcomes.push(instance);
        refusals = 0;
      }
      for (const message of messagesIn(content)) {
        seen.set(message.id, message);
      }
    }
  };
  // "close" comes when the other side has agreed, which a paused instance never does; the page hears nothing from here on.
  await page.exposeBinding("leavesSocket", (_source, url: string) => {
    if (served !== null && served.by !== "polling" && served.by.url() === url) served = null;
  });
  await page.addInitScript(() => {
    const close = WebSocket.prototype.close;
    WebSocket.prototype.close = function (...reason) {
      void (window as unknown as { leavesSocket(url: string): Promise<void> }).leavesSocket(this.url);
      close.apply(this, reason);
    };
  });
  const onSocket = (socket: WebSocket) => {
    if (!socket.url().includes("/socket.io/")) return;
    socket.on("framereceived", ({ payload }) => {
      // An upgraded session: what polling began goes on here.
      if (served?.by === "polling") served = { ...served, by: socket };
      hear(String(payload), socket);
    });
    socket.on("framesent", ({ payload }) => hearSent(String(payload)));
    socket.on("close", () => {
      if (served?.by === socket) served = null;
    });
  };
  const hearSent = (text: string) => {
    for (const packet of text.split("\u001E")) {
      const json = /^42\d*(\["message:send".*)$/s.exec(packet)?.[1];
      if (json === undefined) continue;
      const [, { id, room, text: said }] = JSON.parse(json) as [string, { id: string; room: string; text: string }];
      if (!seen.has(id)) seen.set(id, { id, room, text: said, roomId: null, instance: null });
    }
  };
  const onRequest = (request: Request) => {
    // Not "framenavigated": a page that changes its own address goes nowhere.
    if (request.isNavigationRequest()) {
      welcomes = [];
      served = null;
      refusals = 0;
    }
    if (isPolling(request) && request.method() === "POST") hearSent(request.postData() ?? "");
  };
  const onAnswered = async (request: Request) => {
    if (!isPolling(request)) return;
    const response = await request.response().catch(() => null);
    if (!response) return;
    if (response.status() >= 400) {
      refusals += 1;
      refuse(request);
    }
    if (response.status() !== 200 || request.method() !== "GET") return;
    hear(await response.text().catch(() => ""), "polling", sessionOf(request));
  };
  const refuse = (request: Request) => {
    const session = sessionOf(request);
    if (session !== null) refused.add(session);
    if (served?.by === "polling" && served.session === session) served = null;
  };
  page.on("websocket", onSocket);
  page.on("request", onRequest);
  page.on("requestfinished", (request) => void onAnswered(request));
  page.on("requestfailed", (request) => {
    if (isPolling(request)) refuse(request);
  });
  return {
    get home() {
      return served?.instance ?? null;
    },
    get welcomes() {
      return welcomes;
    },
    get refusals() {
      return refusals;
    },
    seen,
    forget(room) {
      for (const [id, message] of seen) if (message.room === room) seen.delete(id);
    },
  };
}

const isPolling = (request: Request) =>
  request.url().includes("/socket.io/") && request.url().includes("transport=polling");

/** Null: of one that has no id yet. */
const sessionOf = (request: Request) => new URL(request.url()).searchParams.get("sid");

/** Everything that looks like an accepted message, however deep. */
function messagesIn(content: unknown): SeenMessage[] {
  if (typeof content !== "object" || content === null) return [];
  const { id, room, text, roomId, instance, seq } = content as Record<string, unknown>;
  if (typeof id === "string" && typeof text === "string" && typeof roomId === "string" && typeof seq === "number") {
    return [{ id, room: room as string, text, roomId, instance: instance as string }];
  }
  return Object.values(content).flatMap(messagesIn);
}
