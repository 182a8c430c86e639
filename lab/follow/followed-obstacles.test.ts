import { expect, it } from "vitest";
import { followedObstacles } from "./followed-obstacles.ts";

it("leaves to this API's callers what the followed one knows nothing of, and says where to do the rest", () => {
  const { processes, experiment, people, ...decided } = followedObstacles({
    url: "http://127.0.0.1:5555",
    loadBalancer: "chat",
  });
  expect({ processes, experiment, people }).toEqual({ processes: null, experiment: null, people: null });
  for (const sentence of Object.values(decided)) expect(sentence).toContain("http://127.0.0.1:5555");
  expect(decided.attributes).toContain("terraform apply -var stickiness_enabled=false");
  expect(decided.add).toContain("terraform apply -var instance_count=5");
  expect(decided.drain).toBe(decided.add);
});
