import * as fc from "fast-check";
import { expect, it } from "vitest";
import { createRuleTable } from "../../alb/listener-rules/rule-table.ts";
import { dealRooms, roomRules } from "./room-rules.ts";

const instances = fc
  .uniqueArray(fc.integer({ min: 1, max: 32 }), { minLength: 1, maxLength: 12 })
  .map((numbers) => numbers.map((number) => `chat-${number}`));

it("leaves a room where it is while its instance serves, and moves the others only to those that serve", () => {
  fc.assert(
    fc.property(instances, instances, (before, now) => {
      const was = dealRooms(before, {});
      for (const [character, instance] of Object.entries(dealRooms(now, was))) {
        const had = was[character]!;
        expect(now.includes(had) ? [had] : now).toContain(instance);
      }
    }),
    { numRuns: 20 },
  );
});

it("gives each of three instances a share", () => {
  const dealt = Object.values(dealRooms(["chat-1", "chat-2", "chat-3"], {}));
  for (const id of ["chat-1", "chat-2", "chat-3"]) expect(dealt.filter((one) => one === id).length).toBeGreaterThan(5);
});

/** What the rules of a listener make of a request with this query. */
function leadsTo(affinity: Readonly<Record<string, string>>, query: string): string {
  const table = createRuleTable({ protocol: "HTTP", isGroupSticky: () => false });
  table.setDefaultActions([{ Type: "forward", ForwardConfig: { TargetGroups: [{ TargetGroupArn: "any" }] } }]);
  for (const rule of roomRules(affinity, (id) => id)) expect(table.create(rule)).toBeNull();
  const headers = { get: () => null, all: () => [] } as never;
  const request = { method: "GET", path: "/socket.io/", query, headers, host: "localhost", sourceIp: "127.0.0.1" };
  const { action } = table.match(request);
  return action.Type === "forward" ? action.ForwardConfig.TargetGroups[0]!.TargetGroupArn : action.Type;
}

it("makes rules that an ALB takes, which lead every room to its instance, and what has none to any", () => {
  fc.assert(
    fc.property(instances, fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }), (serving, room) => {
      const affinity = dealRooms(serving, {});
      const inUrl = new URLSearchParams({ room }).get("room") === room ? encodeURIComponent(room) : "a";
      const last = inUrl.at(-1)!.toLowerCase();
      expect(leadsTo(affinity, `room=${inUrl}&EIO=4`)).toBe(affinity[last] ?? affinity["*"]);
      expect(leadsTo(affinity, "EIO=4&transport=polling")).toBe("any");
    }),
    { numRuns: 20 },
  );
});
