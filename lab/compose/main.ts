import { UserError } from "../../machine/user-error.ts";
import { parseBalancerSettings } from "./settings.ts";
import { startBalancer } from "../../alb/balancer.ts";
import { startControlApi } from "../control/control-api.ts";
import { NotFoundError } from "../not-found-error.ts";
import { LAB_HEALTH_CHECK, LAB_LOAD_BALANCER_ATTRIBUTES, labTargetGroupAttributes } from "../defaults.ts";
import { INSTANCE_REPORTS, shareTargets } from "../instance-reports.ts";
import { NO_OBSTACLES } from "../../protocol/control/state.ts";
import { startFailure } from "../start-failure.ts";
import { fixedState } from "../rooms/state-switch.ts";

// The balancer and its control API on their own, for instances that somebody else runs: compose.yaml.

const parsed = parseBalancerSettings(process.env);
if ("complaints" in parsed) {
  process.stderr.write(`${parsed.complaints.join("\n")}\n`);
  process.exit(2);
}
const { host, port, controlPort, controlHost, stickiness, state, targets } = parsed.settings;

try {
  const balancer = await startBalancer({
    host,
    port,
    ...INSTANCE_REPORTS,
    healthCheck: LAB_HEALTH_CHECK,
    loadBalancerAttributes: LAB_LOAD_BALANCER_ATTRIBUTES,
    targetGroupAttributes: labTargetGroupAttributes({ stickiness }),
  });
  shareTargets(balancer);
  const url = `http://localhost:${balancer.port}`;
  const control = await startControlApi({
    areChatInstances: true,
    host,
    port: controlPort,
    controlHost,
    balancer,
    url,
    obstacles: {
      ...NO_OBSTACLES,
      add: "each instance is a service of compose.yaml; add another there, and name it in TARGETS",
      processes: "Docker Compose runs the instances; in a terminal: docker compose kill, pause, unpause or restart",
      people:
        "each is a process of the machine that runs the lab, which a container is not; open the chat in more browsers",
      experiment: `it starts labs of its own, which a container cannot; beside the sources: npm run experiment -- --url ${url}`,
    },
    rooms: fixedState(state, "it is decided when the containers start: STATE=redis docker compose --profile redis up"),
  });
  control.attach({
    list: () => [],
    view: (id) => {
      const { address, port: at } = known(id);
      return { id, address, port: at, process: { pid: null, state: "running", bootId: null, ended: null } };
    },
    deregister: (id) => balancer.deregisterTarget(known(id).id),
  });
  for (const target of targets) balancer.registerTarget(target);

  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      void Promise.all([control.close(), balancer.close()]).then(() => process.exit(0));
    });
  }
  process.stdout.write(`ready ${url} (control API ${control.url})\n`);
} catch (error) {
  const failure = startFailure(error, { controlPort, names: { port: "PORT", controlPort: "CONTROL_PORT" } });
  if (!(failure instanceof UserError)) throw failure;
  process.stderr.write(`${failure.message}\n`);
  process.exit(2);
}

function known(id: string): (typeof targets)[number] {
  const target = targets.find((one) => one.id === id);
  if (!target) throw new NotFoundError(`there is no instance "${id}"`);
  return target;
}
