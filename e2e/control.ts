import type { ControlError, ControlState, RoomAffinity } from "../protocol/control/state.ts";

/** The control API of the lab that a scenario runs against. */
export interface Control {
  url: string;
  /** Sets ELBv2's attributes of the target group; rejects with the API's sentence when it refuses. */
  modify(attributes: Record<string, string>): Promise<void>;
  attribute(name: string): Promise<string | undefined>;
  instances(): Promise<string[]>;
  /** Switches affinity by room, and tells which instance has which rooms now. */
  leadRooms(isOn: boolean): Promise<RoomAffinity | null>;
}

/** The control API at `url`, or why scenarios cannot be run with it. */
export async function findControl(url: string | null): Promise<Control | { lacking: string }> {
  if (url === null) return { lacking: "there is no control API" };
  const ask = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
    const response = await fetch(`${url}${path}`, { ...init, signal: AbortSignal.timeout(10_000) });
    const body = (await response.json()) as T & Partial<ControlError>;
    if (!response.ok) throw new Error(`${path}: ${body.error?.message ?? response.status}`);
    return body;
  };
  const state = () => ask<ControlState>("/state");
  try {
    const { follows } = (await state()).lab;
    if (follows) return { lacking: `the lab follows ${follows.url}, which decides over stickiness` };
  } catch {
    return { lacking: `its control API ${url} cannot be reached from here` };
  }
  return {
    url,
    modify: (attributes) =>
      ask("/target-group/attributes", { method: "PATCH", body: JSON.stringify(attributes) }).then(() => {}),
    attribute: async (name) => (await state()).targetGroup.attributes[name],
    leadRooms: async (isOn) => {
      const { roomAffinity } = await ask<ControlState["lab"]>("/lab", {
        method: "PATCH",
        body: JSON.stringify({ roomAffinity: isOn }),
      });
      return roomAffinity;
    },
    instances: async () => (await state()).targets.map(({ id }) => id),
  };
}
