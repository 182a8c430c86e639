import type { ConsoleRequest, ConsoleSession } from "../../protocol/control/console.ts";
import type { ConsoleBook } from "./console-book.ts";
import { cookieWords } from "./cookie-words.ts";

/** The book without what a filter leaves out: every word and "quoted phrase" has to be in a row, and no `-word` may be. */
export function filterBook(book: ConsoleBook, filter: string): ConsoleBook {
  const words = [...filter.toLowerCase().matchAll(/(-?)(?:"([^"]+)"?|([^\s"]+))/g)].map(([, minus, phrase, word]) => ({
    isWanted: minus === "",
    text: phrase ?? word!,
  }));
  if (words.length === 0) return book;
  const fits = (text: string) => {
    const row = text.toLowerCase();
    return words.every((word) => row.includes(word.text) === word.isWanted);
  };
  return {
    ...book,
    requests: book.requests.filter((request) => fits(requestText(request))),
    sessions: book.sessions.filter((session) => fits(sessionText(session))),
  };
}

function requestText(request: ConsoleRequest): string {
  const { visitor, method, path, target, status, reason, isUnknownSession } = request;
  const unknown = isUnknownSession ? "Session ID unknown" : "";
  return `visitor ${visitor} ${cookieWords(request)} ${method} ${path} ${target ?? "balancer"} ${status} ${reason ?? ""} ${unknown}`;
}

function sessionText({ id, visitor, madeBy, asked, unknown }: ConsoleSession): string {
  const targets = asked.map(({ target }) => target).join(" ");
  const said = unknown ? `Session ID unknown at ${unknown.target} ${unknown.why}` : "";
  return `${id} visitor ${visitor} ${madeBy?.target ?? ""} ${targets} ${said}`;
}
