import type { Socket } from "node:net";
import { clientAnswerHead, switchingAnswerHead, type RelayedFraming } from "../headers/client-answer-head.ts";
import type { HeaderFields } from "../headers/header-fields.ts";
import { randomHex } from "../headers/random-block.ts";
import type { TlsDetail } from "../observe/access-log-line.ts";
import { ExchangeRecord } from "../observe/exchange-record.ts";
import type { AnswerHead } from "./answer-head.ts";
import { BodyOfLength, ChunkedBody, NoBody, type BodyReader } from "./body-reader.ts";
import { ByteQueue } from "./byte-queue.ts";
import { closeGently } from "./close-gently.ts";
import { elbResponse, isPaddedFor, responseText, type ElbResponse } from "./elb-response.ts";
import { lastChunk, type Exchange, type Requester, type Tunnel, type TunnelEnd } from "./exchange.ts";
import type { ExchangeContext } from "./exchange-context.ts";
import { HeadSearch } from "./head-search.ts";
import { joinSockets } from "./join-sockets.ts";
import { Outgoing } from "./outgoing.ts";
import type { ReadConnection } from "./read-connection.ts";
import {
  malformedHead,
  MAX_HEADERS,
  MAX_LINE,
  readRequestHead,
  RequestHead,
  type RequestOrigin,
} from "./request-head.ts";
import type { HttpVersion } from "./route-decision.ts";
import { startExchange } from "./start-exchange.ts";
import type { TargetConnection } from "./target-connection.ts";

const CR = 0x0d;
const LF = 0x0a;
/** With more bytes than this waiting for their turn, nothing more is read from the connection. */
const MAX_WAITING = 64 * 1024;
/** After these errors client and balancer may disagree where the next request starts: close. */
const ENDS_CONNECTION = new Set([400, 408, 414, 501, 505]);

/** Serves the requests of a connection until it ends. @param tls null: plain HTTP. */
export function serveClient(
  connection: ReadConnection,
  origin: RequestOrigin,
  tls: TlsDetail | null,
  context: ExchangeContext,
): ClientConnection {
  return new ClientConnection(connection, origin, tls, context);
}

/**
 * A client's HTTP/1 connection. Its requests are served one after another however fast it sends them (rule R3.9: it may
 * pipeline), so that none is given to a target whose answer the client can no longer get.
 */
class ClientConnection implements Requester {
  readonly origin: RequestOrigin;
  readonly tls: TlsDetail | null;
  readonly isHttp2 = false;
  private readonly connection: ReadConnection;
  private readonly socket: Socket;
  private readonly context: ExchangeContext;
  private readonly out: Outgoing;
  private readonly queue = new ByteQueue();
  private readonly search = new HeadSearch(MAX_LINE, MAX_HEADERS);
  /** Rule R6.6: fixed when the connection was made. */
  private readonly closeAfterMs: number;
  private connectionTraceId = "";
  /** The request whose answer is under way. */
  private request: RequestHead | null = null;
  private body: BodyReader = NO_BODY;
  private exchange: Exchange | null = null;
  private tunnel: Tunnel | null = null;
  private answerFraming: RelayedFraming = "none";
  private answerPosition = 0;
  private mayKeep = true;
  /** Its last answer is given: what still comes is thrown away. */
  private isClosing = false;
  private isAdvancing = false;
  private received = 0;
  private takenPosition = 0;
  private readonly onEnd = () => this.ended();
  private readonly onClose = () => this.gone();
  private readonly onDrain = () => this.exchange?.clientDrained();

  constructor(connection: ReadConnection, origin: RequestOrigin, tls: TlsDetail | null, context: ExchangeContext) {
    const { socket } = connection;
    this.connection = connection;
    this.socket = socket;
    this.origin = origin;
    this.tls = tls;
    this.context = context;
    this.out = new Outgoing(socket);
    this.closeAfterMs = context.now() + context.attributes.seconds("client_keep_alive.seconds") * 1000;
    connection.read((bytes, length) => this.receive(bytes, length));
    socket.on("end", this.onEnd);
    socket.on("close", this.onClose);
    socket.on("drain", this.onDrain);
    socket.on("error", () => {});
    // Rule R6.4. Everything that goes either way passes through this socket, so its silence is the exchange's.
    socket.on("timeout", () => this.idle());
  }

  get traceId(): string {
    this.connectionTraceId ||= `TID_${randomHex(16)}`;
    return this.connectionTraceId;
  }

  // What the client sends.

  private receive(bytes: Buffer, length: number): void {
    if (this.isClosing) return;
    this.queue.push(bytes, length);
    this.advance();
    this.queue.keep();
    if (this.queue.length <= MAX_WAITING || !this.exchange) return;
    if (this.request!.wantsWebSocket)
      this.exchange.malformed(400, "the client sent too much before there was a WebSocket");
    else if (this.body.isDone) this.socket.pause();
  }

  /** Goes through what has come as far as it can: the body of the request under way, or the next requests. */
  private advance(): void {
    if (this.isAdvancing) return;
    this.isAdvancing = true;
    while (!this.isClosing && !this.tunnel) {
      if (this.exchange) {
        if (!this.body.isDone) this.readBody(this.exchange);
        // What follows waits for the answer.
        if (this.exchange) break;
      } else if (!this.beginRequest()) {
        break;
      }
    }
    this.isAdvancing = false;
  }

  private readBody(exchange: Exchange): void {
    const { body, queue } = this;
    const before = queue.length;
    for (let piece = body.next(queue); piece; piece = body.next(queue)) {
      if (!exchange.sendBody(piece)) this.socket.pause();
    }
    this.received += before - queue.length;
    if (body.isMalformed) exchange.malformed(400, "the body's chunks are malformed");
    else if (body.isDone) exchange.endBody(body.trailers);
  }

  /** @returns whether there was a whole head. */
  private beginRequest(): boolean {
    const { queue, search, context } = this;
    // Empty lines before a request line are passed over (RFC 9112, 2.2).
    while (search.isFresh && queue.length > 0 && queue.at(0) === CR) {
      if (queue.length === 1) return false;
      if (queue.at(1) !== LF) break;
      queue.skip(2);
    }
    const length = search.find(queue);
    if (search.fault) {
      const { status, reason } = malformedHead(search.fault);
      this.refuseMalformed(status, reason);
      return false;
    }
    if (length === 0) return false;
    const request = readRequestHead(
      queue.text(length),
      search.firstLineEnd,
      search.hasControls,
      this.origin,
      context.now(),
    );
    search.reset();
    if (!(request instanceof RequestHead)) {
      this.refuseMalformed(request.status, request.reason);
      return false;
    }
    queue.skip(length);
    this.received += length;
    this.request = request;
    // Rule R6.6: past its time a connection serves this one request more.
    this.mayKeep = request.keepsConnection && request.receivedAtMs < this.closeAfterMs && !request.wantsWebSocket;
    this.body = bodyOf(request);
    this.exchange = startExchange(request, this, context);
    if (this.body.isDone) this.exchange?.endBody(null);
    return true;
  }

  private ended(): void {
    if (this.isClosing) return;
    if (this.exchange) this.gone();
    else if (this.queue.length > 0) this.refuseMalformed(400, "the client ended the connection inside a request");
    this.close();
  }

  private gone(): void {
    this.mayKeep = false;
    this.exchange?.clientIsGone();
  }

  private idle(): void {
    const { exchange } = this;
    if (this.isClosing) this.socket.destroy();
    else if (this.tunnel) this.tunnel.close("no data for the idle timeout");
    else if (exchange) exchange.idle();
    else if (this.queue.length > 0) this.refuseMalformed(408, "the client sent no whole request in time");
    else this.close();
  }

  /** Answers what is not a request, and closes the connection. */
  private refuseMalformed(status: number, reason: string): void {
    const page = elbResponse(status, { nowMs: this.context.now(), isPadded: false });
    this.out.text(responseText(page, false));
    this.received = 0;
    const { sent } = this.takeBytes();
    new ExchangeRecord(null, this, this.context.records).end(status, reason, 0, sent);
    this.close();
  }

  // What it gets.

  refuse(status: number): void {
    const isPadded = isPaddedFor(this.request!.headers.get("user-agent"));
    if (ENDS_CONNECTION.has(status)) this.mayKeep = false;
    this.respond(elbResponse(status, { nowMs: this.context.now(), isPadded }));
  }

  /** A whole answer of the balancer's own. With some of the request's body still to come the connection is closed. */
  respond(response: ElbResponse): void {
    this.mayKeep &&= this.body.isDone;
    this.out.text(responseText(response, this.mayKeep, this.request!.method === "HEAD"));
  }

  continue(): void {
    if (!this.body.isDone && this.request!.version === "1.1") this.out.text("HTTP/1.1 100 Continue\r\n\r\n");
  }

  answer(answer: AnswerHead, setCookies: readonly string[]): void {
    const { version, method } = this.request!;
    this.answerPosition = this.out.position;
    this.answerFraming = relayedFraming(answer, method, version);
    this.mayKeep &&= this.answerFraming !== "close";
    this.out.text(clientAnswerHead(answer, this.answerFraming, setCookies, this.mayKeep));
  }

  answerBody(piece: Buffer): boolean {
    if (this.answerFraming !== "chunked") return this.out.bytes(piece);
    this.out.text(`${piece.length.toString(16)}\r\n`);
    this.out.bytes(piece);
    return this.out.text("\r\n");
  }

  answerEnd(trailers: HeaderFields | null): void {
    if (this.answerFraming === "chunked") this.out.text(lastChunk(trailers));
  }

  withdrawAnswer(): boolean {
    return this.out.takeBack(this.answerPosition);
  }

  breakOff(): void {
    this.isClosing = true;
    // Where the end of the connection may be the end of the body, it must not look like one.
    const mayLookWhole = this.answerFraming === "close" || this.request!.wantsWebSocket;
    if (mayLookWhole && !this.tls) this.socket.resetAndDestroy();
    else this.socket.destroy();
  }

  closeAfterwards(): void {
    this.mayKeep = false;
  }

  pauseBody(): void {
    this.socket.pause();
  }

  resumeBody(): void {
    this.socket.resume();
  }

  takeBytes(): { received: number; sent: number } {
    const { received, out } = this;
    const position = this.socket.destroyed ? out.left : out.position;
    const sent = Math.max(0, position - this.takenPosition);
    this.received = 0;
    this.takenPosition = position;
    return { received, sent };
  }

  next(): void {
    this.exchange = null;
    if (!this.mayKeep) this.close();
    if (this.isClosing) return;
    if (this.socket.isPaused()) this.socket.resume();
    this.advance();
  }

  openTunnel(
    answer: AnswerHead,
    setCookies: readonly string[],
    connection: TargetConnection,
    onEnd: TunnelEnd,
  ): Tunnel {
    const { socket, queue, out } = this;
    socket.off("end", this.onEnd);
    socket.off("close", this.onClose);
    socket.off("drain", this.onDrain);
    out.text(switchingAnswerHead(answer, setCookies));
    out.flush();
    const server = connection.detach();
    const { rest } = server;
    const early = queue.length > 0 ? queue.take(queue.length) : null;
    const before = this.takeBytes();
    let why: string | null = null;
    const joined = joinSockets(this.connection, server, () => {
      const { received, sent } = joined.bytes();
      onEnd(why, before.received + (early?.length ?? 0) + received, before.sent + (rest?.length ?? 0) + sent);
    });
    if (rest) socket.write(rest);
    if (early) server.socket.write(early);
    this.exchange = null;
    this.tunnel = {
      close(reason) {
        why ??= reason;
        joined.end();
      },
    };
    return this.tunnel;
  }

  private close(): void {
    if (this.isClosing) return;
    this.isClosing = true;
    this.queue.clear();
    this.out.flush();
    closeGently(this.socket);
  }
}

const NO_BODY = new NoBody();

function bodyOf({ framing }: RequestHead): BodyReader {
  if (framing === "chunked") return new ChunkedBody();
  return typeof framing === "number" && framing > 0 ? new BodyOfLength(framing) : NO_BODY;
}

function relayedFraming({ status, framing }: AnswerHead, method: string, version: HttpVersion): RelayedFraming {
  if (method === "HEAD" || status === 204 || status === 304) return "none";
  if (typeof framing === "number") return "length";
  // HTTP/1.0 knows no chunks: the end of the connection is the end of the body.
  return version === "1.0" ? "close" : "chunked";
}
