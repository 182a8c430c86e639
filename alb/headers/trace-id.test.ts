import { expect, it } from "vitest";
import { traceId } from "./trace-id.ts";

const NEW = "1-5759e988-bd862e3fe1be46a994272793";
const nowMs = 0x5759e988 * 1000 + 789;
const random = () => "bd862e3fe1be46a994272793";

it.each([
  ["nothing", undefined, `Root=${NEW}`],
  ["an empty one", "  ", `Root=${NEW}`],
  ["a Root", "Root=1-67891233-abcdef012345678912345678", `Self=${NEW};Root=1-67891233-abcdef012345678912345678`],
  ["a Root and more", "Root=1-67891233-a;CalledFrom=app", `Self=${NEW};Root=1-67891233-a;CalledFrom=app`],
  ["Self and Root", "Self=1-67891234-b;Root=1-67891233-a", `Self=${NEW};Root=1-67891233-a`],
  ["Root and Self", "Root=1-67891233-a; Self=1-67891234-b", `Self=${NEW};Root=1-67891233-a`],
  ["a field of the client's own", "CalledFrom=app", `Self=${NEW};Root=${NEW};CalledFrom=app`],
  ["more than 7 KB", `Root=1-67891233-a;x=${"y".repeat(7_200)}`, `Root=${NEW}`],
])("after %s the target receives what R7.3 says", (_, received, expected) => {
  expect(traceId(received, nowMs, random)).toBe(expected);
});

it("draws its own random part", () => {
  expect(traceId(undefined, nowMs)).toMatch(/^Root=1-5759e988-[0-9a-f]{24}$/);
  expect(traceId(undefined, nowMs)).not.toBe(traceId(undefined, nowMs));
});
