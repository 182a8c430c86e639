import { isAlb, type Case } from "./case.ts";
import type { FrontKind } from "./known-cookies.ts";

/** A line that begins with four spaces is code, to be shown as it is. */
const code = (text: string) => text.split("\n").map((line) => `    ${line}`);

const TURN_ON: Record<Exclude<FrontKind, "other" | "cdn">, string[]> = {
  alb: [
    "Turn stickiness on in the target group; it takes effect at once and nothing restarts:",
    ...code(`resource "aws_lb_target_group" "chat" {
  stickiness {
    enabled         = true
    type            = "lb_cookie"
    cookie_duration = 86400
  }
}`),
  ],
  nginx: [
    "In nginx, lead each address to one instance (NGINX Plus has `sticky cookie`, too):",
    ...code(`upstream chat {
  ip_hash;
  server 10.0.0.1:3000;
  server 10.0.0.2:3000;
}`),
  ],
  haproxy: [
    "In HAProxy, let a cookie name the server:",
    ...code(`backend chat
  cookie SERVERID insert indirect nocache
  server chat-1 10.0.0.1:3000 check cookie chat-1
  server chat-2 10.0.0.2:3000 check cookie chat-2`),
  ],
  "ingress-nginx": [
    "In the Ingress, as annotations:",
    ...code(`nginx.ingress.kubernetes.io/affinity: "cookie"
nginx.ingress.kubernetes.io/affinity-mode: "persistent"`),
  ],
  traefik: ["In Traefik, for the service:", ...code("traefik.http.services.chat.loadbalancer.sticky.cookie.name=chat")],
};

/** How to get affinity, in the words of what stands in front; for an ALB when that is not known. */
export function turnStickinessOn({ fronts }: Case): string[] {
  const kinds = fronts.map(({ kind }) => kind).filter((kind) => kind !== "other" && kind !== "cdn");
  const kind = kinds[0];
  const webSocketOnly =
    'Or let clients use WebSocket alone, which needs no affinity and has no fallback: io({ transports: ["websocket"] }).';
  if (kind !== undefined) return [...TURN_ON[kind], webSocketOnly];
  return [
    "Turn session affinity on where the instances are chosen. On AWS that is the target group:",
    ...TURN_ON.alb.slice(1),
    "nginx: `ip_hash` in the upstream. HAProxy: `cookie SERVERID insert indirect nocache`, and `cookie NAME` on each server.",
    webSocketOnly,
  ];
}

/** How to let Upgrade through, in the words of what stands in front. */
export function letUpgradeThrough(one: Case): string[] {
  if (isAlb(one)) {
    return [
      "An ALB passes WebSockets without any setting: look for a proxy before or behind it that does not, and for a target group of protocol version HTTP2 or gRPC, which refuses them:",
      ...code(`resource "aws_lb_target_group" "chat" {
  protocol         = "HTTP"
  protocol_version = "HTTP1"
}`),
    ];
  }
  return [
    "In nginx:",
    ...code(`location /socket.io/ {
  proxy_pass http://chat;
  proxy_http_version 1.1;
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Connection "upgrade";
}`),
    "In other proxies: WebSocket has to be switched on, and `Connection` and `Upgrade` must not be removed.",
  ];
}

/** How to let connections be silent for longer than a ping interval. */
export function raiseIdleTimeout(one: Case, seconds: number): string[] {
  const wanted = Math.max(60, Math.ceil((seconds + 5) / 10) * 10);
  const nginx = `nginx: \`proxy_read_timeout ${wanted}s;\`. HAProxy: \`timeout tunnel ${wanted}s\`, \`timeout server ${wanted}s\`, \`timeout client ${wanted}s\`.`;
  return [
    `Let connections be silent for more than the server's pingInterval and pingTimeout together, ${seconds} s here. On an ALB:`,
    ...code(`resource "aws_lb" "chat" {
  idle_timeout = ${wanted}
}`),
    ...(isAlb(one) ? [] : [nginx]),
    "Or make the server ping more often: new Server({ pingInterval: …, pingTimeout: … }).",
  ];
}

export const CHECK_HEALTH = [
  "Let the load balancer ask for a path that answers 200 and does nothing else:",
  ...code(`resource "aws_lb_target_group" "chat" {
  health_check {
    path    = "/health"
    matcher = "200"
  }
}`),
];

export const LISTEN_ON_HTTPS = [
  "Serve the endpoint over HTTPS, so that the cookie can be `SameSite=None; Secure`, as AWSALBCORS then is:",
  ...code(`resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.chat.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = var.certificate_arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.chat.arn
  }
}`),
];

export const LENGTHEN_COOKIE = [
  "Give the cookie a longer life. On an ALB:",
  ...code(`resource "aws_lb_target_group" "chat" {
  stickiness {
    enabled         = true
    type            = "lb_cookie"
    cookie_duration = 86400
  }
}`),
];

/** How a CDN is made to pass what affinity needs. */
export const PASS_THROUGH_CDN = [
  "Let what stands before the load balancer pass `Cookie` and `Set-Cookie` and keep no answers. In CloudFront:",
  ...code(`ordered_cache_behavior {
  path_pattern             = "/socket.io/*"
  cache_policy_id          = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad" # CachingDisabled
  origin_request_policy_id = "216adef6-2c7f-47e4-b989-5492eafa07d3" # AllViewer
}`),
  'In nginx: no `proxy_set_header Cookie ""` and no `proxy_hide_header Set-Cookie` in the location of Socket.IO.',
];
