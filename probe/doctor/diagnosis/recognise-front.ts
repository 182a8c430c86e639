import type { Evidence } from "../evidence.ts";
import { headerValues, type Exchange } from "../../wire/exchange.ts";
import { printable } from "../../wire/show-exchange.ts";
import { whoSets, type FrontKind } from "./known-cookies.ts";

/** Something that stands between a visitor and the instances. */
export interface Front {
  kind: FrontKind;
  name: string;
  /** What gave it away. */
  because: string;
}

const HEADERS: readonly { header: string; value: RegExp; kind: FrontKind; name: string }[] = [
  { header: "x-amz-cf-id", value: /./, kind: "cloudfront", name: "Amazon CloudFront" },
  { header: "cf-ray", value: /./, kind: "cdn", name: "Cloudflare" },
  { header: "x-served-by", value: /^cache-/, kind: "cdn", name: "Fastly" },
  { header: "x-azure-ref", value: /./, kind: "cdn", name: "Azure Front Door" },
  { header: "x-akamai-transformed", value: /./, kind: "cdn", name: "Akamai" },
  { header: "via", value: /vegur|heroku/i, kind: "other", name: "Heroku's router" },
  { header: "via", value: /google/i, kind: "google", name: "Google Cloud Load Balancing" },
  { header: "via", value: /varnish/i, kind: "varnish", name: "Varnish" },
  { header: "x-varnish", value: /./, kind: "varnish", name: "Varnish" },
  { header: "via", value: /caddy/i, kind: "caddy", name: "Caddy" },
  { header: "fly-request-id", value: /./, kind: "other", name: "Fly.io" },
  { header: "server", value: /^awselb/i, kind: "alb", name: "an AWS Application Load Balancer" },
  { header: "server", value: /^cloudflare/i, kind: "cdn", name: "Cloudflare" },
  { header: "server", value: /nginx|openresty/i, kind: "nginx", name: "nginx" },
  { header: "server", value: /envoy/i, kind: "other", name: "Envoy" },
  { header: "server", value: /caddy/i, kind: "caddy", name: "Caddy" },
  { header: "server", value: /^apache/i, kind: "apache", name: "Apache" },
  { header: "server", value: /^gunicorn/i, kind: "gunicorn", name: "gunicorn" },
];
/** HAProxy names itself nowhere, but its error pages are its own. */
const HAPROXY_PAGE = /<html><body><h1>\d{3} [\w ]+<\/h1>\n/;

/** What the endpoint's name, its headers and its cookies give away, most telling first, each once. */
export function recogniseFront(evidence: Evidence): Front[] {
  const { hostname } = new URL(evidence.url);
  const fronts: Front[] = [];
  for (const { name } of evidence.cookies) {
    const who = whoSets(name);
    if (who) fronts.push({ kind: who.kind, name: who.by.split(",")[0]!, because: `the cookie ${name}` });
  }
  if (/\.elb\.amazonaws\.com(\.cn)?$/.test(hostname)) {
    fronts.push({ kind: "alb", name: "an AWS Application Load Balancer", because: "its name" });
  }
  const answers = [evidence.greeting.exchange, evidence.trace, ...evidence.answers.map(({ example }) => example)];
  for (const answer of answers) if (answer) fronts.push(...byHeaders(answer), ...byPage(answer));
  const named = fronts.map((one) => (one.kind === "alb" && isHere(hostname) ? { ...one, name: MAYBE_STAND_IN } : one));
  return named.filter(({ name }, index) => named.findIndex((one) => one.name === name) === index);
}

/** No load balancer of AWS's is on the reader's own machine, but a tunnel to one may be. */
const MAYBE_STAND_IN = "an AWS Application Load Balancer, or a stand-in for one";

/** Whether it is the machine on which the doctor runs. */
export function isHere(hostname: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

function byHeaders(exchange: Exchange): Front[] {
  return HEADERS.flatMap(({ header, value, kind, name }) => {
    const found = headerValues(exchange, header).find((one) => value.test(one));
    return found === undefined ? [] : [{ kind, name, because: `${header}: ${printable(found).slice(0, 60)}` }];
  });
}

function byPage({ status, body }: Exchange): Front[] {
  if (status === null || status < 400 || !HAPROXY_PAGE.test(body)) return [];
  return [{ kind: "haproxy", name: "HAProxy", because: "its page for errors" }];
}

/** What the instances themselves run on, as their words give away; null when they do not. */
export function recogniseRuntime({ answers, greeting }: Evidence): "node" | "python" | null {
  const bodies = answers.map(({ example }) => example.body);
  if (bodies.some((body) => /^"(Invalid|The client is using)/.test(body))) return "python";
  const exchanges = [greeting.exchange, ...answers.map(({ example }) => example)];
  if (exchanges.some((one) => headerValues(one, "server").some((value) => /gunicorn|uvicorn|python/i.test(value))))
    return "python";
  if (bodies.some((body) => body.startsWith('{"code":'))) return "node";
  return exchanges.some((one) => headerValues(one, "x-powered-by").includes("Express")) ? "node" : null;
}
