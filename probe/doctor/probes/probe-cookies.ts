import type { SeenCookie } from "../evidence.ts";
import type { EngineClient } from "../../wire/engine-client.ts";
import { probeSession, type SessionProbeOptions } from "./probe-sessions.ts";

/** The cookies that hold a session, each alone: what a browser that keeps but this one gets. */
export async function probeCookies(
  client: EngineClient,
  cookies: readonly SeenCookie[],
  { count, ...options }: SessionProbeOptions & { count: number },
): Promise<string[]> {
  const effective: string[] = [];
  for (const { name, refusal } of cookies) {
    if (refusal !== null) continue;
    let survivors = 0;
    for (let index = 0; index < count; index += 1) {
      const run = await probeSession(client, { hasJar: true, connection: "fresh" }, { ...options, onlyCookie: name });
      if (run.outcome !== "survived") break;
      survivors += 1;
    }
    if (survivors === count) effective.push(name);
  }
  return effective;
}
