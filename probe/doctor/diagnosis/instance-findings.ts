import type { Finding } from "../finding.ts";
import { showExchange } from "../../wire/show-exchange.ts";
import type { Case } from "./case.ts";
import type { InstanceEstimate } from "./estimate-instances.ts";
import { countOf } from "./words.ts";

/** How many instances answer, and whether one comes back to the same. */
export function instanceFindings(one: Case): Finding[] {
  return [...howMany(one), ...reconnects(one)];
}

function howMany({ instances, steering, evidence }: Case): Finding[] {
  if (!instances) return [];
  // One for all from here: what that means is said by the affinity.
  if (steering === "nothing needed") return [];
  // One at a time everything reached one instance: alone that says nothing of how many there are.
  if (isOneByKnocks(evidence) && steering !== "not measured") return [];
  return [
    {
      id: "instances",
      verdict: instances.best === null ? "not measured" : "ok",
      title: estimateInWords(instances),
      evidence: [instances.method, ...spread(evidence.instances), ...distinctValues(evidence.cookies)],
      meaning:
        "Each keeps its own memory: rooms, members and messages are shared by all only if a shared store or an adapter is behind them.",
      advice: [],
    },
  ];
}

/** Every request, one at a time, reached the session's instance. */
export function isOneByKnocks({ instances }: Case["evidence"]): boolean {
  return instances?.method === "knocks" && instances.perSession.flat().every(Boolean);
}

/** "3 instances answer", "about 3 instances answer (2 to 5)". */
export function estimateInWords({ kind, best, least, most }: InstanceEstimate): string {
  if (best === null) return `More than ${least - 1} instances answer`;
  const answer = `${countOf(best, "instance")} ${best === 1 ? "answers" : "answer"}`;
  if (least === most) return answer;
  if (kind === "counted") return `At least ${answer}${most === null ? "" : `, ${most} at most`} (with 95 % confidence)`;
  return `About ${answer} (${most === null ? `${least} or more` : `${least} to ${most}`} with 95 % confidence)`;
}

/** How visitors were spread, where they were told apart. */
function spread(instances: Case["evidence"]["instances"]): string[] {
  if (instances?.method !== "visitors") return [];
  const counts = new Map<number, number>();
  for (const group of instances.groups) counts.set(group, (counts.get(group) ?? 0) + 1);
  return [`visitors on each: ${[...counts.values()].toSorted((a, b) => b - a).join(", ")}`];
}

function distinctValues(cookies: Case["evidence"]["cookies"]): string[] {
  return cookies
    .filter(
      ({ isChanging, firstValues }) =>
        !isChanging && firstValues.visitors >= 4 && firstValues.distinct < firstValues.visitors,
    )
    .map(
      ({ name, firstValues }) =>
        `the cookie ${name} had ${firstValues.distinct} values for ${firstValues.visitors} visitors`,
    );
}

function reconnects({ evidence, steering }: Case): Finding[] {
  const { reconnects: seen, greeting } = evidence;
  // Where sessions are not led to their instance, new ones are not either: that has been said.
  const isLed = steering === "cookie" || steering === "nothing needed" || greeting.transport === "websocket";
  if (!seen || !isLed) return [];
  const found = `${seen.same} of ${seen.asked} reconnects found the instance of the session before`;
  const lines = [found, ...(seen.exchange ? [showExchange(seen.exchange)] : [])];
  if (seen.same === seen.asked) {
    return [
      {
        id: "reconnects",
        verdict: "ok",
        title: "After a reconnect the same instance answers",
        evidence: lines,
        meaning: "What that instance keeps in its memory of a visitor is there again, as long as it lives.",
        advice: [],
      },
    ];
  }
  return [
    {
      id: "reconnects-move",
      // Sessions over WebSocket hold all the same, and state may be shared.
      verdict: greeting.transport === "websocket" ? "ok" : "warning",
      title: `A reconnect can lead to another instance: ${found}`,
      evidence: lines,
      meaning: "What the instance before kept in its memory of a visitor is then not there.",
      advice:
        greeting.transport === "websocket"
          ? []
          : [
              "Keep that state in a shared store, or make affinity outlast a session: by cookie, for the handshake too.",
            ],
    },
  ];
}
