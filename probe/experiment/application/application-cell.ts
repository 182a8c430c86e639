/** Every setting under which an application is measured, in the order of the report. */
export const APPLICATION_DIMENSIONS = {
  /** `as-is`: a deployment at a URL has what it has. */
  stickiness: ["off", "on", "as-is"],
  transport: ["default", "polling", "websocket"],
  layout: ["one-browser", "browsers"],
  happening: ["nothing", "reconnect", "late-reconnect", "kill", "drain"],
} as const;

type Dimensions = typeof APPLICATION_DIMENSIONS;

export type ApplicationCell = { -readonly [D in keyof Dimensions]: Dimensions[D][number] };

/** All that can be measured: of a deployment at a URL nothing is switched or killed, and one instance cannot be spared. */
export function applicationCells({
  isDeployed,
  instances,
}: {
  isDeployed: boolean;
  instances: number;
}): ApplicationCell[] {
  const { stickiness, transport, layout, happening } = APPLICATION_DIMENSIONS;
  const switches = isDeployed ? (["as-is"] as const) : stickiness.slice(0, 2);
  const happenings = isDeployed || instances === 1 ? happening.slice(0, 3) : happening;
  return switches.flatMap((sticky) =>
    transport.flatMap((one) =>
      layout.flatMap((where) =>
        happenings.map((what) => ({ stickiness: sticky, transport: one, layout: where, happening: what })),
      ),
    ),
  );
}
