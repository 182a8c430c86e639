import type { Balancer, BalancerEvent } from "../../alb/balancer.ts";
import type { RoomAffinity } from "../../protocol/control/state.ts";
import { dealRooms, isRoomRule, roomRules } from "./room-rules.ts";

/** The target group of one target. */
export function roomGroup(instance: string): string {
  return `room-${instance}`;
}

export type RoomAffinitySwitch = ReturnType<typeof createRoomAffinity>;

/**
 * Affinity by room: while it is on, each listener has rules on `?room=` that forward to target groups of one instance
 * each. A group with one target has nobody to fail over to, so what an operator would have to do on AWS is done here: when
 * an instance is unhealthy or leaves, the rules of its rooms lead to another. They do not go back.
 */
export function createRoomAffinity(balancer: Balancer, onChange: () => void) {
  const application = balancer.state().targetGroup.name;
  let dealt: RoomAffinity | null = null;

  const groupNames = () => new Set(balancer.state().targetGroups.map(({ name }) => name));
  const holds = (id: string) =>
    balancer.state().targetGroups.some(({ name, targets }) => name === roomGroup(id) && targets.length > 0);
  const refuse = (why: string | null | undefined) => {
    if (why) throw new RangeError(why);
  };

  function register({ id, address, port }: { id: string; address: string; port: number }): void {
    const { targetGroup } = balancer.state();
    const group = roomGroup(id);
    const delay = "deregistration_delay.timeout_seconds";
    if (!groupNames().has(group)) {
      const attributes = { "stickiness.enabled": "false", [delay]: targetGroup.attributes[delay]! };
      refuse(balancer.createTargetGroup({ name: group, attributes, healthCheck: targetGroup.healthCheck }));
    }
    if (holds(id)) balancer.removeTarget(id, group);
    balancer.registerTarget({ id, address, port }, group);
  }

  const listeners = () => balancer.state().listeners.map(({ port }) => balancer.listener(port)!);

  /** Rules that are as they should be stay. */
  function setRules(affinity: RoomAffinity): void {
    const wanted = roomRules(affinity, roomGroup);
    for (const listener of listeners()) {
      const there = listener.rules().filter(isRoomRule);
      const same = (rule: object) => (one: object) => JSON.stringify(one) === JSON.stringify(rule);
      for (const rule of there) if (!wanted.some(same(rule))) refuse(listener.deleteRule(rule.Priority));
      for (const rule of wanted) if (!there.some(same(rule))) refuse(listener.createRule(rule));
    }
  }

  /** To those that take new requests; while there are none, to nobody. */
  function deal(): void {
    if (dealt === null) return;
    const serving = balancer.state().targets.filter(({ health }) => health.state === "healthy");
    const ids = serving.map(({ id }) => id).sort();
    const next = ids.length === 0 ? {} : dealRooms(ids, dealt);
    if (JSON.stringify(next) === JSON.stringify(dealt)) return;
    setRules(next);
    dealt = next;
    onChange();
  }

  balancer.events.on("event", ({ type, targetGroup, id, to, address, port }: BalancerEvent) => {
    if (targetGroup !== application || typeof id !== "string") return;
    if (type === "target-registered") {
      if (dealt !== null || holds(id)) register({ id, address: String(address), port: Number(port) });
    } else if (type === "target-deregistered" || type === "target-health") {
      deal();
      if (type === "target-deregistered" && holds(id)) balancer.deregisterTarget(id, roomGroup(id));
      else if (to === "unused" && holds(id)) balancer.removeTarget(id, roomGroup(id));
    }
  });

  return {
    /** Null: it is off. */
    view: (): RoomAffinity | null => dealt,
    /**
     * Open WebSockets stay where they are, so groups stay when it is switched off.
     * @throws RangeError when the balancer refuses a group or a rule; then it is off.
     */
    set(isOn: boolean): void {
      if (isOn === (dealt !== null)) return;
      if (!isOn) {
        dealt = null;
        setRules({});
        return onChange();
      }
      try {
        for (const target of balancer.state().targets) {
          const { state } = target.health;
          if (state !== "draining" && state !== "unused" && !holds(target.id)) register(target);
        }
        dealt = {};
        deal();
      } catch (error) {
        dealt = null;
        setRules({});
        throw error;
      }
    },
  };
}
