import type { ListenerRule, RuleAction } from "../../alb/listener-rules/rule.ts";
import { ListenerPatch, ListenerRule as RuleSchema } from "../../protocol/control/listener-rules.ts";
import { BadRequestError, readBody } from "../control/read-body.ts";
import { listenerName } from "./followed-listeners.ts";
import type { DescribedListener, World } from "./read-world.ts";
import { ruleText } from "./rule-text.ts";

/** What the balancer's listeners are to do. */
export interface Routing {
  /** By the port that the listener has here. */
  listeners: { port: number; at: string; defaultActions: RuleAction[] | null; rules: ListenerRule[] }[];
  /** What it cannot play, each as a sentence. */
  notPlayed: string[];
}

/**
 * The listeners of a described load balancer in the words of the balancer here.
 * @param ports where the listeners are that are played, by their names.
 * @param application what the application's target group is called here.
 */
export function routingOf(world: World, ports: ReadonlyMap<string, number>, application: string): Routing {
  const notPlayed: string[] = [];
  const names = new Map([
    ...world.moreTargetGroups.map(({ arn, name }) => [arn, name] as const),
    [world.targetGroup.arn, application] as const,
  ]);

  /** @throws {BadRequestError} */
  function translated(action: RuleAction): RuleAction {
    if (action.Type === "forward") {
      const { TargetGroups, ...config } = action.ForwardConfig;
      const named = TargetGroups.map((one) => ({
        ...one,
        TargetGroupArn: names.get(one.TargetGroupArn) ?? one.TargetGroupArn,
      }));
      return { Type: "forward", ForwardConfig: { TargetGroups: named, ...config } };
    }
    if (action.Type !== "redirect") return action;
    const { Protocol = "#{protocol}", Port = "#{port}" } = action.RedirectConfig;
    const to = world.listeners.find((one) => one.protocol === Protocol && String(one.port) === Port);
    if (!to) return action;
    const port = ports.get(listenerName(to));
    if (port === undefined)
      throw new BadRequestError({ message: `it leads to ${listenerName(to)}, which is not played` });
    return { Type: "redirect", RedirectConfig: { ...action.RedirectConfig, Port: String(port) } };
  }

  /** Null where it cannot be played, which is told. */
  function played<T>(what: string, read: () => T): T | null {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof BadRequestError)) throw error;
      notPlayed.push(`${what}: not played by the stand-in: ${error.message}`);
      return null;
    }
  }

  const actionsOf = (actions: readonly unknown[]) =>
    readBody(ListenerPatch, { DefaultActions: actions.map(bare) }).DefaultActions.map(translated);

  /** The listener that this one only redirects to, when that one is not played here. */
  function behind(listener: DescribedListener): DescribedListener | null {
    const [action] = listener.defaultActions as [{ RedirectConfig?: { Protocol?: string; Port?: string } }?];
    const { Protocol, Port } = action?.RedirectConfig ?? {};
    const to = world.listeners.find((one) => one.protocol === Protocol && String(one.port) === Port);
    return to && !ports.has(listenerName(to)) ? to : null;
  }

  const listeners = world.listeners.flatMap((listener) => {
    const at = listenerName(listener);
    const port = ports.get(at);
    if (port === undefined) {
      notPlayed.push(`listener ${at}: not played by the stand-in: --https plays one, with a certificate of its own`);
      return [];
    }
    const instead = behind(listener);
    if (instead)
      notPlayed.push(`listener ${at}: it leads to ${listenerName(instead)}, and does here what that one does`);
    const acting = instead ?? listener;
    const defaultActions = played(`listener ${at}`, () => actionsOf(acting.defaultActions));
    const rules = acting.rules.flatMap(({ priority, conditions, actions, transforms }) => {
      const text = ruleText({ Conditions: conditions as never, Actions: actions as never });
      const rule = played(`rule ${at}, priority ${priority}, ${text}`, () => {
        if (transforms.length > 0) throw new BadRequestError({ message: "it has transforms" });
        const read = readBody(RuleSchema, {
          Priority: priority,
          Conditions: conditions.map(bareCondition),
          Actions: actions.map(bare),
        });
        return { ...read, Actions: read.Actions.map(translated) };
      });
      return rule ? [rule] : [];
    });
    return [{ port, at, defaultActions, rules }];
  });
  return { listeners, notPlayed };
}

/** Without what an API leaves empty. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value)
    .map(([key, one]) => [key, bare(one)] as const)
    .filter(([, one]) => one !== undefined && one !== null && !(Array.isArray(one) && one.length === 0));
  return Object.fromEntries(entries);
}

/** Some APIs repeat the values of a condition beside its own object. @throws {BadRequestError} */
function bareCondition(condition: unknown): unknown {
  const { Values, ...rest } = bare(condition) as { Values?: unknown };
  if (JSON.stringify(rest).includes('"RegexValues"')) {
    throw new BadRequestError({ message: "it compares with a regular expression" });
  }
  return Object.keys(rest).some((key) => key.endsWith("Config")) ? rest : { ...rest, Values };
}
