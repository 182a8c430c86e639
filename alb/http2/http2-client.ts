import { constants, type OutgoingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import type { AnswerHead } from "../exchange/answer-head.ts";
import { elbResponse, isPaddedFor, type ElbResponse } from "../exchange/elb-response.ts";
import type { Exchange, Tunnel } from "../exchange/exchange.ts";
import type { ExchangeContext } from "../exchange/exchange-context.ts";
import { RequestHead, type RequestOrigin } from "../exchange/request-head.ts";
import { startExchange, type Client } from "../exchange/start-exchange.ts";
import { HeaderFields } from "../headers/header-fields.ts";
import { http2AnswerHeaders } from "../headers/http2-answer-headers.ts";
import type { TlsDetail } from "../observe/access-log-line.ts";
import { ExchangeRecord } from "../observe/exchange-record.ts";
import { readHttp2Head } from "./http2-request-head.ts";

const { NGHTTP2_NO_ERROR } = constants;
/** More of an answer than this does not wait for the end of the turn. */
const MAX_WAITING = 16 * 1024;

/** What a stream needs to know of the connection that it is on. */
export interface Http2Connection {
  readonly origin: RequestOrigin;
  readonly tls: TlsDetail;
  readonly traceId: string;
  idleMs(): number;
  /** No further request is taken. */
  close(): void;
}

/** The part of an answer that can still be taken back. */
interface Waiting {
  headers: OutgoingHttpHeaders;
  /** The target's lines, as they count as bytes. */
  bytes: number;
  pieces: Buffer[];
  isWhole: boolean;
  hasTrailers: boolean;
}

/** The client of one request of HTTP/2: a stream. Its fate is its own, the other streams of the connection go on. */
export class Http2Client implements Client {
  readonly isHttp2 = true;
  readonly origin: RequestOrigin;
  readonly tls: TlsDetail;
  private readonly stream: ServerHttp2Stream;
  private readonly connection: Http2Connection;
  private readonly context: ExchangeContext;
  private request: RequestHead | null = null;
  private exchange: Exchange | null = null;
  private waiting: Waiting | null = null;
  private answerTrailers: HeaderFields | null = null;
  private isBodyless = false;
  private isBodyDone: boolean;
  private received = 0;
  private sent = 0;

  constructor(stream: ServerHttp2Stream, connection: Http2Connection, context: ExchangeContext) {
    this.stream = stream;
    this.connection = connection;
    this.context = context;
    this.origin = connection.origin;
    this.tls = connection.tls;
    this.isBodyDone = stream.endAfterHeaders;
    stream.on("error", () => {});
  }

  get traceId(): string {
    return this.connection.traceId;
  }

  /** @param raw names and values in turn. */
  begin(raw: readonly string[]): void {
    const { stream, context } = this;
    for (const text of raw) this.received += text.length;
    const request = readHttp2Head(raw, !this.isBodyDone, this.origin, context.now());
    if (!(request instanceof RequestHead)) {
      this.respond(elbResponse(request.status, { nowMs: context.now(), isPadded: false }));
      new ExchangeRecord(null, this, context.records).end(request.status, request.reason, 0, this.sent);
      return this.next();
    }
    this.request = request;
    stream.on("close", () => this.exchange?.clientIsGone());
    stream.on("drain", () => this.exchange?.clientDrained());
    stream.on("wantTrailers", () => this.sendTrailers());
    stream.setTimeout(this.connection.idleMs(), () => this.idle());
    this.exchange = startExchange(request, this, context);
    if (this.isBodyDone) return this.exchange?.endBody(null);
    if (this.exchange) this.readBody(this.exchange);
  }

  /** A changed idle timeout. */
  refreshIdleTimeout(): void {
    this.stream.setTimeout(this.connection.idleMs());
  }

  /** A client that does not take the end of its answer either loses the stream. */
  private idle(): void {
    if (this.exchange) this.exchange.idle();
    else this.stream.destroy();
  }

  private readBody(exchange: Exchange): void {
    const { stream } = this;
    let trailers: HeaderFields | null = null;
    stream.on("trailers", (received: Record<string, string | string[] | undefined>) => {
      trailers = new HeaderFields();
      for (const [name, value] of Object.entries(received)) trailers.add(name, String(value));
    });
    stream.on("data", (piece: Buffer) => {
      this.received += piece.length;
      if (this.exchange && !exchange.sendBody(piece)) stream.pause();
    });
    // The end of a stream that was reset does not end a body: its `close` tells.
    stream.on("end", () => {
      if (stream.aborted || stream.rstCode !== NGHTTP2_NO_ERROR) return;
      this.isBodyDone = true;
      if (this.exchange) exchange.endBody(trailers);
    });
  }

  refuse(status: number): void {
    const isPadded = isPaddedFor(this.request!.headers.get("user-agent"));
    this.respond(elbResponse(status, { nowMs: this.context.now(), isPadded }));
  }

  respond(response: ElbResponse): void {
    const headers: OutgoingHttpHeaders = { ":status": response.status };
    let bytes = 0;
    for (let i = 0; i < response.headers.length; i += 2) {
      headers[response.headers[i]!.toLowerCase()] = response.headers[i + 1]!;
      bytes += response.headers[i]!.length + response.headers[i + 1]!.length;
    }
    const body = Buffer.from(this.request?.method === "HEAD" ? "" : response.body, "latin1");
    this.waiting = { headers, bytes, pieces: body.length > 0 ? [body] : [], isWhole: true, hasTrailers: false };
    this.sent += bytes + body.length;
    this.flush();
  }

  continue(): void {
    if (!this.isBodyDone && !this.stream.destroyed) this.stream.additionalHeaders({ ":status": 100 });
  }

  answer(answer: AnswerHead, setCookies: readonly string[]): void {
    const { status, headers } = answer;
    this.isBodyless = this.request!.method === "HEAD" || status === 204 || status === 205 || status === 304;
    let bytes = 0;
    for (let i = 0; i < headers.length; i += 1) bytes += headers.names[i]!.length + headers.values[i]!.length;
    for (const cookie of setCookies) bytes += "set-cookie".length + cookie.length;
    this.sent += bytes;
    const hasTrailers = !this.isBodyless && headers.has("trailer");
    const waiting = { headers: http2AnswerHeaders(answer, setCookies), bytes, pieces: [], isWhole: false, hasTrailers };
    this.waiting = waiting;
    // What comes in the same turn may show that the answer is malformed.
    process.nextTick(() => {
      if (this.waiting === waiting) this.flush();
    });
  }

  answerBody(piece: Buffer): boolean {
    if (this.isBodyless) return true;
    this.sent += piece.length;
    if (!this.waiting) return this.stream.destroyed || this.stream.write(piece);
    this.waiting.pieces.push(piece);
    this.waiting.bytes += piece.length;
    return this.waiting.bytes <= MAX_WAITING || this.flush();
  }

  answerEnd(trailers: HeaderFields | null): void {
    this.answerTrailers = trailers;
    if (this.waiting) this.waiting.isWhole = true;
    else this.stream.end();
  }

  private sendTrailers(): void {
    const trailers: Record<string, string> = {};
    const from = this.answerTrailers ?? new HeaderFields();
    for (const [i, value] of from.values.entries()) {
      if (!NO_TRAILERS.has(from.key(i))) trailers[from.key(i)] = value;
    }
    try {
      this.stream.sendTrailers(trailers);
    } catch (error) {
      this.stream.destroy(error as Error);
    }
  }

  withdrawAnswer(): boolean {
    if (!this.waiting) return false;
    this.sent -= this.waiting.bytes;
    this.waiting = null;
    return true;
  }

  /** @returns whether the client keeps up. */
  private flush(): boolean {
    const { stream, waiting } = this;
    this.waiting = null;
    if (!waiting || stream.destroyed || stream.headersSent) return true;
    const { headers, pieces, isWhole, hasTrailers } = waiting;
    const isEmpty = isWhole && pieces.length === 0 && !hasTrailers;
    try {
      stream.respond(headers, { endStream: isEmpty || this.isBodyless, waitForTrailers: hasTrailers });
    } catch (error) {
      // Node takes less than HTTP/1 does, and a target may not end this process.
      stream.destroy(error as Error);
      return true;
    }
    let keepsUp = true;
    for (const piece of pieces) keepsUp = stream.write(piece);
    if (isWhole && !isEmpty && !this.isBodyless) stream.end();
    return keepsUp;
  }

  breakOff(): void {
    // Unlike `close` it sends no END_STREAM before the reset.
    this.stream.destroy(new Error("the target broke off its answer"));
  }

  /** A request that may mean another thing to its target ends the connection: rule R7.6. */
  closeAfterwards(): void {
    if (this.request?.classification?.class === "Ambiguous") this.connection.close();
  }

  pauseBody(): void {
    this.stream.pause();
  }

  resumeBody(): void {
    this.stream.resume();
  }

  takeBytes(): { received: number; sent: number } {
    const { received, sent, stream } = this;
    return { received, sent: sent - (stream.destroyed ? Math.min(sent, stream.writableLength) : 0) };
  }

  next(): void {
    this.exchange = null;
    const { stream } = this;
    if (this.isBodyDone || stream.destroyed) return;
    // The rest of the body has no reader: RFC 9113, 8.1.
    this.flush();
    stream.resume();
    stream.close(NGHTTP2_NO_ERROR);
  }

  /** Rule R6.2: only a request of HTTP/1.1 can ask for a WebSocket. */
  openTunnel(): Tunnel {
    throw new Error("a stream of HTTP/2 cannot become a WebSocket");
  }
}

/** Of this hop, or not to be merged into the headers. */
const NO_TRAILERS = new Set(["content-length", "transfer-encoding", "host", "connection", "trailer", "upgrade", "te"]);
