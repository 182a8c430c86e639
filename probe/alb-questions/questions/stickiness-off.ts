import { headerValues } from "../../wire/exchange.ts";
import { isKnown } from "../../wire/read-answer.ts";
import { createVisitor } from "../../wire/visitor.ts";
import { keepSession, type KeptSession } from "../kept-session.ts";
import type { Means, Question, Reply } from "../question.ts";
import { reachesWith, twoVisitors } from "../two-visitors.ts";

const KNOCKS = 12;
const A_WHILE = ", and give AWS ten seconds to act on it";

export const STICKINESS_OFF: Question[] = [
  {
    rule: "R1.17",
    asks: "Stickiness is turned off while browsers hold cookies, and on again: what do the cookies do?",
    standIn: "off: ignored, nothing is set; on again: honoured",
    needsChange: true,
    async ask(means) {
      if (!(await twoVisitors(means.client))) {
        return { answer: null, seen: ["no two visitors with a cookie AWSALB came to different instances"] };
      }
      const session = await keepSession(means.client);
      if (!session) return { answer: null, seen: ["no WebSocket opened"] };
      try {
        return await switchOffAndOn(means, session);
      } finally {
        session.connection.close();
      }
    },
  },
];

async function switchOffAndOn(means: Means, { sid, cookie, connection }: KeptSession): Promise<Reply> {
  if ((await reachesWith(means, sid, cookie)) !== "known") {
    return { answer: null, seen: ["the cookie did not lead to the session while stickiness was on"] };
  }
  await means.change(`turn stickiness off (stickiness.enabled=false in the target group's attributes)${A_WHILE}`);
  let hits = 0;
  const lines: string[] = [];
  for (let count = 0; count < KNOCKS; count += 1) {
    const exchange = await means.sender.send(createVisitor(means.client.url()), means.client.url({ sid }), {
      method: "POST",
      body: means.client.knockBody,
      headers: { cookie },
    });
    if (isKnown(exchange) === "known") hits += 1;
    lines.push(...headerValues(exchange, "set-cookie").filter((line) => line.startsWith("AWSALB")));
  }
  await means.change(`turn stickiness on again (stickiness.enabled=true)${A_WHILE}`);
  const back = await reachesWith(means, sid, cookie);
  const seen = [
    `off: ${hits} of ${KNOCKS} requests with the cookie reached its instance`,
    lines.length > 0 ? `off: Set-Cookie: ${lines[0]}` : "off: no Set-Cookie",
    `on again: the session is ${back}`,
  ];
  if (connection.closeCode() !== null) return { answer: null, seen: [...seen, "the session ended meanwhile"] };
  const off = `${hits === KNOCKS ? "honoured" : "ignored"}, ${lines.length > 0 ? "something" : "nothing"} is set`;
  return { answer: `off: ${off}; on again: ${back === "known" ? "honoured" : "not honoured"}`, seen };
}
