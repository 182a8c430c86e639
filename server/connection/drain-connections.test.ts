import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { connectClient } from "../fixtures/connect-client.ts";
import { openPolling } from "../fixtures/open-polling.ts";
import { runningInstance } from "../fixtures/run-instance.ts";

test("SIGTERM: /health says draining, clients are told, connections close within DRAIN_MS, exit code 0", async () => {
  const run = await runningInstance({ DRAIN_MS: "2000" });
  const clients = [];
  for (let n = 0; n < 5; n += 1) clients.push(await connectClient(run.url));
  const [ada, ...others] = clients as [(typeof clients)[number], ...typeof clients];
  await ada.join("Ada");
  const closed = clients.map(({ socket }) => new Promise<string>((resolve) => socket.once("disconnect", resolve)));
  const at = performance.now();
  run.child.kill("SIGTERM");

  expect(await ada.when("instance:draining")).toEqual({ instance: "chat-1", deadlineMs: 2_000 });
  const health = await fetch(`${run.url}/health`);
  expect([health.status, await health.json()]).toMatchObject([503, { status: "draining" }]);
  // The first connection is closed soon; one that is still there is refused what the instance cannot keep.
  const last = others.at(-1)!;
  expect(await last.ask("room:join", { room: "lobby", name: "Bo", person: "secret-of-Bo" })).toEqual({
    ok: false,
    code: "draining",
    message: "chat-1 is stopping",
  });
  await expect(connectClient(run.url)).rejects.toThrow("websocket error");
  // Not `io server disconnect`, after which a client would not come back.
  expect(await Promise.all(closed)).toEqual(Array.from(clients, () => "transport close"));
  expect(await run.exited).toEqual({ code: 0, signal: null });
  expect(performance.now() - at).toBeLessThan(4_000);
  expect(run.logged.map(({ msg }) => msg)).toEqual(expect.arrayContaining(["stopping", "draining", "stopped"]));
  const spread = run.logged.filter(({ msg }) => msg === "disconnected").map(({ time }) => Number(time));
  expect(spread.at(-1)! - spread[0]!).toBeGreaterThan(1_000);
});

test("without connections it ends at once", async () => {
  const run = await runningInstance({ DRAIN_MS: "60000" });
  const at = performance.now();
  run.child.kill("SIGTERM");
  expect(await run.exited).toEqual({ code: 0, signal: null });
  expect(performance.now() - at).toBeLessThan(5_000);
});

test("a half-sent request and a session that does not poll do not hold it up", async () => {
  const run = await runningInstance({ DRAIN_MS: "300" });
  await openPolling(run.url);
  const socket = connect(Number(new URL(run.url).port), "127.0.0.1");
  socket.write("POST /socket.io/ HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n");
  socket.on("error", () => {});
  await once(socket, "connect");
  const at = performance.now();
  run.child.kill("SIGTERM");
  expect(await run.exited).toEqual({ code: 0, signal: null });
  expect(performance.now() - at).toBeLessThan(5_000);
  socket.destroy();
});

test("a second signal ends it at once", async () => {
  const run = await runningInstance({ DRAIN_MS: "60000" });
  await connectClient(run.url);
  run.child.kill("SIGTERM");
  await run.line("draining");
  run.child.kill("SIGINT");
  expect(await run.exited).toEqual({ code: 1, signal: null });
});
