import { withoutPassword } from "./without-password.ts";
import { defaultSettings, SETTINGS, type Setting, type Settings } from "./settings.ts";

type Parsed = { ok: true; settings: Settings } | { ok: false; complaints: string[] };

/** Reads the settings from environment variables, or says everything that is wrong with them. Empty is not set. */
export function parseSettings(env: Record<string, string | undefined>): Parsed {
  const settings: Record<string, unknown> = { ...defaultSettings() };
  const complaints: string[] = [];
  for (const [name, setting] of Object.entries<Setting<unknown>>(SETTINGS)) {
    const text = env[setting.env];
    if (text === undefined || text === "") continue;
    const value = setting.parse(text);
    if (value === undefined) {
      complaints.push(`${setting.env}=${JSON.stringify(withoutPassword(text))}: allowed is ${setting.allowed}`);
    }
    if (value !== undefined) settings[name] = value;
  }
  const parsed = settings as Settings;
  // JSON writes one character with six bytes at most.
  const needed = parsed.textLength * 6 + 1_000;
  if (parsed.maxPayloadBytes < needed) {
    complaints.push(
      `MAX_PAYLOAD_BYTES="${parsed.maxPayloadBytes}": allowed is at least ${needed}, so that a message of TEXT_LENGTH="${parsed.textLength}" fits`,
    );
  }
  if (parsed.leaseMs < parsed.heartbeatMs * 3) {
    complaints.push(
      `LEASE_MS="${parsed.leaseMs}": allowed is at least ${parsed.heartbeatMs * 3}, three times HEARTBEAT_MS="${parsed.heartbeatMs}"`,
    );
  }
  return complaints.length > 0 ? { ok: false, complaints } : { ok: true, settings: parsed };
}
