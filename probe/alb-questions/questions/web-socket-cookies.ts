import { openSession, reaches } from "../../wire/engine-session.ts";
import { headerValues } from "../../wire/exchange.ts";
import { createVisitor } from "../../wire/visitor.ts";
import type { Question } from "../question.ts";

const TRIES = 4;

export const WEB_SOCKET_COOKIES: Question[] = [
  {
    rule: "R1.18",
    asks: "Does the 101 of a WebSocket set the stickiness cookies?",
    standIn: "yes: AWSALB, AWSALBCORS",
    needsChange: false,
    async ask({ client }) {
      const { exchange, connection } = await client.openWebSocket(createVisitor(client.url()));
      connection?.close();
      const lines = headerValues(exchange, "set-cookie");
      const names = lines.map((line) => line.split("=")[0]!).filter((name) => name.startsWith("AWSALB"));
      const seen = [`status ${exchange.status ?? exchange.error}`, ...lines.map((line) => `Set-Cookie: ${line}`)];
      if (exchange.status !== 101) return { answer: null, seen };
      return { answer: names.length > 0 ? `yes: ${names.join(", ")}` : "no", seen };
    },
  },
  {
    rule: "R1.18",
    asks: "Does a browser that has only ever opened WebSockets come back to its instance?",
    standIn: "yes",
    needsChange: false,
    async ask({ client }) {
      let same = 0;
      for (let count = 0; count < TRIES; count += 1) {
        const visitor = createVisitor(client.url(), { hasJar: true });
        const { session: first } = await openSession(client, visitor, "websocket");
        const { session: second } = await openSession(client, visitor, "websocket");
        if (!first || !second) return { answer: null, seen: ["no WebSocket opened"] };
        const found = [await reaches(client, visitor, first), await reaches(client, visitor, second)];
        if (found.every((knowledge) => knowledge === "known")) same += 1;
        await first.close();
        await second.close();
      }
      const seen = [`${same} of ${TRIES} second WebSockets were on the instance of the first`];
      return { answer: same === TRIES ? "yes" : "no", seen };
    },
  },
];
