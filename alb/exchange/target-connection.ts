import type { Socket } from "node:net";
import { ANSWER_LIMITS, readAnswerHead, type AnswerHead } from "./answer-head.ts";
import { BodyOfLength, BodyUntilClose, ChunkedBody, NoBody, type BodyReader } from "./body-reader.ts";
import { ByteQueue } from "./byte-queue.ts";
import { HeadSearch } from "./head-search.ts";
import { Outgoing } from "./outgoing.ts";
import { connectTo, type ReadConnection } from "./read-connection.ts";
import type { ForwardTarget } from "./route-decision.ts";
import type { HeaderFields } from "../headers/header-fields.ts";

/** What has a request under way on a connection to a target. */
export interface Asker {
  readonly method: string;
  /** The request has been sent to its end, and nothing about it forbids another behind it. */
  readonly mayShareConnection: boolean;
  onAnswer(answer: AnswerHead): void;
  /** A 101: from here the connection carries other bytes. */
  onSwitch(answer: AnswerHead): void;
  onAnswerBody(piece: Buffer): void;
  onAnswerEnd(trailers: HeaderFields | null): void;
  onTargetDrain(): void;
  /**
   * The answer will never be whole.
   * @param status what a client that has seen nothing of it gets: rule R8.2; @param isUnconnected there was no connection at all.
   */
  onTargetFailure(status: 502 | 504, reason: string, isUnconnected: boolean): void;
}

/** What becomes of a connection that is not needed for now. */
export interface ConnectionPool {
  /** The last answer was whole, and both sides are in step: the next request may use it. */
  release(connection: TargetConnection): void;
  /** It is closed, or no longer to be used. */
  discard(connection: TargetConnection): void;
}

/** A connection that carries other bytes from here on. */
export interface DetachedConnection extends ReadConnection {
  /** What came before anybody took over. */
  rest: Buffer | null;
}

/** A connection to a target: one request at a time, one answer to each (rule R3.9: nothing is pipelined). */
export class TargetConnection {
  readonly target: ForwardTarget;
  readonly socket: Socket;
  private readonly connection: ReadConnection;
  private readonly pool: ConnectionPool;
  private readonly out: Outgoing;
  private readonly queue = new ByteQueue();
  private readonly search = new HeadSearch(...ANSWER_LIMITS);
  private asker: Asker | null = null;
  private answer: AnswerHead | null = null;
  private body: BodyReader | null = null;
  private failure: NodeJS.ErrnoException | null = null;
  private isConnected = false;
  private readonly onEnd = () => this.ended();
  private readonly onClose = () => this.closed();
  private readonly onDrain = () => this.asker?.onTargetDrain();

  constructor(target: ForwardTarget, pool: ConnectionPool) {
    this.connection = connectTo(target.address, target.port);
    this.connection.read((bytes, length) => this.receive(bytes, length));
    const { socket } = this.connection;
    this.target = target;
    this.socket = socket;
    this.pool = pool;
    this.out = new Outgoing(socket);
    socket.on("end", this.onEnd);
    socket.on("close", this.onClose);
    socket.on("drain", this.onDrain);
    socket.once("connect", () => (this.isConnected = true));
    socket.on("error", (error) => (this.failure = error));
  }

  get isBusy(): boolean {
    return this.asker !== null;
  }

  /** Sends a request's head; its body follows by `bytes` or `text`. */
  ask(asker: Asker, head: string): void {
    this.asker = asker;
    this.out.text(head);
  }

  /** @returns whether the target keeps up; when not, the asker's `onTargetDrain` tells when it does again. */
  text(latin1: string): boolean {
    return this.out.text(latin1);
  }
  bytes(piece: Buffer): boolean {
    return this.out.bytes(piece);
  }
  get needsDrain(): boolean {
    return this.socket.writableNeedDrain;
  }

  pause(): void {
    this.socket.pause();
  }
  resume(): void {
    this.socket.resume();
  }

  /** Ends it at once; the asker hears nothing more. */
  destroy(): void {
    this.asker = null;
    this.pool.discard(this);
    this.socket.destroy();
  }

  /** Hands the socket over, with what came behind the 101's head. */
  detach(): DetachedConnection {
    const { socket, queue } = this;
    this.asker = null;
    this.pool.discard(this);
    this.out.flush();
    socket.setTimeout(0);
    socket.off("end", this.onEnd);
    socket.off("close", this.onClose);
    socket.off("drain", this.onDrain);
    return {
      socket,
      rest: queue.length > 0 ? queue.take(queue.length) : null,
      read: this.connection.read,
    };
  }

  private receive(bytes: Buffer, length: number): void {
    // Nobody asked: what comes now would be taken for the next request's answer.
    if (!this.asker) return this.destroy();
    this.queue.push(bytes, length);
    if (this.body === null) this.readHead(this.asker);
    if (this.body !== null && this.asker) this.readBody(this.asker, this.body);
    this.queue.keep();
  }

  private readHead(asker: Asker): void {
    const { queue, search } = this;
    while (this.asker === asker) {
      const length = search.find(queue);
      if (search.fault) return this.fail(502, "the target's answer is malformed");
      if (length === 0) return;
      const answer = readAnswerHead(queue.text(length), search.firstLineEnd, search.hasControls);
      queue.skip(length);
      search.reset();
      if (!answer) return this.fail(502, "the target's answer is malformed");
      if (answer.status === 101) return asker.onSwitch(answer);
      // Other informational answers go no further.
      if (answer.status < 200) continue;
      this.answer = answer;
      this.body = bodyOf(answer, asker.method);
      asker.onAnswer(answer);
      return;
    }
  }

  private readBody(asker: Asker, body: BodyReader): void {
    for (let piece = body.next(this.queue); piece; piece = body.next(this.queue)) {
      asker.onAnswerBody(piece);
      if (this.asker !== asker) return;
    }
    if (body.isMalformed) this.fail(502, "the target's answer is malformed");
    else if (body.isDone) this.finish(asker, body);
  }

  private finish(asker: Asker, body: BodyReader): void {
    const isInStep = this.queue.length === 0 && !(body instanceof BodyUntilClose) && asker.mayShareConnection;
    const keeps = isInStep && this.answer!.keepsConnection && this.socket.writable;
    this.asker = null;
    this.answer = null;
    this.body = null;
    if (keeps) {
      // The client may not have kept up with the end of this answer; the next one is for somebody else.
      if (this.socket.isPaused()) this.socket.resume();
      this.pool.release(this);
    } else this.destroy();
    asker.onAnswerEnd(body.trailers);
  }

  private ended(): void {
    const { asker, body } = this;
    if (asker && body instanceof BodyUntilClose) this.finish(asker, body);
    else this.fail(502, body ? "the target broke off its answer" : "the target closed the connection");
  }

  private closed(): void {
    const { code } = this.failure ?? {};
    const status = code === "ETIMEDOUT" || code === "EHOSTUNREACH" ? 504 : 502;
    this.fail(status, this.body ? "the target broke off its answer" : (code ?? "the target closed the connection"));
  }

  fail(status: 502 | 504, reason: string): void {
    const { asker } = this;
    this.destroy();
    asker?.onTargetFailure(status, reason, !this.isConnected);
  }
}

function bodyOf({ status, framing }: AnswerHead, method: string): BodyReader {
  if (method === "HEAD" || status === 204 || status === 304) return new NoBody();
  if (framing === "chunked") return new ChunkedBody();
  return framing === "close" ? new BodyUntilClose() : new BodyOfLength(framing);
}
