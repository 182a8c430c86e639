import { z } from "zod";

/** The most that the body of a request may hold, in bytes. */
export const MAX_CONTROL_BODY = 16 << 10;

const HealthCheckPatch = z
  .strictObject({
    path: z.string().exactOptional(),
    intervalSeconds: z.number().exactOptional(),
    timeoutSeconds: z.number().exactOptional(),
    healthyThresholdCount: z.number().exactOptional(),
    unhealthyThresholdCount: z.number().exactOptional(),
    matcher: z.string().exactOptional(),
  })
  .refine((body) => Object.keys(body).length > 0, {
    error: 'allowed: at least one setting, like {"path":"/health"}',
  });

const Text = z.string({ error: "allowed: a string" });

const aWholeNumber = { error: "allowed: a whole number" };
const WholeNumber = z.int(aWholeNumber).min(0, aWholeNumber).optional();

/** The bodies of the control API's requests. What an attribute may be, the load balancer itself knows. */
export const CONTROL_REQUESTS = {
  /** `PATCH /target-group/attributes`, `PATCH /load-balancer/attributes`: ELBv2's names and string values. */
  attributes: z
    .record(z.string(), z.string({ error: "allowed: a string, as in ELBv2" }))
    .refine((body) => Object.keys(body).length > 0, {
      error: 'allowed: at least one attribute, like {"stickiness.enabled":"false"}',
    }),
  /** `PATCH /target-group`, `PATCH /target-groups/NAME`. What a number may be, the load balancer itself knows. */
  targetGroup: z.strictObject({ healthCheck: HealthCheckPatch }),
  /** `POST /target-groups`: attributes are ELBv2's. */
  newTargetGroup: z.strictObject({
    name: Text,
    attributes: z.record(z.string(), z.string({ error: "allowed: a string, as in ELBv2" })).exactOptional(),
    healthCheck: HealthCheckPatch.exactOptional(),
  }),
  /** `POST /target-groups/NAME/targets`: a target of the application's group. */
  newTarget: z.strictObject({ id: Text }),
  /** `PATCH /lab`. */
  lab: z
    .strictObject({
      state: z.enum(["memory", "redis"]).exactOptional(),
      /** Rules that lead each room to one instance. */
      roomAffinity: z.boolean({ error: "allowed: true or false" }).exactOptional(),
    })
    .refine((body) => Object.keys(body).length > 0, { error: 'allowed: at least one setting, like {"state":"redis"}' }),
  /** `POST /experiment`; what the numbers may be, the experiment itself knows. */
  experiment: z.strictObject({
    cells: z.string({ error: 'allowed: a filter like "stickiness=off"' }).max(1_000).optional(),
    people: WholeNumber,
    messages: WholeNumber,
    seed: WholeNumber,
  }),
} as const;

export type ExperimentRequest = z.infer<(typeof CONTROL_REQUESTS)["experiment"]>;
