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
  { header: "x-amz-cf-id", value: /./, kind: "cdn", name: "Amazon CloudFront" },
  { header: "cf-ray", value: /./, kind: "cdn", name: "Cloudflare" },
  { header: "x-served-by", value: /^cache-/, kind: "cdn", name: "Fastly" },
  { header: "x-azure-ref", value: /./, kind: "cdn", name: "Azure Front Door" },
  { header: "x-akamai-transformed", value: /./, kind: "cdn", name: "Akamai" },
  { header: "via", value: /vegur|heroku/i, kind: "other", name: "Heroku's router" },
  { header: "via", value: /google/i, kind: "other", name: "Google Cloud Load Balancing" },
  { header: "via", value: /varnish/i, kind: "cdn", name: "Varnish" },
  { header: "fly-request-id", value: /./, kind: "other", name: "Fly.io" },
  { header: "server", value: /^awselb/i, kind: "alb", name: "an AWS Application Load Balancer" },
  { header: "server", value: /^cloudflare/i, kind: "cdn", name: "Cloudflare" },
  { header: "server", value: /nginx|openresty/i, kind: "nginx", name: "nginx" },
  { header: "server", value: /envoy/i, kind: "other", name: "Envoy" },
  { header: "server", value: /caddy/i, kind: "other", name: "Caddy" },
  { header: "server", value: /^apache/i, kind: "other", name: "Apache" },
];

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
  const answers = [evidence.greeting.exchange, evidence.trace, ...evidence.failures.examples];
  for (const answer of answers) if (answer) fronts.push(...byHeaders(answer));
  return fronts.filter(({ name }, index) => fronts.findIndex((one) => one.name === name) === index);
}

function byHeaders(exchange: Exchange): Front[] {
  return HEADERS.flatMap(({ header, value, kind, name }) => {
    const found = headerValues(exchange, header).find((one) => value.test(one));
    return found === undefined ? [] : [{ kind, name, because: `${header}: ${printable(found).slice(0, 60)}` }];
  });
}
