import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { buildDashboard, CHARTS } from "./dashboard.ts";

it("is the dashboard that is provisioned and imported", () => {
  const committed = readFileSync(new URL("dashboards/sticky-rooms.json", import.meta.url), "utf8");
  expect(JSON.parse(committed), "npm run dashboard writes it").toEqual(JSON.parse(JSON.stringify(buildDashboard())));
});

it("says of each chart what it shows, and names each line", () => {
  const charts = Object.values(CHARTS).flat();
  expect(charts.length).toBeGreaterThan(10);
  for (const { says, queries } of charts) {
    expect(says).toMatch(/\.$/);
    expect(queries.filter(([legend]) => legend === "")).toEqual([]);
  }
});
