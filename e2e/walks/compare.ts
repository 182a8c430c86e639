import { answerClaims } from "./claims/answer-claims.ts";
import { connectionClaims } from "./claims/connection-claims.ts";
import { messageClaims } from "./claims/message-claims.ts";
import { pathClaims } from "./claims/path-claims.ts";
import { presenceClaims } from "./claims/presence-claims.ts";
import type { Falsehood } from "./claims/rule.ts";
import { storyClaims } from "./claims/story-claims.ts";
import { verdictClaims } from "./claims/verdict-claims.ts";
import { factsOf } from "./facts.ts";
import type { Screen } from "./screen.ts";
import type { LabTruth, WindowTruth } from "./truth.ts";

/** Every sentence of a window's screen that is not so. */
export function compare(screen: Screen, window: WindowTruth, lab: LabTruth): Falsehood[] {
  if (!screen.isChat) return [];
  const facts = factsOf(window, lab);
  return [
    connectionClaims,
    pathClaims,
    answerClaims,
    verdictClaims,
    messageClaims,
    presenceClaims,
    storyClaims,
  ].flatMap((claims) => claims(screen, facts));
}
