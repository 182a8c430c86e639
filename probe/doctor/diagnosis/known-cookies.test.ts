import { expect, it } from "vitest";
import { whoSets } from "./known-cookies.ts";

it.each([
  ["AWSALB", "AWS Application Load Balancer"],
  ["AWSALBCORS", "AWS Application Load Balancer"],
  ["AWSALBAPP-0", "by the application's cookie"],
  ["AWSALBTG", "weighted target groups"],
  ["AWSALBTGCORS", "weighted target groups"],
  ["INGRESSCOOKIE", "ingress-nginx"],
  ["route", "nginx"],
  ["SERVERID", "HAProxy"],
  ["5f9c1e2b7a8d4c3e9f0a1b2c3d4e5f60", "OpenShift"],
  ["_a1b2c", "Traefik"],
  ["X-Contour-Session-Affinity", "Envoy"],
  ["ARRAffinity", "Azure App Service"],
  ["ARRAffinitySameSite", "Azure App Service"],
  ["ApplicationGatewayAffinityCORS", "Azure Application Gateway"],
  ["ASLBSA", "Azure Front Door"],
  ["GCLB", "Google Cloud"],
  ["heroku-session-affinity", "Heroku"],
  ["__cflb", "Cloudflare"],
])("%s is set by %s", (name, by) => {
  expect(whoSets(name)?.by).toContain(by);
});

it.each(["io", "connect.sid", "JSESSIONID", "_ga", "__cf_bm", "AWSALBX", "session"])(
  "%s is nobody's affinity",
  (name) => {
    expect(whoSets(name)).toBeNull();
  },
);
