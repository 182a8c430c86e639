import type { HeaderFields } from "../headers/header-fields.ts";
import type { ExchangeRecord } from "../observe/exchange-record.ts";
import type { AnswerHead } from "./answer-head.ts";
import type { RequestHead } from "./request-head.ts";
import type { ForwardDecision } from "./route-decision.ts";
import type { Asker, TargetConnection } from "./target-connection.ts";
import type { TargetWork } from "./work-in-progress.ts";

/** The client of a request: how it gets its answer, over any version of HTTP. */
export interface Requester {
  /** The balancer's own answer, in place of a target's. @param status rule R8.2 */
  refuse(status: number): void;
  /** A target's answer. */
  answer(answer: AnswerHead, setCookies: readonly string[]): void;
  /** @returns whether the client keeps up; when not, `clientDrained` is called when it does again. */
  answerBody(piece: Buffer): boolean;
  answerEnd(trailers: HeaderFields | null): void;
  /** Takes the answer back. @returns whether nothing of it has left. */
  withdrawAnswer(): boolean;
  /** Ends the connection so that nobody can take a part of the answer for the whole. */
  breakOff(): void;
  /** Hands the client's side over to a WebSocket. @param reason who but its ends closed it. */
  openTunnel(answer: AnswerHead, setCookies: readonly string[], connection: TargetConnection, onEnd: TunnelEnd): Tunnel;
  /** The connection serves no other request behind this one. */
  closeAfterwards(): void;
  pauseBody(): void;
  resumeBody(): void;
  /** Bytes from and to the client since its last request was over. */
  takeBytes(): { received: number; sent: number };
  /** The request is over, and told: what waits behind it may begin. */
  next(): void;
}

export interface Tunnel {
  close(reason: string): void;
}
export type TunnelEnd = (reason: string | null, received: number, sent: number) => void;

/**
 * One request that has a target, and the answer to it. Bodies are never held: each side waits for the other. When the target
 * fails before it has answered, the client gets the status that an ALB gives; afterwards all that is left is to break the
 * client's connection off. There is no second try (rule R1.13).
 */
export class Exchange implements Asker, TargetWork {
  readonly method: string;
  place = -1;
  private readonly requester: Requester;
  private readonly request: RequestHead;
  private readonly decision: ForwardDecision;
  private readonly record: ExchangeRecord;
  private readonly connection: TargetConnection;
  private readonly isChunked: boolean;
  /** Rule R7.6: what is ambiguous may be read otherwise by the target, so nobody else may use the connection. */
  private readonly isUnshared: boolean;
  private answer: AnswerHead | null = null;
  private tunnel: Tunnel | null = null;
  private isRequestWhole = false;
  private isOver = false;

  constructor(
    requester: Requester,
    request: RequestHead,
    decision: ForwardDecision,
    record: ExchangeRecord,
    connection: TargetConnection,
    isUnshared: boolean,
  ) {
    this.requester = requester;
    this.request = request;
    this.method = request.method;
    this.decision = decision;
    this.record = record;
    this.connection = connection;
    this.isChunked = request.framing === "chunked";
    this.isUnshared = isUnshared;
    decision.target.exchanges.add(this);
    if (isUnshared) requester.closeAfterwards();
  }

  get mayShareConnection(): boolean {
    return this.isRequestWhole && !this.isUnshared;
  }

  // What the client does.

  /** @param head as the target gets it. */
  begin(head: string): void {
    this.connection.ask(this, head);
  }

  /** @returns whether the target keeps up. */
  sendBody(piece: Buffer): boolean {
    if (!this.isChunked) return this.connection.bytes(piece);
    this.connection.text(`${piece.length.toString(16)}\r\n`);
    this.connection.bytes(piece);
    return this.connection.text("\r\n");
  }

  endBody(trailers: HeaderFields | null): void {
    this.isRequestWhole = true;
    if (this.isChunked) this.connection.text(lastChunk(trailers));
  }

  clientIsGone(): void {
    if (this.tunnel) return;
    const status = this.answer?.status ?? (this.isRequestWhole ? 460 : 400);
    this.connection.destroy();
    // Rule R8.2: it never sees this code, but the target did get the request.
    this.end(status, "the client closed the connection");
  }

  /** No byte went either way for the idle timeout: rule R6.4. */
  idle(): void {
    // A client that may not send, since the target does not read, is not to blame.
    const isTargetSilent = this.isRequestWhole || this.connection.needsDrain;
    if (isTargetSilent) this.abort(504, "no data for the idle timeout");
    else this.abort(408, "the client stopped sending for the idle timeout");
  }

  /** What the client sends cannot be read to its end. */
  malformed(status: number, reason: string): void {
    this.abort(status, reason);
  }

  clientDrained(): void {
    this.connection.resume();
  }

  // What the target does.

  onAnswer(answer: AnswerHead): void {
    this.answer = answer;
    this.record.answered(answer.status);
    const cookies = this.decision.setCookies(answer.status, answer.headers);
    // A target that answers before it has the whole body need not read the rest.
    if (!this.isRequestWhole) this.requester.closeAfterwards();
    this.requester.answer(answer, cookies);
  }

  onAnswerBody(piece: Buffer): void {
    if (!this.requester.answerBody(piece)) this.connection.pause();
  }

  onAnswerEnd(trailers: HeaderFields | null): void {
    this.requester.answerEnd(trailers);
    this.end(this.answer!.status, null);
  }

  onTargetDrain(): void {
    this.requester.resumeBody();
  }

  onTargetFailure(status: 502 | 504, reason: string, isUnconnected: boolean): void {
    if (isUnconnected) this.decision.counts.connectionFailed();
    this.abort(status, reason);
  }

  /** Rules R6.1, R6.8: from here both connections are one tunnel of bytes. */
  onSwitch(answer: AnswerHead): void {
    if (!this.request.wantsWebSocket) return this.abort(502, "the target answered 101 to a request without upgrade");
    const isSwitch = answer.headers.has("upgrade") && answer.headers.hasToken("connection", "upgrade");
    if (!isSwitch) return this.abort(502, "the target's 101 names no protocol");
    const { target } = this.decision;
    this.answer = answer;
    this.record.answered(101);
    this.record.opened();
    target.tunnels += 1;
    const cookies = this.decision.setCookies(101, answer.headers);
    this.tunnel = this.requester.openTunnel(answer, cookies, this.connection, (reason, received, sent) => {
      target.tunnels -= 1;
      this.isOver = true;
      target.exchanges.delete(this);
      this.record.end(101, reason, received, sent);
    });
  }

  /** The target's deregistration delay ended: rule R5.3. */
  cut(): void {
    const reason = "the deregistration delay ended";
    if (this.tunnel) this.tunnel.close(reason);
    else this.abort(502, reason);
  }

  private abort(status: number, reason: string): void {
    if (this.isOver) return;
    this.connection.destroy();
    if (!this.answer) {
      this.requester.refuse(status);
      this.end(status, reason);
    } else if (this.requester.withdrawAnswer()) {
      this.record.answerWasWithdrawn();
      this.requester.refuse(status);
      this.end(status, reason);
    } else {
      this.requester.breakOff();
      this.end(this.answer.status, reason);
    }
  }

  private end(status: number, reason: string | null): void {
    if (this.isOver) return;
    this.isOver = true;
    this.decision.target.exchanges.delete(this);
    const { received, sent } = this.requester.takeBytes();
    this.record.end(status, reason, received, sent);
    this.requester.next();
  }
}

/** What ends a body in chunks. */
export function lastChunk(trailers: HeaderFields | null): string {
  if (!trailers) return "0\r\n\r\n";
  let text = "0\r\n";
  for (let i = 0; i < trailers.length; i += 1) {
    if (NO_TRAILERS.has(trailers.key(i))) continue;
    text += `${trailers.names[i]}: ${trailers.values[i]}\r\n`;
  }
  return `${text}\r\n`;
}

/** A recipient that merges trailers into the headers may not learn of another frame, host or way there. */
const NO_TRAILERS = new Set(["content-length", "transfer-encoding", "host", "connection", "trailer", "upgrade"]);
