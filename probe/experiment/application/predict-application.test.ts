import { describe, expect, it } from "vitest";
import { predictApplication, type ApplicationCircumstances } from "./predict-application.ts";

const usual: ApplicationCircumstances = {
  cell: { stickiness: "on", transport: "default", layout: "browsers", happening: "nothing" },
  claims: "memory",
  people: 6,
  rooms: 1,
  instances: 3,
};

type Change = Partial<Omit<ApplicationCircumstances, "cell">> & Partial<ApplicationCircumstances["cell"]>;

function predict({ stickiness, transport, layout, happening, ...others }: Change) {
  const change = { stickiness, transport, layout, happening };
  const cell = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  return predictApplication({ ...usual, ...others, cell: { ...usual.cell, ...cell } });
}

describe("what an application that keeps its promise must show", () => {
  it.each([
    [{}, true, 0.8, "(1 − 1/3) · 6/5 = 80.0 %"],
    [{ people: 12, instances: 2 }, true, 6 / 11, "(1 − 1/2) · 12/11 = 54.5 %"],
    [{ stickiness: "off", transport: "websocket" }, true, 0.8, "(1 − 1/3) · 6/5 = 80.0 %"],
    [{ stickiness: "off" }, false, null, "no lasting sessions"],
    [{ stickiness: "off", instances: 1 }, true, 0, "nothing missing: one instance"],
    [{ layout: "one-browser" }, true, 0, "nothing missing: one browser"],
    [{ happening: "kill" }, true, null, "nothing passes between instances"],
    [
      { stickiness: "off", transport: "websocket", happening: "reconnect" },
      true,
      null,
      "nothing passes between instances",
    ],
    [{ happening: "reconnect" }, true, null, "nothing passes between instances"],
    [{ happening: "reconnect", layout: "one-browser" }, true, 0, "nothing missing: one browser"],
    [{ happening: "late-reconnect", layout: "one-browser" }, true, 0, "nothing missing: one browser"],
    [{ rooms: 2 }, true, null, "nothing passes between instances"],
    [{ stickiness: "as-is", instances: null }, null, null, "nothing passes between instances"],
    [{ claims: "shared" }, true, 0, "nothing missing"],
    [{ claims: "shared", happening: "kill" }, true, 0, "nothing missing"],
    [{ claims: "shared", stickiness: "as-is", instances: null }, null, 0, "nothing missing"],
  ] as [Change, boolean | null, number | null, string][])("%j", (change, isUp, share, words) => {
    const prediction = predict(change);
    expect(prediction).toMatchObject({ isUp, words });
    const rounded = prediction?.missingShare == null ? null : Math.round(prediction.missingShare * 1e9) / 1e9;
    expect(rounded).toBe(share === null ? null : Math.round(share * 1e9) / 1e9);
  });

  it("is nothing where it promises nothing", () => {
    expect(predict({ claims: null })).toBeNull();
  });
});
