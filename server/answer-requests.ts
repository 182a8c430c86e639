import type { Ack, Refusal, Reply } from "../protocol/events.ts";
import type { ClientEvent, RequestSchemas, ValidRequest } from "../protocol/requests.ts";
import type { Context, Handler } from "./handler.ts";
import { readHistory } from "./message/history.ts";
import { sendMessage } from "./message/send.ts";
import { joinRoom } from "./room/join.ts";
import { leaveRoom } from "./room/leave.ts";
import { refuse } from "./room/refuse.ts";
import { StoreUnknownError } from "./room/room-store.ts";
import { createTokenBucket, type TokenBucket } from "./connection/token-bucket.ts";
import { caughtUp } from "./connection/waiting-bytes.ts";
import { answerBytes, roomsWithin, type LongAnswer } from "./message/answer-bytes.ts";
import type { Settings } from "./settings/settings.ts";
import { requests as tracedRequests } from "./trace/channels.ts";
import { setTyping } from "./typing/set.ts";

const HANDLERS: { [E in ClientEvent]: Handler<E> } = {
  "room:join": joinRoom,
  "room:leave": leaveRoom,
  "room:list": async ({ rooms, settings, noteCut }) => {
    const all = await rooms.list(settings.listedRooms);
    const listed = roomsWithin(all, settings.listBytes);
    noteCut("room:list", listed.length, all.length);
    return { ok: true, data: { rooms: listed } };
  },
  "message:send": sendMessage,
  "message:history": readHistory,
  "typing:set": setTyping,
};

/** Where nothing has been asked for yet. */
const IDLE = Promise.resolve();

const isKnown = (event: string): event is ClientEvent => Object.hasOwn(HANDLERS, event);
/** For answers and logs: what a client sent may be long. */
const excerpt = (text: string) => text.slice(0, 64);

/** A value in a sentence. Never written out whole: it may be nested so deeply that writing it exceeds the stack. */
function inWords(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  return JSON.stringify(typeof value === "string" ? excerpt(value) : value);
}

/** What one connection may ask for; made once for all of them. */
export function requestRates(settings: Settings) {
  return {
    messages: { perSecond: settings.messagesPerSecond, burst: settings.messagesBurst },
    typing: { perSecond: settings.typingPerSecond, burst: settings.typingBurst },
    others: { perSecond: settings.requestsPerSecond, burst: settings.requestsBurst },
  };
}

/** What all connections share. */
export interface Requests {
  schemas: RequestSchemas;
  rates: ReturnType<typeof requestRates>;
  count(event: ClientEvent | "unknown", outcome: "ok" | "unknown" | Refusal["code"], seconds: number | null): void;
}

/**
 * Answers everything one client sends. A request reaches a handler only when it is valid, is always answered, and
 * never throws: Socket.IO has no error handling, so an exception here would end the process.
 */
export function answerRequests(context: Context, requests: Requests): AnsweredRequests {
  return new AnsweredRequests(context, requests);
}

/** A class, since each connection has one: functions of their own would be most of what it holds. */
class AnsweredRequests {
  private readonly context: Context;
  private readonly requests: Requests;
  private readonly others: TokenBucket;
  // Made when they are needed: most connections read and say nothing.
  private messages: TokenBucket | null = null;
  private typing: TokenBucket | null = null;
  private last: Promise<void> = IDLE;
  private pending = 0;

  constructor(context: Context, requests: Requests) {
    this.context = context;
    this.requests = requests;
    this.others = createTokenBucket(requests.rates.others);
    context.socket.onAny((name: unknown, ...args: unknown[]) => this.receive(String(name), args));
  }

  /** Runs after every request that came before. */
  after(task: () => Promise<void>): Promise<void> {
    this.last = this.last.then(task).catch((err: unknown) => this.context.log.error({ err }, "task failed"));
    return this.last;
  }

  private receive(event: string, args: unknown[]): void {
    const { socket, log } = this.context;
    const arrived = performance.now();
    // JSON holds no functions, so a function can only be the acknowledgement.
    const ack = typeof args.at(-1) === "function" ? (args.pop() as Ack<unknown>) : null;
    const answer = (reply: Reply<unknown>) => {
      const seconds = ack ? (performance.now() - arrived) / 1_000 : null;
      this.requests.count(isKnown(event) ? event : "unknown", reply.ok ? "ok" : reply.code, seconds);
      if (!reply.ok) log.debug({ event: excerpt(event), code: reply.code }, "request refused");
      if (ack) ack(reply);
      else if (!reply.ok) socket.emit("request:refused", { event: excerpt(event), ...reply });
    };

    const fail = (err: unknown) => {
      // An answer would claim to know. Without one the client asks again, under the same id.
      if (err instanceof StoreUnknownError) {
        log.warn({ err, event }, "outcome unknown");
        this.requests.count(event as ClientEvent, "unknown", null);
        return;
      }
      log.error({ err, event: excerpt(event) }, "handler failed");
      answer(refuse("internal", `${excerpt(event)}: ${this.context.instance.name} failed to carry it out`));
    };

    try {
      const examined = this.examine(event, args, ack);
      if (!examined.ok) {
        answer(examined);
        return;
      }
      this.pending += 1;
      this.last = this.last
        .then(() => this.carryOut(examined.event, examined.request, answer))
        .catch(fail)
        .finally(() => {
          this.pending -= 1;
        });
    } catch (err) {
      fail(err);
    }
  }

  private bucketOf(event: string): TokenBucket {
    const { messages, typing } = this.requests.rates;
    if (event === "message:send") return (this.messages ??= createTokenBucket(messages));
    return event === "typing:set" ? (this.typing ??= createTokenBucket(typing)) : this.others;
  }

  /** The valid request, or why it is not valid. */
  private examine(event: string, args: unknown[], ack: unknown) {
    const { pending } = this;
    if (!this.bucketOf(event).take()) {
      return refuse("rate-limited", `${excerpt(event)}: too many in a short time`);
    }
    if (!isKnown(event)) return refuse("unknown-event", `there is no event "${excerpt(event)}"`);
    if (!ack) return refuse("invalid", `${event}: needs an acknowledgement function`);
    if (args.length !== 1) return refuse("invalid", `${event}: carries one request object, not ${args.length}`);
    if (pending >= this.context.settings.pendingRequests) {
      return refuse("rate-limited", `${event}: ${pending} wait for an answer`);
    }
    const parsed = this.requests.schemas[event].safeParse(args[0]);
    if (parsed.success) return { ok: true as const, event, request: parsed.data };
    const [issue] = parsed.error.issues;
    const value = issue?.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)?.[key], args[0]);
    const field = issue?.path.length ? issue.path.join(".") : "request";
    return refuse("invalid", `${field}: ${issue?.message ?? "not valid"} (not ${inWords(value)})`);
  }

  private async carryOut(
    event: ClientEvent,
    request: ValidRequest<ClientEvent>,
    answer: (reply: Reply<unknown>) => void,
  ): Promise<void> {
    const { context } = this;
    const { socket, settings } = context;
    await caughtUp(socket.conn, settings.behindBytes);
    // Nobody waits for this answer any more. A message counts all the same: it was sent before.
    if (!socket.connected && event !== "message:send") return;
    const handle = async () => (HANDLERS[event] as Handler<ClientEvent>)(context, request);
    const { room, id } = request as { room?: string; id?: string };
    const reply = await (tracedRequests.start.hasSubscribers
      ? tracedRequests.tracePromise(handle, { event, room, id, ...context.trace })
      : handle());
    if (reply.ok && event !== "message:send") {
      const requests = Math.floor(answerBytes(reply.data as LongAnswer) / settings.requestBytes);
      this.others.spend(requests);
      if (requests > 0) await context.longAnswerTurn();
    }
    answer(reply);
  }
}

export type { AnsweredRequests };
