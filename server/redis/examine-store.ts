const OLDEST = [6, 2] as const;

/** What `INFO` says of a Redis that is to hold rooms: why it cannot, or what is to be feared; null where nothing is. */
export function examineStore(info: string): { refusal: string | null; warning: string | null } {
  const read = (name: string) => new RegExp(`^${name}:(\\S+)`, "m").exec(info)?.[1];
  const version = read("redis_version") ?? "0";
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    return { refusal: `it is version ${version}, and ${OLDEST.join(".")} or later is needed`, warning: null };
  }
  const policy = read("maxmemory_policy") ?? "noeviction";
  if (policy === "noeviction" || Number(read("maxmemory") ?? 0) === 0) return { refusal: null, warning: null };
  return {
    refusal: null,
    warning: `it throws rooms away when it is full: its maxmemory-policy is ${policy}, not noeviction`,
  };
}
