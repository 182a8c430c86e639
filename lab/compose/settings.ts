/** What the balancer of compose.yaml is told. */
export interface BalancerSettings {
  host: string;
  port: number;
  controlPort: number;
  /** One more host name by which the control API may be asked, for GET alone: Prometheus in a container of its own. */
  controlHost: string | null;
  stickiness: boolean;
  /** Where the instances keep their rooms; the control API only repeats it. */
  state: "memory" | "redis";
  targets: { id: string; address: string; port: number }[];
}

type Parsed = { settings: BalancerSettings } | { complaints: string[] };

/** The settings from the environment, or every complaint at once. Empty is not set. */
export function parseBalancerSettings(env: Record<string, string | undefined>): Parsed {
  const complaints: string[] = [];
  const complain = (name: string, allowed: string) => {
    complaints.push(`${name} is "${env[name] ?? ""}"; allowed: ${allowed}`);
  };
  const port = (name: string, fallback: number) => {
    const value = env[name] ? (/^\d{1,5}$/.test(env[name]) ? Number(env[name]) : Number.NaN) : fallback;
    if (!(value >= 0 && value <= 65_535)) complain(name, "a port, 0 to 65535");
    return value;
  };
  const oneOf = <const T extends string>(name: string, allowed: readonly [T, ...T[]]): T => {
    const value = env[name] || allowed[0];
    const found = allowed.find((one) => one === value);
    if (found === undefined) complain(name, allowed.join(", "));
    return found ?? allowed[0];
  };

  const targets = (env["TARGETS"] ?? "").split(",").map((target) => parseTarget(target.trim()));
  const known = targets.filter((target) => target !== null);
  if (known.length < targets.length || new Set(known.map(({ id }) => id)).size < known.length) {
    complain("TARGETS", "different hosts with ports, like chat-1:8000,chat-2:8000");
  }
  const settings: BalancerSettings = {
    host: env["HOST"] || "127.0.0.1",
    port: port("PORT", 8000),
    controlPort: port("CONTROL_PORT", 8001),
    controlHost: env["CONTROL_HOST"] || null,
    stickiness: oneOf("STICKINESS", ["on", "off"]) === "on",
    state: oneOf("STATE", ["memory", "redis"]),
    targets: known,
  };
  return complaints.length > 0 ? { complaints } : { settings };
}

/** `HOST:PORT` as a target that is called by its host. */
function parseTarget(text: string) {
  const [, address, port] = /^([A-Za-z0-9][A-Za-z0-9.-]{0,252}):(\d{1,5})$/.exec(text) ?? [];
  if (!address || !port || Number(port) < 1 || Number(port) > 65_535) return null;
  return { id: address, address, port: Number(port) };
}
