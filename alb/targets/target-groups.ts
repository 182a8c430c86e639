import { createTargetGroupAttributes, type AttributeError } from "../attributes.ts";
import { DEFAULT_HEALTH_CHECK, refuseHealthCheck, type HealthCheckSettings } from "./health-check-settings.ts";
import { createTargetGroup, type TargetGroup, type TargetGroupOptions } from "./target-group.ts";

/** *Target groups per Application Load Balancer*. */
const MAX_GROUPS = 100;

export interface NewTargetGroup {
  name: string;
  /** ELBv2's names and string values. */
  attributes?: Readonly<Record<string, string>>;
  healthCheck?: Partial<HealthCheckSettings>;
}

export interface TargetGroupsOptions extends Omit<TargetGroupOptions, "name" | "arn" | "attributes" | "healthCheck"> {
  arnOf: (name: string) => string;
  shortDurations: boolean;
}

/** The target groups of a load balancer, by name and ARN. What is refused changes nothing. */
export function createTargetGroups({ arnOf, shortDurations, ...shared }: TargetGroupsOptions) {
  const groups = new Map<string, TargetGroup>();
  const byArn = new Map<string, TargetGroup>();
  const find = (nameOrArn: string): TargetGroup | null => groups.get(nameOrArn) ?? byArn.get(nameOrArn) ?? null;

  return {
    find,
    all: (): TargetGroup[] => [...groups.values()],

    /** @returns why not; null when it is there. */
    create({ name, attributes: values = {}, healthCheck: checks = {} }: NewTargetGroup): string | null {
      if (!/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(name)) {
        return `target group name is "${name}"; allowed: 1 to 32 letters, digits and hyphens, no hyphen at either end`;
      }
      if (groups.has(name)) return `target group name is "${name}"; allowed: one that no other target group has`;
      if (groups.size >= MAX_GROUPS) return `there are ${groups.size} target groups; allowed: at most ${MAX_GROUPS}`;
      const attributes = createTargetGroupAttributes(shortDurations);
      const healthCheck = { ...DEFAULT_HEALTH_CHECK, ...checks };
      const refusal = refuseHealthCheck(healthCheck, shortDurations) ?? attributes.modify(values)?.message;
      if (refusal) return refusal;
      const group = createTargetGroup({ ...shared, name, arn: arnOf(name), attributes, healthCheck });
      groups.set(name, group);
      byArn.set(group.arn, group);
      return null;
    },

    /** Its targets are gone at once, with what is under way at them. */
    delete(group: TargetGroup): void {
      for (const target of group.all()) group.remove(target);
      group.close();
      groups.delete(group.name);
      byArn.delete(group.arn);
    },

    /** @param isNamed whether an action names a group by this name or ARN. */
    setInUse(isNamed: (nameOrArn: string) => boolean): void {
      for (const group of groups.values()) group.setInUse(isNamed(group.name) || isNamed(group.arn));
    },

    modifyHealthCheck(group: TargetGroup, patch: Partial<HealthCheckSettings>): string | null {
      const next = { ...group.healthCheck(), ...patch };
      const refusal = refuseHealthCheck(next, shortDurations);
      if (!refusal) group.setHealthCheck(next);
      return refusal;
    },

    /** @param refuseSticky why this group may not become sticky; null when it may. */
    modifyAttributes(
      group: TargetGroup,
      patch: Readonly<Record<string, string>>,
      refuseSticky: () => string | null,
    ): AttributeError | null {
      const why = patch["stickiness.enabled"] === "true" ? refuseSticky() : null;
      if (why === null) return group.attributes.modify(patch);
      const key = "stickiness.enabled";
      const allowed = `false, since ${why}`;
      return { key, value: "true", allowed, message: `"${key}" is "true"; allowed: ${allowed}` };
    },

    close(): void {
      for (const group of groups.values()) group.close();
    },
  };
}
