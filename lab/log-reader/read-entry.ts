/** A line of any log of a lab, in pino's shape: fields of its own beside these. */
export interface LogEntry {
  /** As pino counts: 30 is info, 40 a warning. */
  level: number;
  /** Milliseconds since 1970. */
  time: number;
  /** Who wrote it; `balancer` for the access log. */
  instance: string;
  msg: string;
  [field: string]: unknown;
}

const LEVELS: Readonly<Record<string, number>> = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60 };

/** Rule R9.1: the fields of a line of the access log that a reader asks for. */
const ACCESS =
  /^(?<type>http|https|h2|ws|wss) (?<at>\S+) \S+ (?<address>\S+) (?<target>\S+) \S+ (?<seconds>\S+) \S+ (?<status>\d+) (?<targetStatus>\S+) \d+ \d+ "(?<request>[^"]*)" "[^"]*" \S+ \S+ (?<group>\S+) "(?<traceId>[^"]*)"/;

/** Reads a line of an instance's log, in either `LOG_FORMAT`, or of the access log; null: it is none of these. */
export function readEntry(line: string): LogEntry | null {
  return line.startsWith("{") ? ofInstance(line) : ofBalancer(line);
}

function ofInstance(line: string): LogEntry | null {
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return null;
  }
  if (fields["ecs.version"] !== undefined) fields = fromEcs(fields);
  const { level, time, instance, msg } = fields;
  const isEntry = typeof level === "number" && typeof time === "number" && typeof msg === "string";
  return isEntry ? { ...fields, level, time, instance: String(instance), msg } : null;
}

function fromEcs(fields: Record<string, unknown>): Record<string, unknown> {
  const own = Object.entries(fields).flatMap(([name, value]) =>
    name.startsWith("chat.") ? [[name.slice("chat.".length), value] as const] : [],
  );
  return {
    level: LEVELS[String(fields["log.level"])],
    time: Date.parse(String(fields["@timestamp"])),
    instance: fields["service.node.name"],
    msg: fields["message"],
    ...Object.fromEntries(own),
    ...(fields["error"] !== undefined && { err: fields["error"] }),
  };
}

function ofBalancer(line: string): LogEntry | null {
  const found = ACCESS.exec(line)?.groups;
  if (!found) return null;
  const { type, at, address, target, seconds, targetStatus, request, traceId } = found;
  const status = Number(found["status"]);
  return {
    level: status >= 500 ? 50 : status >= 400 ? 40 : 30,
    time: Date.parse(at!),
    instance: "balancer",
    msg: "request",
    type,
    address,
    target,
    status,
    targetStatus,
    seconds: Number(seconds),
    request,
    traceId,
  };
}
