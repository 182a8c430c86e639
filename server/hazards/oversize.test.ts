import { expect, test } from "vitest";
import { openPolling } from "../fixtures/open-polling.ts";
import { startBystanders } from "../fixtures/start-bystanders.ts";
import { startChat } from "../fixtures/start-chat.ts";

const MAX = 30_000;

test("a packet that is too large costs its sender the connection, and nobody else anything", async () => {
  const chat = await startChat({ maxPayloadBytes: MAX });
  const bystanders = await startBystanders(chat);
  const eve = await chat.connect();
  const client = eve.socket.id!;
  const gone = new Promise<string>((resolve) => eve.socket.once("disconnect", resolve));
  eve.sendRaw(`42["message:send","${"x".repeat(MAX)}"]`);
  expect(await gone).toBe("transport close");
  expect(await chat.line("disconnected", { client })).toMatchObject({ reason: "transport error" });
  await bystanders.expectUnharmed();
});

test("over polling it is refused with 413, whether or not its length is told beforehand", async () => {
  const chat = await startChat({ maxPayloadBytes: MAX });
  const bystanders = await startBystanders(chat);
  const endpoint = async () =>
    `${chat.url}/socket.io/?EIO=4&transport=polling&sid=${(await openPolling(chat.url)).sid}`;
  expect((await fetch(await endpoint(), { method: "POST", body: "4".repeat(MAX + 1) })).status).toBe(413);
  const chunks = new ReadableStream({
    pull(controller) {
      controller.enqueue(Buffer.alloc(10_000, "4"));
    },
  });
  const init = { method: "POST", body: chunks, duplex: "half" } as RequestInit;
  // It is answered while it still sends; the client sees the answer or the end of the connection.
  const status = await fetch(await endpoint(), init).then(
    (response) => response.status,
    () => 413,
  );
  expect(status).toBe(413);
  await bystanders.expectUnharmed();
});

test("the longest message that is allowed passes, in any letters", async () => {
  const chat = await startChat();
  const ada = await chat.connect();
  await ada.join("Ada");
  for (const letter of ["a", "世", '"', "\\\n", "a\u2028", "\ud83d\ude80"]) {
    const text = letter.repeat(4_000 / letter.length);
    await ada.say(text);
    expect((await ada.when("message:sent", { text })).text).toHaveLength(4_000);
  }
});
