import { type Case, hasFront } from "./case.ts";
import type { FrontKind } from "./known-cookies.ts";

/** A line that begins with four spaces is code, to be shown as it is. */
const code = (text: string) => text.split("\n").map((line) => `    ${line}`);

/** What to change in one component, in its own language. */
interface Recipe {
  /** To keep sessions on their instance. */
  stickiness?: string[];
  /** Why it may not act although it is there. */
  already?: string;
  /** To let WebSockets through. */
  upgrade?: string[];
  /** To let connections be silent for so many seconds. */
  idle?: (seconds: number) => string[];
}

/** Where the addresses 10.0.0.1 and 10.0.0.2 stand for the reader's own instances. */
const RECIPES: Partial<Record<FrontKind, Recipe>> = {
  alb: {
    stickiness: [
      "Turn stickiness on in the target group of the ALB; it takes effect at once and nothing restarts:",
      ...code(`resource "aws_lb_target_group" "chat" {
  stickiness {
    enabled         = true
    type            = "lb_cookie"
    cookie_duration = 86400
  }
}`),
    ],
    already:
      "If it is on already: a rule may forward to another target group, or something before the ALB may drop its cookie.",
    upgrade: [
      "An ALB passes WebSockets without any setting: look for a proxy before or behind it that does not, and for a target group of protocol version HTTP2 or gRPC, which refuses them:",
      ...code(`resource "aws_lb_target_group" "chat" {
  protocol         = "HTTP"
  protocol_version = "HTTP1"
}`),
    ],
    idle: (seconds) => [
      "On the ALB:",
      ...code(`resource "aws_lb" "chat" {
  idle_timeout = ${seconds}
}`),
    ],
  },
  nginx: {
    stickiness: [
      "In nginx, lead each address to one instance (NGINX Plus has `sticky cookie`, too):",
      ...code(`upstream chat {
  ip_hash;
  server 10.0.0.1:3000;
  server 10.0.0.2:3000;
}`),
    ],
    already:
      "If `ip_hash` is there already: it may see the address of a proxy before nginx instead of the visitor's. Name that proxy with `set_real_ip_from`, and say `real_ip_header X-Forwarded-For;`. It counts an IPv4 address by its first three numbers only.",
    upgrade: [
      "In nginx:",
      ...code(`location /socket.io/ {
  proxy_pass http://chat;
  proxy_http_version 1.1;
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Connection "upgrade";
}`),
    ],
    idle: (seconds) => [`In nginx: \`proxy_read_timeout ${seconds}s;\`.`],
  },
  haproxy: {
    stickiness: [
      "In HAProxy, let a cookie name the server:",
      ...code(`backend chat
  cookie SERVERID insert indirect nocache
  server chat-1 10.0.0.1:3000 check cookie chat-1
  server chat-2 10.0.0.2:3000 check cookie chat-2`),
    ],
    already:
      "If `cookie` is in the backend already: each `server` line needs a `cookie` of its own, and another HAProxy in the path a cookie with another name.",
    upgrade: [
      "HAProxy passes WebSockets without any setting: look for `http-request deny`, `del-header upgrade` and `option httpclose`.",
    ],
    idle: (seconds) => [
      `In HAProxy: \`timeout tunnel ${seconds}s\`, \`timeout server ${seconds}s\`, \`timeout client ${seconds}s\`.`,
    ],
  },
  apache: {
    stickiness: [
      "In Apache, let a cookie name the route (modules headers, proxy_balancer, lbmethod_byrequests):",
      ...code(`Header add Set-Cookie "ROUTEID=.%{BALANCER_WORKER_ROUTE}e; path=/" env=BALANCER_ROUTE_CHANGED
<Proxy "balancer://chat">
  BalancerMember "http://10.0.0.1:3000" route=1 upgrade=websocket
  BalancerMember "http://10.0.0.2:3000" route=2 upgrade=websocket
  ProxySet stickysession=ROUTEID
</Proxy>
ProxyPass "/socket.io/" "balancer://chat/socket.io/"`),
    ],
    already:
      "If `stickysession` is there already: the value of the cookie needs a dot before the route (`ROUTEID=.1`), and each BalancerMember a `route` of its own.",
    upgrade: [
      "In Apache 2.4.47 and later, with the module proxy_wstunnel for older ones:",
      ...code('ProxyPass "/socket.io/" "http://10.0.0.1:3000/socket.io/" upgrade=websocket'),
    ],
    idle: (seconds) => [`In Apache: \`ProxyTimeout ${seconds}\`.`],
  },
  caddy: {
    stickiness: [
      "In Caddy, let a cookie name the upstream:",
      ...code(`reverse_proxy 10.0.0.1:3000 10.0.0.2:3000 {
  lb_policy cookie lb
}`),
    ],
    already:
      "If `lb_policy cookie` is there already: several Caddys need the same secret, as in `lb_policy cookie lb SECRET`, and the same list of upstreams.",
    upgrade: [
      "Caddy passes WebSockets without any setting: look for a proxy before it that does not, and for a matcher.",
    ],
    idle: (seconds) => [
      `In Caddy, if they are set: \`read_timeout ${seconds}s\` of \`transport http\`, and no \`stream_timeout\`, which ends busy WebSockets too.`,
    ],
  },
  varnish: {
    stickiness: [
      "In Varnish, choose by the visitor's address, keep nothing of Socket.IO's, and hand WebSockets to `pipe`:",
      ...code(`vcl 4.1;
import directors;
backend chat_1 { .host = "10.0.0.1"; .port = "3000"; }
backend chat_2 { .host = "10.0.0.2"; .port = "3000"; }
sub vcl_init {
  new chat = directors.hash();
  chat.add_backend(chat_1, 1.0);
  chat.add_backend(chat_2, 1.0);
}
sub vcl_recv {
  set req.backend_hint = chat.backend(client.identity);
  if (req.http.Upgrade ~ "(?i)websocket") {
    return (pipe);
  }
  return (pass);
}
sub vcl_pipe {
  if (req.http.Upgrade) {
    set bereq.http.Upgrade = req.http.Upgrade;
    set bereq.http.Connection = req.http.Connection;
  }
}`),
    ],
    already:
      "If a hash director is there already: behind another proxy `client.identity` is that proxy's address. Set it from `X-Forwarded-For` in vcl_recv.",
    upgrade: [
      "In Varnish, WebSockets need `pipe`:",
      ...code(`sub vcl_recv {
  if (req.http.Upgrade ~ "(?i)websocket") {
    return (pipe);
  }
}
sub vcl_pipe {
  if (req.http.Upgrade) {
    set bereq.http.Upgrade = req.http.Upgrade;
    set bereq.http.Connection = req.http.Connection;
  }
}`),
    ],
    idle: (seconds) => [
      `In Varnish: \`-p pipe_timeout=${seconds}\` for WebSockets, and \`.first_byte_timeout = ${seconds}s\` of each backend for polls that wait.`,
    ],
  },
  gunicorn: {
    stickiness: [
      "gunicorn cannot keep a session on one of its workers. Start several with one worker each, and let a proxy choose between them by cookie or address:",
      ...code("gunicorn --workers 1 --worker-class gthread --threads 100 --bind 127.0.0.1:3001 app:app"),
    ],
    already: "If each has one worker already: it is the proxy before them that has to choose by cookie or address.",
  },
  "ingress-nginx": {
    stickiness: [
      "In the Ingress, as annotations:",
      ...code(`nginx.ingress.kubernetes.io/affinity: "cookie"
nginx.ingress.kubernetes.io/affinity-mode: "persistent"`),
    ],
    already:
      "If they are there already: an Ingress with `rewrite-target` or several paths needs `session-cookie-path: /` too, and `affinity-mode: balanced` moves sessions when pods are added.",
    idle: (seconds) => [
      "In the Ingress, as an annotation:",
      ...code(`nginx.ingress.kubernetes.io/proxy-read-timeout: "${seconds}"`),
    ],
  },
  traefik: {
    stickiness: [
      "In Traefik, for the service:",
      ...code("traefik.http.services.chat.loadbalancer.sticky.cookie.name=chat"),
    ],
    already:
      "If it is there already: it has to be at the service that the router names, and at each service of a weighted one.",
  },
  google: {
    stickiness: [
      "In the backend service of Google Cloud Load Balancing:",
      ...code("gcloud compute backend-services update chat --session-affinity=GENERATED_COOKIE --global"),
    ],
    already:
      "If it is set already: affinity is only kept while the balancing mode leaves room (RATE and UTILIZATION can move sessions); STRONG_COOKIE_AFFINITY keeps it.",
    idle: (seconds) => [
      "In the backend service:",
      ...code(`gcloud compute backend-services update chat --timeout=${seconds}s --global`),
    ],
  },
};

/** Neither is a product that was seen: what runs on such an instance may be one of several processes. */
const PROCESSES = {
  node: [
    "If the instances are workers of Node's cluster, or of PM2 in cluster mode, @socket.io/sticky keeps sessions on their worker (under PM2 its fork @socket.io/pm2, which listens at PM2_PORT):",
    ...code(`setupMaster(httpServer, { loadBalancingMethod: "least-connection" }); // in the primary
setupWorker(io); // in each worker`),
  ],
  python: ["If the instances are worker processes of one server: run each with one worker, and let a proxy choose."],
};
/** Its primary does not close a connection that began with a POST when the worker does, and goes on taking requests. */
const SHARED_CONNECTIONS =
  "If @socket.io/sticky is there already: a proxy before it must not keep connections for other visitors, since all that comes on one goes to one worker, and after 5 s without a request nothing on it is answered any more; nginx does with `keepalive` in the upstream, which then has to go.";

const WEBSOCKET_ONLY =
  'Or let clients use WebSocket alone, which needs no affinity and has no fallback: io({ transports: ["websocket"] }).';

/** How to get affinity, in the words of what stands in front. */
export function turnStickinessOn(one: Case): string[] {
  const [recipe] = recipesOf(one).filter(({ stickiness }) => stickiness);
  const isOpen = one.evidence.webSockets.some(({ speaks }) => speaks);
  const processes = one.runtime && !hasFront(one, "alb") && recipe !== RECIPES.gunicorn ? PROCESSES[one.runtime] : [];
  return [
    // Where nothing stands in front, processes on one port are the likeliest.
    ...(recipe
      ? [...recipe.stickiness!, ...(recipe.already === undefined ? [] : [recipe.already]), ...processes]
      : [...processes, UNSEEN]),
    ...(processes === PROCESSES.node ? sharedConnections(one) : []),
    ...(isOpen ? [WEBSOCKET_ONLY] : []),
  ];
}

/** Why requests may find another's instance, or no answer, although they are led by session. */
export function sharedConnections(one: Case): string[] {
  const [recipe] = recipesOf(one).filter(({ stickiness }) => stickiness);
  const mayShare = one.runtime === "node" && !hasFront(one, "alb") && (!recipe || recipe === RECIPES.nginx);
  return mayShare ? [SHARED_CONNECTIONS] : [];
}

const UNSEEN =
  "Turn session affinity on where the instances are chosen. What chooses them did not show itself; docs/doctor.md has the lines for nginx, HAProxy, Apache, Caddy, Varnish, an ALB and others.";

/** What to write for affinity, and why it may not act, for each component that there are lines for. */
export const STICKINESS: readonly { kind: FrontKind; advice: string[] }[] = Object.entries(RECIPES).flatMap(
  ([kind, { stickiness, already }]) =>
    stickiness
      ? [{ kind: kind as FrontKind, advice: [...stickiness, ...(already === undefined ? [] : [already])] }]
      : [],
);

function recipesOf({ fronts }: Case): Recipe[] {
  return fronts.flatMap(({ kind }) => RECIPES[kind] ?? []);
}

/** How to let Upgrade through, in the words of what stands in front. */
export function letUpgradeThrough(one: Case): string[] {
  const recipe = recipesOf(one).find(({ upgrade }) => upgrade);
  return [
    ...(recipe?.upgrade ?? []),
    "In any proxy on the way: WebSocket has to be switched on, and `Connection` and `Upgrade` must not be removed.",
  ];
}

/** How to let connections be silent for longer than a ping interval. */
export function raiseIdleTimeout(one: Case, seconds: number): string[] {
  const wanted = Math.max(60, Math.ceil((seconds + 5) / 10) * 10);
  return [
    `Let connections be silent for more than the server's pingInterval and pingTimeout together, ${seconds} s here.`,
    ...recipesOf(one).flatMap(({ idle }) => idle?.(wanted) ?? []),
    "Or make the server ping more often: new Server({ pingInterval: …, pingTimeout: … }).",
  ];
}

export function checkHealth(one: Case): string[] {
  return [
    "Let the load balancer ask for a path that answers 200 and does nothing else.",
    ...(hasFront(one, "alb")
      ? code(`resource "aws_lb_target_group" "chat" {
  health_check {
    path    = "/health"
    matcher = "200"
  }
}`)
      : []),
  ];
}

export function listenOnHttps(one: Case): string[] {
  return [
    "Serve the endpoint over HTTPS, so that the cookie can be `SameSite=None; Secure`.",
    ...(hasFront(one, "alb")
      ? [
          "AWSALBCORS is, then:",
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
        ]
      : []),
  ];
}

export function lengthenCookie(one: Case): string[] {
  return [
    "Give the cookie a longer life.",
    ...(hasFront(one, "alb")
      ? code(`resource "aws_lb_target_group" "chat" {
  stickiness {
    enabled         = true
    type            = "lb_cookie"
    cookie_duration = 86400
  }
}`)
      : []),
  ];
}

/** How what stands before the load balancer is made to pass what affinity needs. */
export function passCookies(one: Case): string[] {
  return [
    "Let everything before the load balancer pass `Cookie` and `Set-Cookie`, and keep no answers of Socket.IO's path.",
    ...(hasFront(one, "cloudfront")
      ? [
          "In CloudFront:",
          ...code(`ordered_cache_behavior {
  path_pattern             = "/socket.io/*"
  cache_policy_id          = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad" # CachingDisabled
  origin_request_policy_id = "216adef6-2c7f-47e4-b989-5492eafa07d3" # AllViewer
}`),
        ]
      : []),
    ...(hasFront(one, "nginx")
      ? [
          'In nginx: no `proxy_set_header Cookie ""` and no `proxy_hide_header Set-Cookie` in the location of Socket.IO.',
        ]
      : []),
    ...(hasFront(one, "varnish")
      ? ["In Varnish: no `unset req.http.Cookie`, and `return (pass)` for Socket.IO's path."]
      : []),
  ];
}
