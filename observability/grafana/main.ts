import { writeFileSync } from "node:fs";
import { runCommand } from "../../machine/commands/command.ts";
import { dashboardCommand } from "./options.ts";

await runCommand(dashboardCommand, async () => {
  const { buildDashboard } = await import("./dashboard.ts");
  const file = new URL("dashboards/sticky-rooms.json", import.meta.url);
  writeFileSync(file, `${JSON.stringify(buildDashboard(), null, 2)}\n`);
});
