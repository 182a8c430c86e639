import type { Sender } from "./sender.ts";
import { createVisitor } from "./visitor.ts";

/** Names what else speaks at a URL where Engine.IO does not, in a sentence that says what can be said of it; or null. */
export async function recogniseOther(sender: Sender, place: URL): Promise<string | null> {
  const base = place.pathname.replace(/\/+$/, "");
  const folders = [...new Set([base, base.replace(/\/socket\.io$/, ""), "/sockjs"])];
  const at = (path: string, search = "") => new URL(`${path}${search}`, place.origin);

  for (const folder of folders) {
    const info = await sender.send(createVisitor(place), at(`${folder}/info`));
    if (/^\s*\{.*"cookie_needed"/s.test(info.body)) {
      return `SockJS speaks at ${at(folder === "" ? "/" : folder).href}, not Socket.IO: its xhr transports need affinity too, but the doctor does not measure them`;
    }
  }
  for (const folder of folders.slice(0, 2)) {
    const negotiated = await sender.send(createVisitor(place), at(`${folder}/negotiate`, "?negotiateVersion=1"), {
      method: "POST",
      body: "",
    });
    if (/"availableTransports"/.test(negotiated.body)) {
      return `SignalR speaks at ${at(folder === "" ? "/" : folder).href}, not Socket.IO: it needs affinity unless clients use WebSockets alone (skipNegotiation), but the doctor does not measure it`;
    }
  }
  for (const url of [new URL(place), at("/")]) {
    const { exchange, connection } = await sender.openWebSocket(createVisitor(place), url);
    connection?.close();
    if (exchange.status === 101) {
      return `a WebSocket opens at ${url.href}, but it is not Engine.IO's: one connection needs no affinity, and there is no more for the doctor to measure`;
    }
  }
  return null;
}
