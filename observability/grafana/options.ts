import { defineCommand } from "../../machine/commands/command.ts";

/** `npm run dashboard`. */
export const dashboardCommand = defineCommand({
  name: "dashboard",
  usage: "",
  about: "Writes Grafana's dashboard, observability/grafana/dashboards/sticky-rooms.json, from its source.",
  options: {},
  examples: [],
  read: () => ({}),
});
