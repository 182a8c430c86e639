import { matchCondition, type MatchableRequest } from "./match-condition.ts";
import { refuseActions, refuseRule, type RuleSurroundings } from "./refuse-rule.ts";
import type { ListenerRule, RuleAction } from "./rule.ts";

/** *Rules per Application Load Balancer (not counting default rules)*. */
const MAX_RULES = 100;

export interface MatchedRule {
  /** 0: the default rule. */
  priority: number;
  action: RuleAction;
  /** How many rules were tried: `RuleEvaluations` counts them. */
  evaluated: number;
}

export type RuleTable = ReturnType<typeof createRuleTable>;

/**
 * Rule R10.1: the rules of one listener. The lowest priority whose conditions are all satisfied decides; when none does,
 * the default action. What is refused changes nothing: each of its changes returns a sentence, or null when it was made.
 */
export function createRuleTable(surroundings: RuleSurroundings) {
  let defaultActions: RuleAction[] = [];
  let rules: { rule: ListenerRule; fits: (request: MatchableRequest) => boolean }[] = [];

  const compiled = (rule: ListenerRule) => {
    const conditions = rule.Conditions.map((condition) => matchCondition(condition));
    return { rule, fits: (request: MatchableRequest) => conditions.every((fits) => fits(request)) };
  };
  const insert = (rule: ListenerRule) => {
    rules = [...rules.filter(({ rule: { Priority } }) => Priority !== rule.Priority), compiled(rule)].sort(
      (one, other) => one.rule.Priority - other.rule.Priority,
    );
  };
  const find = (priority: number) => rules.find(({ rule }) => rule.Priority === priority)?.rule ?? null;
  const unknown = (priority: number) =>
    `Priority is ${priority}; allowed: ${rules.map(({ rule }) => rule.Priority).join(", ") || "none, there are no rules"}`;

  return {
    rules: (): ListenerRule[] => structuredClone(rules.map(({ rule }) => rule)),
    defaultActions: (): RuleAction[] => structuredClone(defaultActions),

    match(request: MatchableRequest): MatchedRule {
      const index = rules.findIndex(({ fits }) => fits(request));
      const found = rules[index]?.rule;
      return found
        ? { priority: found.Priority, action: found.Actions[0]!, evaluated: index + 1 }
        : { priority: 0, action: defaultActions[0]!, evaluated: rules.length };
    },

    setDefaultActions(actions: RuleAction[]): string | null {
      const refusal = refuseActions(actions, surroundings);
      if (!refusal) defaultActions = structuredClone(actions);
      return refusal;
    },

    create(rule: ListenerRule): string | null {
      const refusal = refuseRule(rule, surroundings);
      if (refusal) return refusal;
      if (find(rule.Priority)) return `Priority is ${rule.Priority}; allowed: one that no other rule has`;
      const count = rules.length + (surroundings.rulesElsewhere?.() ?? 0);
      if (count >= MAX_RULES) return `there are ${count} rules; allowed: at most ${MAX_RULES}`;
      insert(structuredClone(rule));
      return null;
    },

    modify(priority: number, patch: Partial<Pick<ListenerRule, "Conditions" | "Actions" | "Priority">>): string | null {
      const rule = find(priority);
      if (!rule) return unknown(priority);
      const next = { ...rule, ...patch };
      const refusal = refuseRule(next, surroundings);
      if (refusal) return refusal;
      if (next.Priority !== priority && find(next.Priority)) {
        return `Priority is ${next.Priority}; allowed: one that no other rule has`;
      }
      rules = rules.filter(({ rule: one }) => one !== rule);
      insert(structuredClone(next));
      return null;
    },

    delete(priority: number): string | null {
      if (!find(priority)) return unknown(priority);
      rules = rules.filter(({ rule }) => rule.Priority !== priority);
      return null;
    },

    /** Why this group may not become sticky: a weighted action names it without target group stickiness. */
    refuseStickyGroup(isIt: (group: string) => boolean): string | null {
      const actions = [...rules.map(({ rule }) => rule.Actions[0]!), ...defaultActions];
      const inTheWay = actions.some(
        (action) =>
          action.Type === "forward" &&
          action.ForwardConfig.TargetGroups.length > 1 &&
          action.ForwardConfig.TargetGroups.some(({ TargetGroupArn }) => isIt(TargetGroupArn)) &&
          !action.ForwardConfig.TargetGroupStickinessConfig?.Enabled,
      );
      return inTheWay ? "a weighted rule names this group, and its target group stickiness is not enabled" : null;
    },

    /** The target groups that some action names, as it names them. */
    groups(): string[] {
      return [...rules.map(({ rule }) => rule.Actions[0]!), ...defaultActions].flatMap((action) =>
        action.Type === "forward" ? action.ForwardConfig.TargetGroups.map(({ TargetGroupArn }) => TargetGroupArn) : [],
      );
    },
  };
}
