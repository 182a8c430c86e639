import type { Facts } from "../facts.ts";
import type { Screen } from "../screen.ts";
import { expectSame, LAB_MS, OWN_MS, type Falsehood } from "./rule.ts";

/** The chips beside the room's name, and the left end of the path. */
export function connectionClaims(screen: Screen, facts: Facts): Falsehood[] {
  const { window, isCut, stickiness, isShared } = facts;
  const isServed = window.home !== null && !window.isDisconnected;
  const chips = screen.chips.join(" | ");
  const saysConnected = /\bconnected\b/.test(chips) && !/not connected|disconnected/.test(chips);
  const found: Falsehood[] = [];

  if (saysConnected) {
    if (isCut) found.push(...no("connected", chips, "the network is cut", OWN_MS));
    else if (!isServed) found.push(...no("connected", chips, "no instance serves this window", OWN_MS));
    else found.push(...expectSame("served by", screen.instance ?? "", window.home!, OWN_MS));
    if (screen.isInstanceLost) found.push(...no("lost", "you were on …", "it is connected", OWN_MS));
  } else if (isServed && !isCut) {
    found.push(...no("connected", chips, `${window.home} serves this window`, OWN_MS));
  }
  if (/no answer/.test(chips) && !isCut && !facts.lab.silentSince.has(window.home ?? "")) {
    found.push(...no("no answer", chips, "it is answered", OWN_MS));
  }

  const cookie = window.cookie !== null;
  if (/cookie AWSALB/.test(chips) !== cookie && screen.chips.length > 1) {
    found.push(...no("cookie chip", chips, cookie ? "the browser holds the cookie" : "it holds none", OWN_MS));
  }
  found.push(
    ...expectSame(
      "cookie on the path",
      /no cookie/.test(screen.you) ? "no cookie" : "cookie",
      cookie ? "cookie" : "no cookie",
      OWN_MS,
    ),
    ...expectSame("windows", /in (\d+) windows/.exec(screen.you)?.[1] ?? "1", String(window.browser.length), LAB_MS),
  );

  // What the control API said last stands there, and that it does not answer now.
  if (/no answer|does not answer/.test(screen.balancer)) {
    return isCut ? found : [...found, ...no("control API", screen.balancer, "it answers", LAB_MS)];
  }
  if (isCut) return found;
  return [
    ...found,
    ...expectSame("stickiness", `${screen.switches["Stickiness"]}`, `${stickiness}`, LAB_MS),
    ...expectSame(
      "stickiness in words",
      /stickiness (on|off)/.exec(screen.balancer)?.[1] ?? "",
      on(stickiness),
      LAB_MS,
    ),
    ...(screen.store === null || facts.lab.state.lab.changing !== null
      ? []
      : [
          ...expectSame("shared state", `${screen.switches["Shared state"]}`, `${isShared}`, LAB_MS),
          ...expectSame(
            "shared state in words",
            /shared state (on|off|…)/.exec(screen.store)?.[1] ?? "",
            on(isShared),
            LAB_MS,
          ),
        ]),
  ];
}

const on = (is: boolean) => (is ? "on" : "off");
const no = (claim: string, sentence: string, truth: string, limitMs: number): Falsehood[] => [
  { claim, sentence, truth, limitMs },
];
