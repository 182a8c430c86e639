import type { HeaderFields } from "../headers/header-fields.ts";
import type { NewestCookie } from "../stickiness/cookie-sealer.ts";
import type { WorkInProgress } from "./work-in-progress.ts";

/** Where a request arrived. */
export interface RequestListener {
  readonly protocol: "HTTP" | "HTTPS";
  readonly port: number;
}

/** Of a client's request. */
export type HttpVersion = "1.0" | "1.1" | "2.0";

/** A request as the routing layer sees it: whole head, no body, nothing of it may be changed. */
export interface RoutableRequest {
  readonly method: string;
  readonly version: HttpVersion;
  /** The request line's target as it came: `/path?query`, `http://host/path?query` or `*`. */
  readonly target: string;
  /** Without the query, not decoded. */
  readonly path: string;
  /** What follows the first `?`, not decoded; "" when there is none. */
  readonly query: string;
  readonly headers: HeaderFields;
  /** In lower case and without a port: the request line's own, else the first `Host`'s, else the load balancer's DNS name. */
  readonly host: string;
  readonly sourceIp: string;
  readonly scheme: "http" | "https";
  readonly listener: RequestListener;
  /** Who sends it as far as its connection tells: 16 hexadecimal digits. */
  readonly visitor: string;
  /** The newest stickiness cookie that its connection was given. */
  readonly newestCookie: NewestCookie;
  /** When its head was complete, in milliseconds since 1970. */
  readonly receivedAtMs: number;
}

/** What an exchange needs to know of a target. */
export interface ForwardTarget {
  readonly id: string;
  readonly address: string;
  readonly port: number;
  /** Both, as the access log names them. */
  readonly endpoint: string;
  /** What is under way at it: the exchange adds itself and takes itself off. */
  readonly exchanges: WorkInProgress;
  /** Open WebSockets among them. */
  tunnels: number;
}

/** Where a target's answers and failed connections are counted. */
export interface TargetCounts {
  /** @param seconds from the request's leaving to the answer's head: `TargetResponseTime`. */
  answered(status: number, seconds: number): void;
  connectionFailed(): void;
}

interface Decision {
  /** `matched_rule_priority` of the access log: 0 is the default rule; null: no rule was evaluated. */
  readonly rulePriority: number | null;
  /** `error_reason` of the access log, such as `AWSALBTGCookieInvalid`. */
  readonly errorReason: string | null;
}

export interface ForwardDecision extends Decision {
  readonly action: "forward";
  readonly target: ForwardTarget;
  readonly targetGroup: string;
  readonly targetGroupArn: string;
  readonly counts: TargetCounts;
  /** For the events: what the cookie was worth, and what chose the target. */
  readonly stickiness: string;
  readonly chosenBecause: string;
  /** Who asks: what a stickiness cookie of this load balancer's says, else the connection. */
  readonly visitor: string;
  /** The target that a cookie named which was not honoured, and its health then; a null id and `deregistered` where it is no longer known. */
  readonly named: { readonly id: string | null; readonly state: string } | null;
  /** Values of the `Set-Cookie` lines to add to the target's answer, asked once, when its head is there (a 101's as well). */
  setCookies(status: number, answer: HeaderFields): readonly string[];
}

export interface FixedResponseDecision extends Decision {
  readonly action: "fixed-response";
  readonly status: number;
  readonly contentType: string | null;
  readonly body: string;
}

export interface RedirectDecision extends Decision {
  readonly action: "redirect";
  readonly status: 301 | 302;
  readonly location: string;
}

/** The balancer's own error page: 503 for a group without targets, 464 for one of another protocol, and so on. */
export interface ErrorDecision extends Decision {
  readonly action: "error";
  readonly status: number;
  /** One clause in plain words, for the events. */
  readonly reason: string;
}

export type RouteDecision = ForwardDecision | FixedResponseDecision | RedirectDecision | ErrorDecision;

/** The one question that an exchange asks of the routing layer, once for each request that is not refused before. */
export type DecideRoute = (request: RoutableRequest) => RouteDecision;
