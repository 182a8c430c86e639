import type { Refusal, RefusalCode } from "../../protocol/events.ts";

export function refuse(code: RefusalCode, message: string): Refusal {
  return { ok: false, code, message };
}
