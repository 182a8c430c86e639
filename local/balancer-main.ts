import { parseBalancerSettings } from "./balancer-settings.ts";
import { startBalancer } from "./balancer/balancer.ts";
import { startControlApi } from "./control-api.ts";
import { InstanceStateError, UnknownInstanceError } from "./instance-group.ts";
import { LAB_HEALTH_CHECK, LAB_LOAD_BALANCER_ATTRIBUTES, LAB_TARGET_GROUP_ATTRIBUTES } from "./lab-defaults.ts";
import { startFailure } from "./start-failure.ts";
import { fixedState } from "./state-switch.ts";

// The balancer and its control API on their own, for instances that somebody else runs: compose.yaml.

const parsed = parseBalancerSettings(process.env);
if ("complaints" in parsed) {
  process.stderr.write(`${parsed.complaints.join("\n")}\n`);
  process.exit(2);
}
const { host, port, controlPort, stickiness, state, targets } = parsed.settings;

try {
  const balancer = await startBalancer({
    host,
    port,
    healthCheck: LAB_HEALTH_CHECK,
    loadBalancerAttributes: LAB_LOAD_BALANCER_ATTRIBUTES,
    targetGroupAttributes: { ...LAB_TARGET_GROUP_ATTRIBUTES, "stickiness.enabled": String(stickiness) },
  });
  const url = `http://localhost:${balancer.port}`;
  const control = await startControlApi({
    host,
    port: controlPort,
    balancer,
    url,
    rooms: fixedState(state, "it is decided when the containers start: STATE=redis docker compose --profile redis up"),
  });
  control.attach({
    list: () => [],
    view: (id) => {
      const { address, port: at } = targets.find((target) => target.id === id) ?? refuseUnknown(id);
      return { id, address, port: at, process: { pid: null, state: "running", bootId: null, ended: null } };
    },
    add: () => refuse("up"),
    kill: (id) => refuse(`kill ${id}`),
    pause: (id) => refuse(`pause ${id}`),
    resume: (id) => refuse(`unpause ${id}`),
    restart: (id) => refuse(`restart ${id}`),
    deregister: (id) => balancer.deregisterTarget(id),
    restartAll: () => refuse("restart"),
    forget: (id) => refuse(`rm ${id}`),
    healthy: async () => {},
    close: async () => {},
  });
  for (const target of targets) balancer.registerTarget(target);

  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      void Promise.all([control.close(), balancer.close()]).then(() => process.exit(0));
    });
  }
  process.stdout.write(`ready ${url} (control API ${control.url})\n`);
} catch (error) {
  const sentence = startFailure(error, { controlPort, names: { port: "PORT", controlPort: "CONTROL_PORT" } });
  if (sentence === null) throw error;
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

/** The control API can change attributes here, but not start or stop what runs in other containers. */
function refuse(command: string): never {
  throw new InstanceStateError(`whoever started the instances runs them; try: docker compose ${command}`);
}

function refuseUnknown(id: string): never {
  throw new UnknownInstanceError(id);
}
