import type { Means, Question, Reply } from "../question.ts";
import { reachesWith, twoVisitors, type StuckVisitor } from "../two-visitors.ts";

const NO_TWO: Reply = { answer: null, seen: ["no two visitors with a cookie AWSALB came to different instances"] };
const TRIES = 6;
const PAIRS = 3;

/** Sends two values in both orders, and says which of the two places decides. */
async function whichDecides(
  means: Means,
  header: (one: string, other: string) => string,
  places: { first: string; second: string },
): Promise<Reply> {
  const pair = await twoVisitors(means.client);
  if (!pair) return NO_TWO;
  const [a, b] = pair;
  const forwards = await reachesWith(means, a.session.sid, header(a.value, b.value));
  const backwards = await reachesWith(means, a.session.sid, header(b.value, a.value));
  const seen = [`the session's own value in ${places.first}: ${forwards}`, `in ${places.second}: ${backwards}`];
  if (forwards === "known" && backwards === "unknown") return { answer: places.first, seen };
  if (forwards === "unknown" && backwards === "known") return { answer: places.second, seen };
  return { answer: null, seen };
}

export const COOKIE_CHOICE: Question[] = [
  {
    rule: "P5",
    asks: "Of two cookies AWSALB in one request, which decides?",
    standIn: "the first",
    needsChange: false,
    ask: (means) =>
      whichDecides(means, (one, other) => `AWSALB=${one}; AWSALB=${other}`, {
        first: "the first",
        second: "the second",
      }),
  },
  {
    rule: "R1.14",
    asks: "Where AWSALB and AWSALBCORS differ, which decides?",
    standIn: "AWSALBCORS",
    needsChange: false,
    ask: (means) =>
      whichDecides(means, (one, other) => `AWSALB=${one}; AWSALBCORS=${other}`, {
        first: "AWSALB",
        second: "AWSALBCORS",
      }),
  },
  {
    rule: "R1.15",
    asks: "Is a cookie whose value comes back URL-encoded honoured?",
    standIn: "no",
    needsChange: false,
    async ask(means) {
      for (let pairs = 0; pairs < PAIRS; pairs += 1) {
        const pair = await twoVisitors(means.client);
        if (!pair) return NO_TWO;
        // One value in fifty or so holds nothing to encode.
        const one = pair.find(({ value }) => encodeURIComponent(value) !== value);
        if (one) return askEncoded(means, one);
      }
      return { answer: null, seen: ["the values hold nothing to encode"] };
    },
  },
];

async function askEncoded(means: Means, { session, value }: StuckVisitor): Promise<Reply> {
  let known = 0;
  for (let count = 0; count < TRIES; count += 1) {
    if ((await reachesWith(means, session.sid, `AWSALB=${encodeURIComponent(value)}`)) === "known") known += 1;
  }
  return { answer: known === TRIES ? "yes" : "no", seen: [`${known} of ${TRIES} requests reached the session`] };
}
