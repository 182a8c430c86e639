import { isIP } from "node:net";
import { getPublicSuffix } from "tough-cookie";
import type { CrossOriginEvidence } from "../evidence.ts";
import type { Finding } from "../finding.ts";
import { headerValues } from "../../wire/exchange.ts";
import { voiceOf } from "../../wire/read-answer.ts";
import { showExchange } from "../../wire/show-exchange.ts";
import { listenOnHttps } from "./advice.ts";
import type { Case } from "./case.ts";

/** Whether a page of another origin can hold a session: what CORS lets it do, and what its cookies do. */
export function crossOriginFindings(one: Case): Finding[] {
  const { crossOrigin } = one.evidence;
  if (!crossOrigin) return [];
  const allowed = headerValues(crossOrigin.handshake, "access-control-allow-origin");
  const withCredentials = headerValues(crossOrigin.handshake, "access-control-allow-credentials").includes("true");
  // What is wrong for every page is told even to those who did not ask.
  if (allowed.length > 1 || allowed[0]?.includes(",")) return [doubled(crossOrigin)];
  if (allowed[0] === "*" && withCredentials) return [wildcardWithCredentials(crossOrigin)];
  if (!crossOrigin.isAsked) return [];
  if (isSameOrigin(one, crossOrigin)) return [];
  // What somebody else answered, or nobody, says nothing of the server's `cors`.
  if (!["accepted", "refused"].includes(voiceOf(crossOrigin.handshake)) && allowed.length === 0)
    return [notMeasured(crossOrigin)];
  if (allowed[0] !== "*" && allowed[0] !== crossOrigin.origin) return [refused(crossOrigin, allowed[0])];
  const needsCookie = one.steering === "cookie";
  if (needsCookie && !withCredentials) return [missingCredentials(one, crossOrigin, allowed[0])];
  return [
    ...(needsCookie ? cookieAcross(one, crossOrigin) : [allowedAcross(one, crossOrigin, withCredentials)]),
    ...preflight(crossOrigin),
  ];
}

const isSameOrigin = ({ evidence }: Case, { origin }: CrossOriginEvidence) => new URL(evidence.url).origin === origin;

function notMeasured(seen: CrossOriginEvidence): Finding {
  return {
    id: "cross-origin-not-measured",
    verdict: "not measured",
    title: `Whether pages of ${seen.origin} can hold a session was not answered`,
    evidence: corsEvidence(seen),
    meaning: "The handshake that asked for it failed, which says nothing of the origin.",
    advice: ["Deal with the other findings, then try again."],
  };
}

function corsEvidence({ origin, handshake }: CrossOriginEvidence): string[] {
  const headers = handshake.headers.filter(([name]) => /^access-control-allow-(origin|credentials)$/.test(name));
  return [
    `Origin: ${origin}`,
    showExchange(handshake),
    headers.length > 0
      ? headers.map(([name, value]) => `${name}: ${value}`).join("; ")
      : "no Access-Control-Allow-Origin",
  ];
}

const NAME_ORIGINS = (origin: string) =>
  `In the server: new Server({ cors: { origin: ["${origin}"], credentials: true } }), and in the client: io(url, { withCredentials: true }).`;

function wildcardWithCredentials(seen: CrossOriginEvidence): Finding {
  return {
    id: "wildcard-with-credentials",
    verdict: seen.isAsked ? "problem" : "warning",
    title: "Access-Control-Allow-Origin is * together with credentials, which browsers refuse",
    evidence: corsEvidence(seen),
    meaning:
      "A page of another origin that sends cookies is not shown the answer, so it gets no session; only pages of this origin do.",
    advice: [
      NAME_ORIGINS(seen.isAsked ? seen.origin : "https://app.example.com"),
      "Let only one of server and proxy set these headers.",
    ],
  };
}

function doubled(seen: CrossOriginEvidence): Finding {
  return {
    id: "doubled-allow-origin",
    verdict: seen.isAsked ? "problem" : "warning",
    title: "Access-Control-Allow-Origin comes twice, which browsers refuse",
    evidence: corsEvidence(seen),
    meaning: "Server and proxy both set it, and a browser shows a page of another origin nothing of such an answer.",
    advice: ["Let the server set it (`cors`), and remove it from the proxy or the listener's attributes."],
  };
}

function refused(seen: CrossOriginEvidence, allowed: string | undefined): Finding {
  return {
    id: "origin-refused",
    verdict: "problem",
    title: `Pages of ${seen.origin} are not let in: ${allowed === undefined ? "no other origin is" : `only those of ${allowed} are`}`,
    evidence: corsEvidence(seen),
    meaning: "A browser does not show the page the answers over polling, and the server may refuse its WebSockets too.",
    advice: [NAME_ORIGINS(seen.origin)],
  };
}

function missingCredentials(one: Case, seen: CrossOriginEvidence, allowed: string): Finding {
  return {
    id: "missing-credentials",
    verdict: "problem",
    title: `Pages of ${seen.origin} may not send cookies, and sessions need one`,
    evidence: [...corsEvidence(seen), `needed: ${one.affinityCookies.map(({ name }) => name).join(", ")}`],
    meaning:
      allowed === "*"
        ? "With * a browser sends no cookies to another origin, so the page's sessions are led to any instance."
        : "Without `Access-Control-Allow-Credentials: true` a browser does not use cookies for another origin, so the page's sessions are led to any instance.",
    advice: [NAME_ORIGINS(seen.origin)],
  };
}

function cookieAcross(one: Case, seen: CrossOriginEvidence): Finding[] {
  if (isSameSite(seen.origin, one.evidence.url)) return [allowedAcross(one, seen, true)];
  const cookies = one.affinityCookies;
  const crossing = cookies.filter(({ sameSite, isSecure }) => sameSite === "none" && isSecure);
  const lines = [...corsEvidence(seen), ...cookies.map(({ line }) => `Set-Cookie: ${line}`)];
  if (crossing.length === 0) {
    return [
      {
        id: "cookie-not-cross-site",
        verdict: "problem",
        title: `On pages of ${seen.origin} browsers do not send the cookie that sessions need`,
        evidence: lines,
        meaning: "To another site only cookies with `SameSite=None; Secure` are sent, and none of these is one.",
        advice: [...listenOnHttps(one), "Or serve the page from the same site as the endpoint."],
      },
    ];
  }
  return [
    {
      id: "third-party-cookie",
      verdict: "warning",
      title: `On pages of ${seen.origin} sessions hang on a third-party cookie`,
      evidence: lines,
      meaning:
        "Safari, and every browser that blocks third-party cookies, does not keep it: there the sessions are led to any instance.",
      advice: ["Serve page and endpoint from one site, as in app.example.com and chat.example.com."],
    },
  ];
}

function allowedAcross(one: Case, seen: CrossOriginEvidence, withCredentials: boolean): Finding {
  return {
    id: "cross-origin",
    verdict: "ok",
    title: `Pages of ${seen.origin} can hold a session${withCredentials ? ", with cookies" : ""}`,
    evidence: corsEvidence(seen),
    meaning: withCredentials
      ? "The origin is named and credentials are allowed; the client has to say withCredentials: true."
      : one.steering === "nothing needed"
        ? "The origin is allowed without credentials, which is enough as long as no cookie is needed."
        : "The origin is allowed without credentials, so that no cookie comes along.",
    advice: [],
  };
}

function preflight(seen: CrossOriginEvidence): Finding[] {
  const { status } = seen.preflight;
  // Nobody, or somebody who is overloaded or down.
  if (status === null || status === 429 || status >= 500) return [];
  const allowed = headerValues(seen.preflight, "access-control-allow-origin")[0];
  if (status < 300 && allowed !== undefined) return [];
  return [
    {
      id: "preflight-refused",
      verdict: "warning",
      title: "Preflights are not answered as they should be",
      evidence: [`Origin: ${seen.origin}`, showExchange(seen.preflight)],
      meaning: "Clients that send headers of their own (extraHeaders) ask with OPTIONS first, and go no further.",
      advice: ["Let the proxy pass OPTIONS to the server, which answers it when `cors` is set."],
    },
  ];
}

/** Whether browsers take two origins for one site: the scheme and the registrable domain, or the same host. */
function isSameSite(one: string, other: string): boolean {
  const [a, b] = [new URL(one), new URL(other)];
  if (a.protocol !== b.protocol) return false;
  return a.hostname === b.hostname || (siteOf(a.hostname) !== null && siteOf(a.hostname) === siteOf(b.hostname));
}

function siteOf(hostname: string): string | null {
  if (isIP(hostname.replace(/^\[(.*)\]$/, "$1")) !== 0) return null;
  return getPublicSuffix(hostname, { allowSpecialUseDomain: true, ignoreError: true }) ?? null;
}
