import { z } from "zod";

// ELBv2's own JSON, as `aws elbv2 describe-rules` prints it. What a value may be, the load balancer itself knows.

const Values = z.strictObject({ Values: z.array(z.string()) });

/** ELBv2 repeats the values of these two beside the condition's own object, and takes them from there alone as well. */
const Condition = z.discriminatedUnion("Field", [
  z
    .strictObject({
      Field: z.literal("host-header"),
      HostHeaderConfig: Values.optional(),
      Values: z.array(z.string()).optional(),
    })
    .transform(({ Field, HostHeaderConfig, Values: own = [] }) => ({
      Field,
      HostHeaderConfig: HostHeaderConfig ?? { Values: own },
    })),
  z
    .strictObject({
      Field: z.literal("path-pattern"),
      PathPatternConfig: Values.optional(),
      Values: z.array(z.string()).optional(),
    })
    .transform(({ Field, PathPatternConfig, Values: own = [] }) => ({
      Field,
      PathPatternConfig: PathPatternConfig ?? { Values: own },
    })),
  z.strictObject({
    Field: z.literal("http-header"),
    HttpHeaderConfig: Values.extend({ HttpHeaderName: z.string() }),
  }),
  z.strictObject({ Field: z.literal("http-request-method"), HttpRequestMethodConfig: Values }),
  z.strictObject({
    Field: z.literal("query-string"),
    QueryStringConfig: z.strictObject({
      Values: z.array(z.strictObject({ Key: z.string().exactOptional(), Value: z.string() })),
    }),
  }),
  z.strictObject({ Field: z.literal("source-ip"), SourceIpConfig: Values }),
]);

const Forward = z.strictObject({
  TargetGroups: z.array(z.strictObject({ TargetGroupArn: z.string(), Weight: z.number().exactOptional() })),
  TargetGroupStickinessConfig: z
    .strictObject({ Enabled: z.boolean().default(false), DurationSeconds: z.number().exactOptional() })
    .exactOptional(),
});

const Order = z.number().optional();

const Action = z.discriminatedUnion("Type", [
  z
    .strictObject({
      Type: z.literal("forward"),
      Order,
      TargetGroupArn: z.string().optional(),
      ForwardConfig: Forward.optional(),
    })
    .transform(({ Type, TargetGroupArn, ForwardConfig }) => ({
      Type,
      ForwardConfig: ForwardConfig ?? {
        TargetGroups: TargetGroupArn === undefined ? [] : [{ TargetGroupArn }],
      },
    })),
  z
    .strictObject({
      Type: z.literal("redirect"),
      Order,
      RedirectConfig: z.strictObject({
        Protocol: z.string().exactOptional(),
        Host: z.string().exactOptional(),
        Port: z.string().exactOptional(),
        Path: z.string().exactOptional(),
        Query: z.string().exactOptional(),
        StatusCode: z.enum(["HTTP_301", "HTTP_302"]),
      }),
    })
    .transform(({ Type, RedirectConfig }) => ({ Type, RedirectConfig })),
  z
    .strictObject({
      Type: z.literal("fixed-response"),
      Order,
      FixedResponseConfig: z.strictObject({
        StatusCode: z.string(),
        ContentType: z.string().exactOptional(),
        MessageBody: z.string().exactOptional(),
      }),
    })
    .transform(({ Type, FixedResponseConfig }) => ({ Type, FixedResponseConfig })),
]);

/** `POST /listeners/PORT/rules`. */
export const ListenerRule = z.strictObject({
  Priority: z.number(),
  Conditions: z.array(Condition),
  Actions: z.array(Action),
});
export type ListenerRule = z.infer<typeof ListenerRule>;

/** `PATCH /listeners/PORT/rules/PRIORITY`. */
export const RulePatch = z.strictObject({
  Priority: z.number().exactOptional(),
  Conditions: z.array(Condition).exactOptional(),
  Actions: z.array(Action).exactOptional(),
});

/** `PATCH /listeners/PORT`. */
export const ListenerPatch = z.strictObject({ DefaultActions: z.array(Action) });

export type RuleAction = z.infer<typeof Action>;
