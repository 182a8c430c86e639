import { once } from "node:events";
import { createChatClient, type ChatClient } from "../../people/chat-client.ts";

/** Each with a room of its own. */
const CLIENTS = 10;
const MESSAGES = 50;
const ASKED = 60;
const UNITS = 4_000;
/** Four bytes each, and of what JSON writes as two bytes: the longest that is taken. */
const LONG = ["\u{1f680}".repeat(UNITS / 2), '"'.repeat(UNITS)] as const;

type RawEngine = { transport: { ws: { send(frame: string): void; pause(): void; resume(): void } } };
const webSocketOf = ({ socket }: ChatClient) => (socket.io.engine as unknown as RawEngine).transport.ws;

// Ten clients, as a process of their own, so that their work delays nobody who measures. They fill rooms with messages as
// long as JSON can make them, ask for the whole history 60 times at once, and read nothing from then on. The process says that
// it has loaded, begins when it is told to, and says how U+0001 was answered, which JSON would write as six bytes.
// usage: greedy-clients.ts URL …
const urls = process.argv.slice(2);
process.on("disconnect", () => process.exit(0));
process.send!("loaded");
await once(process, "message");

const codes = await Promise.all(
  Array.from({ length: CLIENTS }, async (_, n) => {
    const url = urls[n % urls.length]!;
    const room = `full-${n}`;
    const eve = createChatClient({ name: `Eve${n}`, url, room, transport: "websocket", answerMs: 60_000 });
    if (!(await eve.connect({ number: 1, startedAt: performance.now() }))) throw new Error(`Eve${n} got no session`);
    await eve.ask("room:join", { room, name: `Eve${n}`, person: `secret-of-Eve${n}` });
    const say = async (id: string, text: string) => {
      const reply = await eve.ask("message:send", { room, id: `${id}-${n}-of-Eve`, text });
      return reply === null ? "unanswered" : reply.ok ? "ok" : reply.code;
    };
    const code = await say("control", "\u0001".repeat(UNITS));
    for (let message = 0; message < MESSAGES; message += 1) {
      const outcome = await say(`long-${message}`, LONG[Math.floor(n / 2) % 2]!);
      if (outcome !== "ok") throw new Error(`a message of ${UNITS} code units: ${outcome}`);
    }
    webSocketOf(eve).pause();
    for (let asked = 0; asked < ASKED; asked += 1)
      webSocketOf(eve).send(`421000["message:history",{"room":"${room}","before":99999,"limit":500}]`);
    return code;
  }),
);
process.send!(codes);
