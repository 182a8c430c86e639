import { request } from "node:http";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { openPolling } from "../fixtures/open-polling.ts";
import { startBystanders } from "../fixtures/start-bystanders.ts";
import { startChat, type Chat } from "../fixtures/start-chat.ts";

/** The path goes out as it is; `fetch` would put it right. */
function ask(chat: Chat, path: string, options: { method?: string; headers?: Record<string, string> } = {}) {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port: chat.port, path, ...options }, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    sent.on("error", reject);
    sent.end();
  });
}

test.each([
  ["/socket.io/?EIO=4&transport=polling&sid=unknown", 400, 1],
  ["/socket.io/?EIO=4&transport=polling&sid=__proto__", 400, 1],
  ["/socket.io/?EIO=4&transport=polling&sid=constructor", 400, 1],
  ["/socket.io/?EIO=4&transport=polling&sid=a&sid=b", 400, 1],
  ["/socket.io/?EIO=4&transport=constructor", 400, 0],
  ["/socket.io/?EIO=4", 400, 0],
  ["/socket.io/?EIO=4&transport=a&transport=b", 400, 0],
  ["/socket.io/?EIO=2&transport=polling", 400, 5],
  ["/socket.io/?transport=websocket", 400, 3],
])("%s is refused with %d and Engine.IO's code %d", async (path, status, code) => {
  const chat = await startChat();
  const bystanders = await startBystanders(chat);
  const answer = await ask(chat, path);
  expect([answer.status, (JSON.parse(answer.body) as { code: number }).code]).toEqual([status, code]);
  expect(await chat.line("connection error", { code })).toMatchObject({ method: "GET", address: "127.0.0.1" });
  await bystanders.expectUnharmed();
});

test.each([
  ["/%", 404],
  ["/assets/%00", 404],
  ["/..%2f..%2f..%2fetc%2fpasswd", 404],
  ["/../../../etc/passwd", 404],
  ["/no/such/page", 404],
  ["/__proto__", 404],
])("%s gets %d", async (path, status) => {
  const chat = await startChat({ webDir: import.meta.dirname });
  const bystanders = await startBystanders(chat);
  const answer = await ask(chat, path, { headers: { host: 'x"; evil' } });
  expect(answer.status).toBe(status);
  expect(answer.body).not.toContain("root:");
  await bystanders.expectUnharmed();
});

test.each(["room=%ff", "room[]=a&room=b", "room=a&room=b", "room=__proto__", "room="])(
  "of a room that cannot be (%s) nothing is reported",
  async (query) => {
    const chat = await startChat();
    const bystanders = await startBystanders(chat);
    const answer = await ask(chat, `/api/instance?${query}`);
    expect(JSON.parse(answer.body)).toMatchObject({ instance: "chat-1", rooms: [] });
    await bystanders.expectUnharmed();
  },
);

test("methods that nothing has, and bodies that nobody wants, are answered", async () => {
  const chat = await startChat();
  const bystanders = await startBystanders(chat);
  for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"]) {
    const { status } = await ask(chat, "/health", { method });
    expect([method, status]).toEqual([method, 404]);
  }
  await bystanders.expectUnharmed();
});

test("rubbish where HTTP should be ends its connection only", async () => {
  const chat = await startChat();
  const bystanders = await startBystanders(chat);
  for (const rubbish of [
    "\0\u0001\u0002\r\n\r\n",
    "GET / HTTP/9.9\r\n\r\n",
    `GET / HTTP/1.1\r\nx: ${"y".repeat(100_000)}\r\n\r\n`,
  ]) {
    const socket = connect(chat.port, "127.0.0.1", () => socket.write(rubbish));
    // Node may reset the connection instead of ending it.
    socket.resume().on("error", () => {});
    await new Promise((closed) => socket.once("close", closed));
    expect(socket.bytesWritten).toBe(Buffer.byteLength(rubbish));
  }
  await bystanders.expectUnharmed();
});

test("rubbish in a session over polling ends that session", async () => {
  const chat = await startChat();
  const bystanders = await startBystanders(chat);
  for (const body of ["garbage", "4", "40", '42["x"', "b!!!!", "\u001e\u001e\u001e", "1"]) {
    const session = await openPolling(chat.url);
    expect((await session.post(body)).status).toBeLessThan(500);
  }
  const session = await openPolling(chat.url);
  // Two polls of one session at once are an error of its client's.
  const answers = await Promise.all([session.get(), session.get()]);
  expect(answers.map(({ status }) => status)).toContain(400);
  await bystanders.expectUnharmed();
});
