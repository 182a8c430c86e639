import { headerValues } from "../../doctor/wire/exchange.ts";
import { isKnown } from "../../doctor/wire/is-known.ts";
import { createVisitor } from "../../doctor/wire/visitor.ts";
import type { Question } from "../question.ts";
import { reachesWith, twoVisitors } from "../two-visitors.ts";

const KNOCKS = 12;
const SOCKETS = 6;

/** How the ends of the connections of a drained target are told in words. */
function endInWords(code: number): string {
  return code === 1006 ? "without a Close frame" : `with Close frame ${code}`;
}

export const CHANGES: Question[] = [
  {
    rule: "R1.17",
    asks: "Stickiness is turned off while browsers hold cookies, and on again: what do the cookies do?",
    standIn: "off: ignored, nothing is set; on again: honoured",
    needsChange: true,
    async ask(means) {
      const pair = await twoVisitors(means.client);
      if (!pair) return { answer: null, seen: ["no two visitors with a cookie AWSALB came to different instances"] };
      const [{ session, value }] = pair;
      const cookie = `AWSALB=${value}`;
      await means.change("turn stickiness off: stickiness.enabled=false in the target group's attributes");
      let hits = 0;
      const lines: string[] = [];
      for (let count = 0; count < KNOCKS; count += 1) {
        const exchange = await means.sender.send(
          createVisitor(means.client.url()),
          means.client.url({ sid: session.sid }),
          {
            method: "POST",
            body: means.client.knockBody,
            headers: { cookie },
          },
        );
        if (isKnown(exchange) === "known") hits += 1;
        lines.push(...headerValues(exchange, "set-cookie").filter((line) => line.startsWith("AWSALB")));
      }
      await means.change("turn stickiness on again: stickiness.enabled=true");
      const back = await reachesWith(means, session.sid, cookie);
      const seen = [
        `off: ${hits} of ${KNOCKS} requests with the cookie reached its instance`,
        lines.length > 0 ? `off: Set-Cookie: ${lines[0]}` : "off: no Set-Cookie",
        `on again: the session is ${back}`,
      ];
      const off = `${hits === KNOCKS ? "honoured" : "ignored"}, ${lines.length > 0 ? "something" : "nothing"} is set`;
      return { answer: `off: ${off}; on again: ${back === "known" ? "honoured" : "not honoured"}`, seen };
    },
  },
  {
    rule: "R5.3",
    asks: "A target is deregistered: when and how do its open WebSockets end?",
    standIn: "at the end of the delay, without a Close frame",
    needsChange: true,
    async ask({ client, change, drainSeconds }) {
      const sockets = [];
      for (let count = 0; count < SOCKETS; count += 1)
        sockets.push(await client.openWebSocket(createVisitor(client.url())));
      const open = sockets.flatMap(({ connection }) => (connection ? [connection] : []));
      try {
        // Joined as every client: Socket.IO closes what joins no namespace.
        for (const connection of open) connection.send("40");
        await change("deregister one target, and note its deregistration delay");
        const begun = performance.now();
        const ends: { seconds: number; code: number }[] = [];
        for (const connection of open) {
          void connection.closed.then(() =>
            ends.push({ seconds: (performance.now() - begun) / 1000, code: connection.closeCode() ?? 1006 }),
          );
        }
        let timer: NodeJS.Timeout | undefined;
        const timeUp = new Promise<void>((resolve) => (timer = setTimeout(resolve, drainSeconds * 1000)));
        await Promise.race([Promise.all(open.map(({ closed }) => closed)), timeUp]);
        clearTimeout(timer);
        const seen = [
          `${ends.length} of ${open.length} WebSockets ended within ${drainSeconds} s`,
          ...ends.map(({ seconds, code }) => `after ${seconds.toFixed(1)} s, ${endInWords(code)}`),
        ];
        const [first] = ends;
        if (!first) return { answer: null, seen };
        return { answer: `after ${first.seconds.toFixed(1)} s, ${endInWords(first.code)}`, seen };
      } finally {
        for (const connection of open) connection.close();
      }
    },
  },
];
