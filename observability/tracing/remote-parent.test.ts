import { expect, it } from "vitest";
import { remoteParent } from "./remote-parent.mjs";

const root = "67891233abcdef012345678912345678";

it.each([
  [{}, null],
  [{ traceId: "Root=nonsense" }, null],
  [
    {
      traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      traceId: "Root=1-67891233-abcdef012345678912345678",
    },
    { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" },
  ],
  [{ traceId: "Root=1-67891233-abcdef012345678912345678" }, { traceId: root, spanId: "2345678912345678" }],
  [
    { traceId: "Self=1-67891234-12456789abcdef012345678a;Root=1-67891233-abcdef012345678912345678" },
    { traceId: root, spanId: "abcdef012345678a" },
  ],
  [
    { traceId: "Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1" },
    { traceId: root, spanId: "53995c3f42cd8ad8" },
  ],
])("of %j is %j", (connection, expected) => {
  expect(remoteParent(connection)).toEqual(expected);
});
