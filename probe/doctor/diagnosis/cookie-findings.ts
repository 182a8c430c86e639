import { showExchange } from "../../wire/show-exchange.ts";
import type { Evidence, SeenCookie } from "../evidence.ts";
import type { Finding } from "../finding.ts";
import { lengthenCookie } from "./advice.ts";
import type { Case } from "./case.ts";
import { whoSets } from "./known-cookies.ts";
import { duration } from "./words.ts";

/** A cookie that is set once and lives no longer than this ends under a session's feet. */
const SHORT_WITHOUT_REFRESH_S = 3600;

/** What the cookies that hold sessions are like. */
export function cookieFindings(one: Case): Finding[] {
  const { steering, affinityCookies: cookies, evidence } = one;
  const isMeant = steering === "cookie" || (steering === "nothing needed" && cookies.length > 0);
  if (!isMeant && evidence.greeting.transport === "polling") return [];
  if (cookies.length === 0) return [];
  const { pingInterval, pingTimeout } = evidence.greeting.open;
  const findings: Finding[] = [
    ...fromPage(cookies, evidence),
    ...(steering === "cookie" ? [withoutJar(cookies)] : []),
    {
      id: "cookie-attributes",
      verdict: "ok",
      title:
        cookies.map(({ name }) => name).join(", ") +
        (cookies.some(isRefreshed) ? ": set again with each answer" : ": set once"),
      evidence: cookies.flatMap(describe),
      meaning: cookies.some(isRefreshed)
        ? "Its time begins again with each HTTP request; an open WebSocket makes none."
        : "Its time runs from the first visit, however busy the visitor is.",
      advice: [],
    },
  ];
  const short = cookies.find((cookie) => isShort(cookie, (pingInterval + pingTimeout) / 1000));
  if (short) {
    findings.push({
      id: "short-cookie",
      verdict: "warning",
      title: `The cookie ${short.name} lives for ${duration(short.lifetime!)} only`,
      evidence: [`Set-Cookie: ${short.line}`],
      meaning: isRefreshed(short)
        ? "A poll that waits for the server's ping can outlive it, and the next one is led to another instance."
        : "It is not renewed, so a polling session that gets older than this is led to another instance.",
      advice: lengthenCookie(one),
    });
  }
  return findings;
}

/** Affinity that begins when the page is visited, as with a prefix to the application's own cookie. */
function fromPage(cookies: readonly SeenCookie[], { page }: Evidence): Finding[] {
  const names = cookies.filter(({ from }) => from === "page").map(({ name }) => name);
  if (names.length === 0 || !page) return [];
  return [
    {
      id: "page-cookie",
      verdict: "ok",
      title: `The affinity begins at the page: ${page.url} sets ${names.join(", ")}`,
      evidence: [
        showExchange(page.exchange),
        ...cookies.map(({ name, from }) => `${name}: set by ${from === "page" ? "the page" : "Socket.IO's path"}`),
      ],
      meaning:
        "A browser that visits the page first has its cookie when the session begins; the doctor visited it as a browser does.",
      advice: [],
    },
  ];
}

function withoutJar(cookies: readonly SeenCookie[]): Finding {
  return {
    id: "clients-without-cookies",
    verdict: "ok",
    title: "Clients that keep no cookies get no session over polling",
    evidence: [`needed: ${cookies.map(({ name }) => name).join(", ")}`],
    meaning:
      "Browsers keep them; Socket.IO's clients in Node (without withCredentials: true), Java, Swift and load testers do not, and can use WebSocket alone.",
    advice: [],
  };
}

/** Set with (nearly) every answer; some balancers leave it away from a 101 or from errors. */
function isRefreshed({ timesSet, answers }: SeenCookie): boolean {
  return answers > 0 && timesSet / answers > 0.75;
}

function isShort(cookie: SeenCookie, pollSeconds: number): boolean {
  if (cookie.lifetime === null) return false;
  return cookie.lifetime <= (isRefreshed(cookie) ? pollSeconds : SHORT_WITHOUT_REFRESH_S);
}

function describe(cookie: SeenCookie): string[] {
  const { name, isSecure, sameSite, path, lifetime, isHttpOnly, refusal } = cookie;
  const attributes = [
    isSecure ? "Secure" : "not Secure",
    sameSite === null
      ? "no SameSite (browsers take Lax)"
      : `SameSite=${sameSite[0]!.toUpperCase()}${sameSite.slice(1)}`,
    `Path=${path ?? "not said"}`,
    ...(isHttpOnly ? ["HttpOnly"] : []),
    lifetime === null ? "until the browser is closed" : `for ${duration(lifetime)}`,
  ];
  const refresh = isRefreshed(cookie)
    ? `set by ${cookie.timesSet} of ${cookie.answers} answers${cookie.isChanging ? ", each time with another value" : ""}`
    : `set by ${cookie.timesSet} of ${cookie.answers} answers`;
  return [
    `${name} (${whoSets(name)?.by ?? "none of the usual names"}): ${attributes.join(", ")}; ${refresh}`,
    ...(refusal === null ? [] : [`${name}: a browser drops it (${refusal})`]),
  ];
}
