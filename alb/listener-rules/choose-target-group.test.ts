import * as fc from "fast-check";
import { expect, it } from "vitest";
import { chooseTargetGroup } from "./choose-target-group.ts";

const groups = (...weights: number[]) => weights.map((weight, index) => ({ weight, index }));

it.each<[number[], number, number | null]>([
  [[9, 1], 0, 0],
  [[9, 1], 0.8999, 0],
  [[9, 1], 0.9, 1],
  [[9, 1], 0.9999, 1],
  [[0, 1], 0, 1],
  [[1, 0], 0.9999999, 0],
  [[0, 0], 0.5, null],
  [[0, 0, 5, 0], 0.99, 2],
])("of the weights %j at %d it is %s (R10.9)", (weights, random, expected) => {
  expect(chooseTargetGroup(groups(...weights), () => random)?.index ?? null).toBe(expected);
});

it("never takes a group of weight 0 while another has one", () => {
  const weights = fc.array(fc.integer({ min: 0, max: 999 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(weights, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (of, random) => {
      const chosen = chooseTargetGroup(groups(...of), () => random);
      expect(chosen === null).toBe(of.every((weight) => weight === 0));
      expect(chosen?.weight).not.toBe(0);
    }),
  );
});
