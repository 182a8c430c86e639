import type { Facts } from "../facts.ts";

/** A sentence of the page that is not so. */
export interface Falsehood {
  /** Which claim of which screen: the same as long as it is the same one. */
  claim: string;
  sentence: string;
  truth: string;
  /** How long it may have been wrong: what it is about takes so long to be heard of. */
  limitMs: number;
}

/** A kind of sentence, and when it is so. */
export interface Rule {
  says: RegExp;
  /** Null: it is so; else what is. */
  isSo(match: RegExpExecArray, facts: Facts): string | null;
  limitMs?: number;
}

/** How long what is known in the window itself may stay unsaid or be said wrongly; design.md says two seconds. */
export const OWN_MS = 2_000;
/** What the control API tells of: its event, and one answer. */
export const LAB_MS = 3_000;
/** What other instances hold is asked of them in turn, once a second, by chance a few times in vain. */
export const OTHERS_MS = 9_000;

/** What is false about a sentence; one of which nobody knows when it is so is false, too. */
export function judge(
  claim: string,
  sentence: string,
  rules: readonly Rule[],
  facts: Facts,
  limitMs: number,
): Falsehood[] {
  for (const rule of rules) {
    const match = rule.says.exec(sentence);
    if (!match) continue;
    const truth = rule.isSo(match, facts);
    return truth === null ? [] : [{ claim, sentence, truth, limitMs: rule.limitMs ?? limitMs }];
  }
  return [{ claim, sentence, truth: "no rule says when this is so", limitMs }];
}

/** Compares what is shown with what is so. */
export function expectSame(claim: string, shown: string, truth: string, limitMs: number): Falsehood[] {
  return shown === truth ? [] : [{ claim, sentence: shown, truth, limitMs }];
}
