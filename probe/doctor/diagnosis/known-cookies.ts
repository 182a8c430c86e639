/** Whose configuration has to be changed. */
export type FrontKind =
  | "alb"
  | "nginx"
  | "haproxy"
  | "ingress-nginx"
  | "traefik"
  | "apache"
  | "caddy"
  | "varnish"
  | "gunicorn"
  | "google"
  | "cloudfront"
  | "cdn"
  | "other";

interface KnownCookie {
  name: RegExp;
  /** Who sets a cookie of this name. */
  by: string;
  kind: FrontKind;
}

/** The names that load balancers give to their affinity cookies, by their own documentation: defaults and examples. */
const KNOWN_COOKIES: readonly KnownCookie[] = [
  { name: /^AWSALB(CORS)?$/, by: "an AWS Application Load Balancer, by duration", kind: "alb" },
  { name: /^AWSALBAPP-\d$/, by: "an AWS Application Load Balancer, by the application's cookie", kind: "alb" },
  { name: /^AWSALBTG(CORS)?$/, by: "an AWS Application Load Balancer, between weighted target groups", kind: "alb" },
  { name: /^AWSELB(CORS)?$/, by: "an AWS Classic Load Balancer", kind: "other" },
  { name: /^INGRESSCOOKIE$/, by: "the Kubernetes ingress controller ingress-nginx", kind: "ingress-nginx" },
  { name: /^(route|srv_id)$/, by: "nginx, or a Kubernetes ingress of it", kind: "nginx" },
  { name: /^(SERVERID|SRVNAME|SRV|SRVID|srv)$/, by: "HAProxy, or a hosting service built on it", kind: "haproxy" },
  { name: /^[0-9a-f]{32}$/, by: "the OpenShift router (HAProxy)", kind: "haproxy" },
  { name: /^(_TRAEFIK_BACKEND|_[0-9a-f]{5})$/, by: "Traefik", kind: "traefik" },
  { name: /^X-Contour-Session-Affinity$/, by: "Contour (Envoy)", kind: "other" },
  {
    name: /^(envoy-?(session|affinity|lb).*|global-session-cookie|sticky-cookie|istio-.*)$/i,
    by: "Envoy",
    kind: "other",
  },
  { name: /^ARRAffinity(SameSite)?$/, by: "Azure App Service", kind: "other" },
  { name: /^ApplicationGatewayAffinity(CORS)?$/, by: "Azure Application Gateway", kind: "other" },
  { name: /^ASLBSA(CORS)?$/, by: "Azure Front Door", kind: "cdn" },
  { name: /^acaAffinity$/, by: "Azure Container Apps", kind: "other" },
  { name: /^(GCLB|GCILB|GSSA)$/, by: "Google Cloud Load Balancing", kind: "google" },
  { name: /^GAESA$/, by: "Google Cloud Run or App Engine", kind: "other" },
  { name: /^heroku-session-affinity$/, by: "Heroku's router", kind: "other" },
  { name: /^__cflb$/, by: "Cloudflare Load Balancing", kind: "cdn" },
  { name: /^X-Oracle-BMC-LBS-Route$/i, by: "Oracle Cloud Load Balancing", kind: "other" },
  { name: /^HCLBSTICKY$/, by: "a Hetzner Load Balancer", kind: "other" },
  { name: /^DO-LB$/, by: "a DigitalOcean Load Balancer", kind: "other" },
  { name: /^NB_SRVID$/, by: "an Akamai (Linode) NodeBalancer", kind: "other" },
  { name: /^BIGipServer.+$/, by: "F5 BIG-IP", kind: "other" },
  { name: /^NSC_.+$/, by: "Citrix NetScaler", kind: "other" },
  { name: /^(nlbi|incap_ses)_.+$/, by: "Imperva", kind: "cdn" },
  { name: /^(ROUTEID|BALANCEID)$/, by: "Apache's mod_proxy_balancer", kind: "apache" },
  { name: /^SOZUBALANCEID$/, by: "Sōzu", kind: "other" },
  { name: /^lb$/, by: "Caddy", kind: "caddy" },
];

/** Who sets a cookie of this name; null when it is none of the usual names. */
export function whoSets(name: string): { by: string; kind: FrontKind } | null {
  return KNOWN_COOKIES.find((one) => one.name.test(name)) ?? null;
}
