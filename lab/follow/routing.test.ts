import { expect, it } from "vitest";
import { DEFAULT_HEALTH_CHECK } from "../../alb/targets/health-check-settings.ts";
import type { DescribedGroup, DescribedListener, World } from "./read-world.ts";
import { routingOf } from "./routing.ts";

const group = (name: string): DescribedGroup => ({
  name,
  arn: `arn:${name}`,
  attributes: {},
  healthCheck: DEFAULT_HEALTH_CHECK,
  targets: [],
});
const to = (...names: string[]) => ({
  Type: "forward",
  Order: 1,
  TargetGroupArn: `arn:${names[0]}`,
  ForwardConfig: {
    TargetGroups: names.map((name, index) => ({ TargetGroupArn: `arn:${name}`, Weight: index + 1 })),
    TargetGroupStickinessConfig: { Enabled: names.length > 1, DurationSeconds: names.length > 1 ? 60 : undefined },
  },
});
const listener = (more: Partial<DescribedListener> = {}): DescribedListener => ({
  protocol: "HTTP",
  port: 80,
  defaultActions: [to("chat-app")],
  rules: [],
  ...more,
});
const world = (...listeners: DescribedListener[]): World => ({
  loadBalancer: { name: "chat", arn: "arn:lb", attributes: {} },
  targetGroup: group("chat-app"),
  moreTargetGroups: [group("green")],
  listeners,
  instances: [],
});
const played = (listeners: DescribedListener[], ports: [string, number][] = [["HTTP:80", 8000]]) =>
  routingOf(world(...listeners), new Map(ports), "chat");

it("translates forward actions with weights and stickiness, and groups by the names that they have here", () => {
  const rules = [
    {
      priority: 5,
      conditions: [
        { Field: "path-pattern", Values: ["/a/*"], PathPatternConfig: { Values: ["/a/*"], RegexValues: [] } },
        { Field: "query-string", Values: [], QueryStringConfig: { Values: [{ Key: "room", Value: "*a" }] } },
      ],
      actions: [to("chat-app", "green")],
      transforms: [],
    },
  ];
  expect(played([listener({ rules })])).toEqual({
    notPlayed: [],
    listeners: [
      {
        port: 8000,
        at: "HTTP:80",
        defaultActions: [
          {
            Type: "forward",
            ForwardConfig: {
              TargetGroups: [{ TargetGroupArn: "chat", Weight: 1 }],
              TargetGroupStickinessConfig: { Enabled: false },
            },
          },
        ],
        rules: [
          {
            Priority: 5,
            Conditions: [
              { Field: "path-pattern", PathPatternConfig: { Values: ["/a/*"] } },
              { Field: "query-string", QueryStringConfig: { Values: [{ Key: "room", Value: "*a" }] } },
            ],
            Actions: [
              {
                Type: "forward",
                ForwardConfig: {
                  TargetGroups: [
                    { TargetGroupArn: "chat", Weight: 1 },
                    { TargetGroupArn: "green", Weight: 2 },
                  ],
                  TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 },
                },
              },
            ],
          },
        ],
      },
    ],
  });
});

const redirect = {
  Type: "redirect",
  RedirectConfig: { Protocol: "HTTPS", Port: "443", Host: "#{host}", StatusCode: "HTTP_301" },
};

it("leads a redirect to the port that the other listener has here", () => {
  const { listeners, notPlayed } = played(
    [listener({ defaultActions: [redirect] }), listener({ protocol: "HTTPS", port: 443 })],
    [
      ["HTTP:80", 8000],
      ["HTTPS:443", 8443],
    ],
  );
  expect(notPlayed).toEqual([]);
  expect(listeners[0]!.defaultActions).toMatchObject([{ RedirectConfig: { Protocol: "HTTPS", Port: "8443" } }]);
});

it("lets a listener do what the one behind its redirect does, where that one is not played, and says so", () => {
  const { listeners, notPlayed } = played([
    listener({ defaultActions: [redirect] }),
    listener({
      protocol: "HTTPS",
      port: 443,
      rules: [
        {
          priority: 3,
          conditions: [{ Field: "path-pattern", Values: ["/b"] }],
          actions: [to("green")],
          transforms: [],
        },
      ],
    }),
  ]);
  expect(listeners[0]!.defaultActions).toMatchObject([{ Type: "forward" }]);
  expect(listeners[0]!.rules).toMatchObject([{ Priority: 3 }]);
  expect(notPlayed).toEqual([
    "listener HTTP:80: it leads to HTTPS:443, and does here what that one does",
    "listener HTTPS:443: not played by the stand-in: --https plays one, with a certificate of its own",
  ]);
});

it.each<[string, object, RegExp]>([
  [
    "a regular expression",
    { conditions: [{ Field: "path-pattern", PathPatternConfig: { RegexValues: ["^/a"] } }] },
    /^rule HTTP:80, priority 7, path-pattern .*: not played by the stand-in: it compares with a regular expression$/,
  ],
  ["transforms", { transforms: [{ Type: "url-rewrite" }] }, /not played by the stand-in: it has transforms$/],
  [
    "authentication",
    { actions: [{ Type: "authenticate-oidc", AuthenticateOidcConfig: { Issuer: "x" } }, to("green")] },
    /not played by the stand-in: .*authenticate-oidc/,
  ],
])("lists a rule with %s, and plays the others", (_what, more, sentence) => {
  const rule = (priority: number) => ({
    priority,
    conditions: [{ Field: "path-pattern", Values: ["/b"] }],
    actions: [to("green")],
    transforms: [],
  });
  const { listeners, notPlayed } = played([listener({ rules: [{ ...rule(7), ...more }, rule(8)] })]);
  expect(listeners[0]!.rules.map(({ Priority }) => Priority)).toEqual([8]);
  expect(notPlayed).toEqual([expect.stringMatching(sentence)]);
});
