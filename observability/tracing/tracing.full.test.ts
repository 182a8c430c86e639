import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { io } from "socket.io-client";
import { expect, it, onTestFinished, vi } from "vitest";
import { build } from "../../machine/build/build.ts";
import { startChild } from "../../machine/processes/start-child.ts";

interface Span {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
}

it("an instance that is started with it sends spans of handshake, join, send and fan-out, in the load balancer's trace", async () => {
  await build(() => {});
  const spans: Span[] = [];
  const collector = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { resourceSpans } = JSON.parse(Buffer.concat(chunks).toString()) as {
        resourceSpans: { scopeSpans: { spans: Span[] }[] }[];
      };
      for (const { scopeSpans } of resourceSpans) spans.push(...scopeSpans.flatMap((scope) => scope.spans));
      response.setHeader("Content-Type", "application/json").end("{}");
    });
  }).listen(0, "127.0.0.1");
  await once(collector, "listening");
  onTestFinished(() => void collector.close());

  const { port: at } = collector.address() as AddressInfo;
  const instance = startChild(
    process.execPath,
    ["--import", path.join(import.meta.dirname, "register.mjs"), "dist/server/main.js"],
    {
      env: {
        ...process.env,
        PORT: "0",
        INSTANCE: "chat-1",
        DRAIN_MS: "100",
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${at}`,
      },
    },
  );
  onTestFinished(async () => {
    instance.signal("SIGKILL");
    await instance.ended;
  });
  const { port } = await instance.ready(
    (line) => (line.includes('"listening"') ? (JSON.parse(line) as { port: number }) : null),
    20_000,
    "listen",
  );
  const client = io(`http://127.0.0.1:${port}`, {
    transports: ["websocket"],
    extraHeaders: { "x-amzn-trace-id": "Root=1-67891233-abcdef012345678912345678" },
  });
  onTestFinished(() => void client.disconnect());
  await client.emitWithAck("room:join", { room: "lobby", name: "Ada", person: "secret-of-ada" });
  await client.emitWithAck("message:send", { room: "lobby", id: "message-1", text: "hello" });

  const wanted = ["handshake", "room:join", "message:send", "fan-out"];
  await vi.waitFor(() => expect(new Set(spans.map(({ name }) => name))).toEqual(new Set(wanted)), { timeout: 30_000 });
  const [handshake, join, send, fanOut] = wanted.map((name) => spans.find((span) => span.name === name)!);
  for (const span of [handshake!, join!, send!, fanOut!]) expect(span.traceId).toBe("67891233abcdef012345678912345678");
  for (const span of [handshake!, join!, send!]) expect(span.parentSpanId).toBe("2345678912345678");
  expect(fanOut!.parentSpanId).toBe(send!.spanId);
  const attribute = (span: Span, key: string) => span.attributes.find((one) => one.key === key)?.value;
  expect(attribute(fanOut!, "chat.sockets")?.intValue).toBe(1);
  expect(attribute(send!, "socket_io.socket.id")?.stringValue).toBe(client.id);
});
