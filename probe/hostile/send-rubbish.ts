import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { WebSocket } from "ws";
import { seededRandom } from "../experiment/seeded-random.ts";
import { createHostileInput } from "./hostile-input.ts";

/** So many at a time, dealt to the URLs in turn. */
const ATTACKERS = 8;
const PACKETS_OF_A_WEBSOCKET = 200;
const ENDS_MS = 200;

export interface Rubbish {
  /** Of a chat: more than one where it has several doors. */
  urls: readonly string[];
  inputs: number;
  seed: number;
}

/** Sends random and almost right HTTP requests, long-polling bodies, packets and WebSocket frames; resolves with how many. */
export async function sendRubbish({ urls, inputs, seed }: Rubbish): Promise<number> {
  const input = createHostileInput(seededRandom(seed));
  let sent = 0;

  async function overTcp(url: string) {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.on("error", () => {});
    socket.resume();
    socket.write(input.http());
    sent += 1;
    await Promise.race([once(socket, "close"), pause(ENDS_MS)]);
    socket.destroy();
  }

  async function overWebSocket(url: string) {
    const socket = new WebSocket(`${url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`);
    socket.on("error", () => {});
    // Refused, as by a limit, is what an attacker has to expect.
    const opened = await once(socket, "open").then(
      () => true,
      () => false,
    );
    sent += 1;
    if (!opened) return;
    socket.send("40");
    for (let n = 0; n < PACKETS_OF_A_WEBSOCKET && socket.readyState === WebSocket.OPEN; n += 1) {
      socket.send(input.packet());
      sent += 1;
      if (n % 20 === 0) await pause(1);
    }
    const raw = (socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket;
    if (input.below(2) && socket.readyState === WebSocket.OPEN) raw.write(input.frame());
    await Promise.race([once(socket, "close"), pause(20)]);
    socket.terminate();
  }

  async function overPolling(url: string) {
    const endpoint = `${url}/socket.io/?EIO=4&transport=polling`;
    const handshake = await (await fetch(endpoint)).text();
    sent += 1;
    const { sid } = JSON.parse(handshake.slice(1)) as { sid: string };
    const post = async (body: string) => {
      const headers = { "content-type": "text/plain" };
      await (await fetch(`${endpoint}&sid=${sid}`, { method: "POST", headers, body })).arrayBuffer();
    };
    await post("40");
    for (let n = 0; n < 5; n += 1) {
      await post(input.packet().toString());
      sent += 1;
    }
  }

  async function attack(url: string) {
    while (sent < inputs) {
      const kind = input.below(10);
      if (kind < 2) await overTcp(url);
      // A session that was refused or cut off.
      else if (kind < 4) await overPolling(url).catch(() => {});
      else await overWebSocket(url);
    }
  }
  await Promise.all(Array.from({ length: ATTACKERS }, (_, n) => attack(urls[n % urls.length]!)));
  return sent;
}
