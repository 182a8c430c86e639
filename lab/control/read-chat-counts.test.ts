import { expect, it } from "vitest";
import { chatCountsIn } from "./read-chat-counts.ts";

it.each([
  [
    'chat_open_connections 3\nchat_requests_total{event="message:send",outcome="ok"} 20\nchat_deliveries_total{event="message:sent"} 60\n',
    { connections: 3, messagesIn: 20, messagesOut: 60 },
  ],
  [
    'chat_open_connections 1\nchat_requests_total{event="message:send",outcome="rate-limited"} 2\n',
    { connections: 1, messagesIn: 0, messagesOut: 0 },
  ],
  ["process_cpu_seconds_total 1\n", null],
  ["<html>chat_open_connections 3</html>", null],
])("what %j counts", (metrics, counts) => {
  expect(chatCountsIn(metrics)).toEqual(counts);
});
