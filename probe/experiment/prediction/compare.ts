import { countOf, percent } from "../../report/words.ts";
import { endsInstance, isReconnection } from "../cell.ts";
import { chanceRange } from "./chance-range.ts";
import type { Measurements } from "../measure.ts";
import type { Answer, Circumstances, Prediction, Share } from "./predict.ts";

/** One predicted thing beside what was measured. `holds` is null where there was nothing to measure. */
export interface Claim {
  about: "sessions" | "spread" | "returns" | "loss" | "loss, by where people were" | "membership" | "order";
  predicted: string;
  measured: string;
  holds: boolean | null;
}

export interface Comparison {
  claims: Claim[];
  answers: {
    question: "Q1" | "Q2" | "Q3" | "Q4";
    predicted: Answer;
    measured: "yes" | "no" | "partly" | "not asked";
    holds: boolean;
  }[];
  verdict: "as-predicted" | "contradicted" | "unknown";
}

/** Lays the prediction beside the measurement. */
export function compare(circumstances: Circumstances, prediction: Prediction, measured: Measurements): Comparison {
  const claims = [
    sessions(circumstances, prediction, measured),
    spread(circumstances, prediction, measured),
    ...returns(prediction, measured),
    loss(prediction, measured),
    whereabouts(prediction, measured),
    membership(prediction, measured),
    order(measured),
  ].filter((claim) => claim !== null);
  const answers = measuredAnswers(circumstances, measured).map(([question, answer]) => {
    const predicted = prediction.answers[question];
    return { question, predicted, measured: answer, holds: predicted === "by luck" || predicted === answer };
  });
  const isContradicted = claims.some(({ holds }) => holds === false) || answers.some(({ holds }) => !holds);
  const isUnknown = measured.crossUser.verdict === "unknown" && prediction.answers.Q1 === "yes";
  return { claims, answers, verdict: isContradicted ? "contradicted" : isUnknown ? "unknown" : "as-predicted" };
}

function measuredAnswers(
  { cell, people }: Circumstances,
  measured: Measurements,
): ["Q1" | "Q2" | "Q3" | "Q4", "yes" | "no" | "partly" | "not asked"][] {
  const { sessions, returns, crossUser } = measured;
  const isUp = sessions.established === people && sessions.lasted === people && sessions.unknownAtArrival === 0;
  const share = (count: number) => (count === 0 ? "no" : count === returns.people ? "yes" : "partly");
  return [
    ["Q1", isUp ? "yes" : "no"],
    // Who never had a session that lasted has nothing to come back to.
    ["Q2", !isReconnection(cell.happening) ? "not asked" : isUp ? share(returns.ownHistory) : "no"],
    ["Q3", isUp && crossUser.expected > 0 && crossUser.lost.length === 0 ? "yes" : "no"],
    ["Q4", !endsInstance(cell.happening) ? "not asked" : isUp ? share(returns.ownHistory) : "no"],
  ];
}

function sessions({ people }: Circumstances, { answers }: Prediction, { sessions: seen }: Measurements): Claim {
  const isUp = answers.Q1 === "yes";
  const allAtOnce = seen.established === people && seen.attempts === people && seen.unknownAtArrival === 0;
  const answered = `${seen.unknownAtArrival} × “Session ID unknown”`;
  return {
    about: "sessions",
    predicted: isUp
      ? `all ${people} at the first try, no “Session ID unknown”`
      : "not for all; answers “Session ID unknown” (400)",
    measured: `${seen.established} of ${people} in ${seen.attempts} tries, ${seen.lasted} lasted, ${answered}`,
    holds: isUp ? allAtOnce && seen.lasted === people : seen.lasted < people && seen.unknown > 0,
  };
}

function spread({ instances }: Circumstances, prediction: Prediction, { spread: seen }: Measurements): Claim | null {
  if (!prediction.spread) return null;
  const wanted = prediction.spread
    .filter((count) => count > 0)
    .sort((a, b) => b - a)
    .join(" + ");
  const found = seen.map(({ people }) => people).join(" + ");
  const words =
    prediction.spread.length === 1 && instances > 1
      ? `all ${wanted} on one instance`
      : `people per instance: ${wanted}`;
  return { about: "spread", predicted: words, measured: found || "nobody", holds: wanted === found };
}

function returns({ returns: predicted }: Prediction, { returns: seen }: Measurements): Claim[] {
  if (!predicted) return [];
  const parts = [
    ["on the instance they were on", predicted.sameInstance, seen.sameInstance],
    ["recovered", predicted.recovered, seen.recovered],
    ["with their own history", predicted.ownHistory, seen.ownHistory],
  ] as const;
  return parts.map(([what, share, count]) => {
    const { words, least, most } = shareOf(share, seen.people);
    return {
      about: "returns" as const,
      predicted: `back ${what}: ${words}`,
      measured: `${count} of ${seen.people}`,
      holds: seen.people === 0 ? null : count >= least && count <= most,
    };
  });
}

function shareOf(share: Share, people: number): { words: string; least: number; most: number } {
  if (share === "all") return { words: `all ${people}`, least: people, most: people };
  if (share === "by luck") return { words: "by luck", least: 0, most: people };
  if (share === "none") return { words: "nobody", least: 0, most: 0 };
  const { least, most } = chanceRange(people, share.chance);
  return {
    words: `about ${Math.round(people * share.chance * 10) / 10} of ${people} (${least} to ${most})`,
    least,
    most,
  };
}

function loss({ lossShare, lossFormula, answers }: Prediction, { crossUser: seen }: Measurements): Claim {
  const expectedLoss = lossShare === null ? null : Math.round(lossShare * seen.expected);
  const share = lossShare === null ? "" : ` = ${percent(lossShare)}, ${expectedLoss} of ${seen.expected}`;
  const found = seen.expected > 0 ? ` (${percent(seen.lost.length / seen.expected)})` : "";
  const isMeasured = expectedLoss !== null && seen.expected > 0 && answers.Q1 === "yes";
  return {
    about: "loss",
    predicted: `${lossFormula}${share}`,
    measured: `${seen.lost.length} of ${seen.expected} lost${found}`,
    holds: isMeasured ? seen.lost.length === expectedLoss : null,
  };
}

/** The same from where people really were, which holds however they were spread. */
function whereabouts({ answers, lossShare }: Prediction, { crossUser, foretold }: Measurements): Claim {
  const certain = lossShare === 0 ? 0 : foretold.certain;
  const most = lossShare === 0 ? 0 : certain + foretold.possible;
  const isUp = answers.Q1 === "yes";
  const { length: lost } = crossUser.lost;
  const isWithin = lost >= certain && lost <= most && foretold.surprising + foretold.escaped === 0;
  return {
    about: "loss, by where people were",
    predicted: isUp ? (most > certain ? `${certain} to ${most}` : `exactly ${certain}`) : `at least ${certain}`,
    measured: `${lost}`,
    holds: isUp ? isWithin : lost + crossUser.undetermined.length >= certain,
  };
}

const VERSIONS: Record<Prediction["versions"], string> = {
  one: "one room, the same everywhere",
  several: "each instance has its own",
  "by luck": "one, or several by luck, perhaps with ghosts",
};

function membership({ answers, versions }: Prediction, { membership: seen }: Measurements): Claim {
  const ghosts = seen.ghosts === 0 ? "" : `, ${countOf(seen.ghosts, "ghost")} of broken sessions`;
  const wrong = seen.right ? "" : ", with others than are there";
  const measured = `${countOf(seen.versions, "version")}${ghosts}${wrong}`;
  if (answers.Q1 !== "yes") {
    return { about: "membership", predicted: "ghosts of broken sessions", measured, holds: null };
  }
  const agrees = versions === "by luck" || seen.agree === (versions === "one");
  return { about: "membership", predicted: VERSIONS[versions], measured, holds: agrees && seen.right };
}

function order({ crossUser: seen }: Measurements): Claim {
  const unexplained = seen.lost.filter(({ cause }) => cause === "unexplained").length;
  const counts: [number, string][] = [
    [seen.duplicated.length, "duplicated"],
    [seen.outOfOrder.length, "out of order"],
    [seen.late.length, "late"],
    [seen.strangers.length, "to strangers"],
    [seen.phantoms.length, "never said"],
    [unexplained, "lost without a cause"],
  ];
  const wrong = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return {
    about: "order",
    predicted: "nothing twice, out of order, to strangers, or lost without a cause",
    measured: wrong.join(", ") || "none of these",
    holds: seen.verdict !== "invalid",
  };
}
