import { headerValues, type Exchange } from "../../wire/exchange.ts";
import { createVisitor } from "../../wire/visitor.ts";
import type { Question } from "../question.ts";
import { rawAnswer } from "../raw-answer.ts";

/** Over the 16 KB that a header line may have. */
const LONG_HEADER = 17 * 1024;

const setsStickiness = (exchange: Exchange) =>
  headerValues(exchange, "set-cookie").some((line) => line.startsWith("AWSALB"));

function show(exchange: Exchange): string[] {
  const server = headerValues(exchange, "server")[0] ?? "none";
  return [`${exchange.method} → ${exchange.status ?? exchange.error}, Server: ${server}`];
}

const isOwn = (exchange: Exchange) => headerValues(exchange, "server").some((server) => server.startsWith("awselb"));

/** What nginx, whose pages these are, takes for a browser that hides short pages. */
const CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36";

const STATUS = /^HTTP\/1\.[01] (\d{3})/;

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
      return { answer: isOwn(exchange) ? (setsStickiness(exchange) ? "yes" : "no") : null, seen: show(exchange) };
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
    rule: "R7.8",
    asks: "Does a method beyond the seven of the documentation (PROPFIND) reach a target?",
    standIn: "yes",
    needsChange: false,
    async ask({ client, sender }) {
      const exchange = await sender.send(createVisitor(client.url()), client.url(), { method: "PROPFIND" });
      if (exchange.status === null) return { answer: null, seen: show(exchange) };
      return { answer: isOwn(exchange) ? `no (${exchange.status})` : "yes", seen: show(exchange) };
    },
  },
  {
    rule: "R8.1",
    asks: "How many bytes longer is an error page of the load balancer's own for Chrome?",
    standIn: "402",
    needsChange: false,
    async ask({ client, sender }) {
      const pageFor = (userAgent: string) =>
        sender.send(createVisitor(client.url()), new URL("/", client.url()), {
          method: "TRACE",
          headers: { "user-agent": userAgent },
        });
      const [short, long] = [await pageFor("curl/8.0"), await pageFor(CHROME)];
      const seen = [...show(short), ...show(long)];
      if (!isOwn(short) || !isOwn(long)) return { answer: null, seen };
      return { answer: String(long.body.length - short.body.length), seen };
    },
  },
  {
    rule: "R8.2",
    asks: "With which status is a request line refused that says HTTP/2.0?",
    standIn: "505",
    needsChange: false,
    async ask({ client, sender }) {
      const line = "GET / HTTP/2.0";
      const bytes = `${line}\r\nHost: ${client.url().host}\r\nConnection: close\r\n\r\n`;
      const answer = await rawAnswer(client.url(), bytes, sender.timeoutMs, (text) => STATUS.test(text));
      const status = STATUS.exec(answer ?? "")?.[1] ?? null;
      return { answer: status, seen: [`${line} → ${status ?? "no answer"}`] };
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
