import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { CookieJar } from "tough-cookie";
import { createChatClient, type ChatClient } from "../../people/chat-client.ts";

export interface CanaryReport {
  said: number;
  /** Messages that the other one did not get. */
  lost: number;
  /** Milliseconds from saying a message to the other one's having it: half and 99 of 100 took at most this long. */
  p50: number;
  p99: number;
  /** Connections that ended meanwhile. */
  disconnected: number;
}

export interface Canary {
  stop(): Promise<CanaryReport>;
}

const ANSWER_MS = 60_000;
const HEARD_MS = 10_000;

/**
 * Two windows of one browser, so that a balancer with stickiness leads both to one instance, who talk all the time, each
 * message waiting for the one before; `stop` tells how they fared.
 */
export async function startCanary(url: string, everyMs: number): Promise<Canary> {
  const room = `canary-${randomUUID().slice(0, 8)}`;
  const jar = new CookieJar(undefined, { rejectPublicSuffixes: false });
  const state = { isStopping: false, disconnected: 0 };

  async function enter(name: string): Promise<ChatClient> {
    const client = createChatClient({ name, url, room, transport: "websocket", jar, answerMs: ANSWER_MS });
    if (!(await client.connect({ number: 1, startedAt: performance.now() })))
      throw new Error(`${url} lets no canary in (status ${client.failedStatus()})`);
    client.socket.on("disconnect", () => (state.disconnected += 1));
    const joined = await client.ask("room:join", { room, name, person: `secret-of-${name}` });
    if (!joined?.ok) throw new Error(joined?.message ?? "no answer to a canary's room:join");
    return client;
  }
  const [ada, bo] = [await enter("Canary-Ada"), await enter("Canary-Bo")];

  const tookMs: number[] = [];
  let said = 0;
  async function sayTo(speaker: ChatClient, listener: ChatClient) {
    const id = randomUUID();
    const at = performance.now();
    said += 1;
    const heard = new Promise<void>((resolve) => {
      listener.socket.on("message:sent", function listen(message) {
        if (message.id !== id) return;
        listener.socket.off("message:sent", listen);
        tookMs.push(performance.now() - at);
        resolve();
      });
    });
    const reply = await speaker.ask("message:send", { room, id, text: "still there?" });
    if (reply && !reply.ok) throw new Error(reply.message);
    await Promise.race([heard, pause(HEARD_MS, undefined, { ref: false })]);
  }
  const talking = (async () => {
    while (!state.isStopping && state.disconnected === 0) {
      await sayTo(ada, bo);
      await sayTo(bo, ada);
      await pause(everyMs);
    }
  })();
  // `stop` tells of it; a test that failed earlier stops nothing.
  talking.catch(() => {});

  return {
    async stop() {
      state.isStopping = true;
      await talking;
      const { disconnected } = state;
      for (const { close } of [ada, bo]) close();
      const sorted = tookMs.sort((a, b) => a - b);
      const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? Infinity);
      return { said, lost: said - tookMs.length, p50: at(0.5), p99: at(0.99), disconnected };
    },
  };
}
