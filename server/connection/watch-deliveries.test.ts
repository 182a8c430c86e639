import { expect, test } from "vitest";
import { startChat } from "../fixtures/start-chat.ts";

test("each message is logged and counted with the sockets that it went to, once, and no other's", async () => {
  const chat = await startChat();
  const [ada, bo, cy] = await Promise.all([chat.connect(), chat.connect(), chat.connect()]);
  await ada.join("Ada");
  await bo.join("Bo");
  await cy.join("Cy", "elsewhere");
  const { message } = await ada.say("hello");
  await bo.when("message:sent", { id: message.id });
  expect(await chat.line("delivered")).toMatchObject({
    level: 20,
    room: "lobby",
    roomId: message.roomId,
    id: message.id,
    seq: 1,
    sockets: 2,
  });
  expect(await chat.metric('chat_deliveries_total{event="message:sent"}')).toBe(2);
  expect(await chat.metric('chat_deliveries_total{event="member:joined"}'), "Ada is told of Bo").toBe(1);
  await ada.say("hello again", "lobby", message.id);
  expect(await chat.metric('chat_deliveries_total{event="message:sent"}'), "a repeated id goes to nobody").toBe(2);
  expect(await chat.metric('chat_acknowledgement_seconds_count{event="message:send"}')).toBe(2);
});
