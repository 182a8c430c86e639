/** Headers as Node receives them: names and values in turn, in order, nothing merged. */
export type RawHeaders = readonly string[];

export function* headerLines(raw: RawHeaders): Generator<[name: string, value: string]> {
  for (let i = 0; i + 1 < raw.length; i += 2) yield [raw[i]!, raw[i + 1]!];
}

/** All values of a header, in order. */
export function headerValues(raw: RawHeaders, name: string): string[] {
  const values: string[] = [];
  for (const [key, value] of headerLines(raw)) if (key.toLowerCase() === name) values.push(value);
  return values;
}

/**
 * Without the headers that concern one hop only. AWS publishes no list: these are RFC 9110's, except those that frame the
 * body, and the ones that `Connection` names.
 */
export function withoutHopByHop(raw: RawHeaders): string[] {
  const hop = new Set(["connection", "keep-alive", "proxy-connection", "upgrade"]);
  for (const value of headerValues(raw, "connection")) {
    for (const name of value.split(",")) hop.add(name.trim().toLowerCase());
  }
  // A client may not make us drop what frames its body or names its host.
  for (const name of ["content-length", "transfer-encoding", "host", "trailer"]) hop.delete(name);
  return without(raw, hop);
}

export function without(raw: RawHeaders, names: ReadonlySet<string>): string[] {
  const kept: string[] = [];
  for (const [name, value] of headerLines(raw)) if (!names.has(name.toLowerCase())) kept.push(name, value);
  return kept;
}
