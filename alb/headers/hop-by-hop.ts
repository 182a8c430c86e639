import type { HeaderFields } from "./header-fields.ts";

/** Of one hop only, by RFC 9110. AWS publishes no list. */
const ALWAYS: ReadonlySet<string> = new Set(["connection", "keep-alive", "proxy-connection", "upgrade"]);
/** A peer may not make us drop what frames its body or names its host. */
const NEVER: ReadonlySet<string> = new Set(["content-length", "transfer-encoding", "host", "trailer"]);
/** What nearly every `Connection` says, which names no header but those above. */
const USUAL = /^(?:keep-alive|close|upgrade|keep-alive, *upgrade)$/i;

/** The headers, in lower case, that go no further: those of one hop only and those that `Connection` names. */
export function hopByHop(headers: HeaderFields): ReadonlySet<string> {
  const { kinds, values } = headers;
  let hop = ALWAYS;
  for (let i = 0; i < kinds.length; i += 1) {
    if (kinds[i]!.key !== "connection" || USUAL.test(values[i]!)) continue;
    const named = values[i]!.split(",").map((one) => one.trim().toLowerCase());
    hop = new Set([...hop, ...named.filter((one) => !NEVER.has(one))]);
  }
  return hop;
}
