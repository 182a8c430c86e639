import { CAUSES, type Cause } from "../experiment/checker/cause-of-loss.ts";
import type { Cell } from "../experiment/cell.ts";
import { FAULT_KINDS, type FaultKind } from "./fault.ts";
import type { RoundFigures } from "./judge-round.ts";
import type { FaultRound, FaultsResult } from "./run-faults.ts";

/** What the rounds of one store came to: sums; of `awayMs` the median of the rounds' medians, and the most of all. */
export interface StoreTotal extends Omit<RoundFigures, "causes"> {
  store: Cell["store"];
  rounds: number;
  /** Rounds in which something must not be, and those that could not be told. */
  invalid: number;
  unknown: number;
  faults: [FaultKind, number][];
  causes: [Cause, number][];
}

export function totalFaults({ rounds, failures }: FaultsResult): StoreTotal[] {
  const stores = [...new Set([...rounds, ...failures].map(({ store }) => store))];
  return stores.map((store) => {
    const mine = rounds.filter((round) => round.store === store);
    const failed = failures.filter((failure) => failure.store === store).length;
    return total(store, mine, failed);
  });
}

function total(store: Cell["store"], rounds: readonly FaultRound[], failed: number): StoreTotal {
  const sum = (figure: (round: FaultRound) => number) => rounds.reduce((all, round) => all + figure(round), 0);
  const away = rounds.flatMap(({ figures }) => (figures.awayMs ? [figures.awayMs] : []));
  const medians = away.map(({ median }) => median).sort((a, b) => a - b);
  return {
    store,
    rounds: rounds.length + failed,
    invalid: rounds.filter(({ verdict }) => verdict === "invalid").length,
    unknown: failed + rounds.filter(({ verdict }) => verdict === "unknown").length,
    faults: nonZero(FAULT_KINDS, (kind) => sum(({ faults }) => faults[kind] ?? 0)),
    sent: {
      ok: sum(({ figures }) => figures.sent.ok),
      fail: sum(({ figures }) => figures.sent.fail),
      unknown: sum(({ figures }) => figures.sent.unknown),
    },
    expected: sum(({ figures }) => figures.expected),
    lost: sum(({ figures }) => figures.lost),
    causes: nonZero(CAUSES, (cause) => sum(({ figures }) => figures.causes[cause] ?? 0)),
    foretold: {
      certain: sum(({ figures }) => figures.foretold.certain),
      possible: sum(({ figures }) => figures.foretold.possible),
    },
    broken: sum(({ figures }) => figures.broken),
    recovered: sum(({ figures }) => figures.recovered),
    unknownSessions: sum(({ figures }) => figures.unknownSessions),
    repeats: sum(({ figures }) => figures.repeats),
    holes: sum(({ figures }) => figures.holes),
    awayMs:
      medians.length === 0
        ? null
        : { median: medians[medians.length >> 1]!, most: Math.max(...away.map(({ most }) => most)) },
  };
}

function nonZero<T>(names: readonly T[], count: (name: T) => number): [T, number][] {
  return names.map((name): [T, number] => [name, count(name)]).filter(([, number]) => number > 0);
}
