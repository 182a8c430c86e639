import type { LabAction } from "./lab-action.ts";

/** The key of an action in `LabState.outcomes`: one for each control on the page. */
export function labActionKey(action: LabAction): string {
  return "instance" in action ? `${action.type}:${action.instance}` : action.type;
}
