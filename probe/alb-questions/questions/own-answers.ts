import { headerValues, type Exchange } from "../../wire/exchange.ts";
import { createVisitor } from "../../wire/visitor.ts";
import type { Question } from "../question.ts";

/** Over the 16 KB that a header line may have. */
const LONG_HEADER = 17 * 1024;

const setsStickiness = (exchange: Exchange) =>
  headerValues(exchange, "set-cookie").some((line) => line.startsWith("AWSALB"));

function show(exchange: Exchange): string[] {
  const server = headerValues(exchange, "server")[0] ?? "none";
  return [`${exchange.method} → ${exchange.status ?? exchange.error}, Server: ${server}`];
}

export const OWN_ANSWERS: Question[] = [
  {
    rule: "R1.7",
    asks: "Does a target's 400 set the stickiness cookies too?",
    standIn: "yes",
    needsChange: false,
    async ask({ client }) {
      const exchange = await client.knock(createVisitor(client.url()), "no-such-session");
      if (exchange.status === null) return { answer: null, seen: show(exchange) };
      return { answer: setsStickiness(exchange) ? "yes" : "no", seen: show(exchange) };
    },
  },
  {
    rule: "R8.1",
    asks: "Does an answer of the load balancer's own set them?",
    standIn: "no",
    needsChange: false,
    async ask({ client, sender }) {
      const exchange = await sender.send(createVisitor(client.url()), new URL("/", client.url()), { method: "TRACE" });
      const isOwn = headerValues(exchange, "server").some((server) => server.startsWith("awselb"));
      return { answer: isOwn ? (setsStickiness(exchange) ? "yes" : "no") : null, seen: show(exchange) };
    },
  },
  {
    rule: "R7.9",
    asks: "With which status is a header line of 17 KB refused?",
    standIn: "400",
    needsChange: false,
    async ask({ client, sender }) {
      const headers = { "x-long": "x".repeat(LONG_HEADER) };
      const exchange = await sender.send(createVisitor(client.url()), client.url(), { headers });
      return { answer: exchange.status === null ? null : String(exchange.status), seen: show(exchange) };
    },
  },
  {
    rule: "R6.1",
    asks: "What becomes of a request that offers an upgrade to h2c?",
    standIn: "it is served without an upgrade (200)",
    needsChange: false,
    async ask({ client, sender }) {
      const headers = { connection: "Upgrade", upgrade: "h2c" };
      const exchange = await sender.send(createVisitor(client.url()), client.url(), { headers });
      if (exchange.status === null) return { answer: null, seen: show(exchange) };
      const what = exchange.status === 200 ? "it is served without an upgrade" : "it is not served";
      return { answer: `${what} (${exchange.status})`, seen: show(exchange) };
    },
  },
];
