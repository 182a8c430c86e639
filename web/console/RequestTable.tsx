import { memo } from "react";
import type { ConsoleRequest } from "../../protocol/control/console.ts";
import { useValue } from "../page/use-value.tsx";
import { useConsole } from "./console-context.tsx";
import { cookieWords } from "./cookie-words.ts";
import { Sentence } from "./Sentence.tsx";
import { TargetName } from "./TargetName.tsx";

/** The requests as they are answered, the newest first; of very many, a sample, and how many it leaves out. */
export function RequestTable() {
  const page = useConsole();
  const requests = useValue(page.shown, (book) => book.requests);
  const total = useValue(page.shown, (book) => book.totals.requests);
  const leftOut = useValue(page.shown, (book) => book.leftOut.requests);
  return (
    <section aria-labelledby="requests">
      <div className="console-heading">
        <h2 id="requests">Requests</h2>
        <span className="soft">{total.toLocaleString("en")} answered</span>
        {leftOut > 0 && <span className="soft">{leftOut.toLocaleString("en")} too quick to list, all counted</span>}
      </div>
      <div className="console-scroll" role="region" aria-label="Requests as they pass" tabIndex={0}>
        <table className="console-requests">
          <thead>
            <tr>
              <th scope="col" className="console-time">
                answered
              </th>
              <th scope="col" className="console-visitor">
                visitor
              </th>
              <th scope="col" className="console-cookie">
                cookie
              </th>
              <th scope="col" className="console-path">
                request
              </th>
              <th scope="col" className="console-served-by">
                target
              </th>
              <th scope="col" className="console-status">
                status
              </th>
              <th scope="col" className="console-number">
                ms
              </th>
            </tr>
          </thead>
          <tbody>
            {requests.map((request) => (
              <RequestRow key={request.number} request={request} />
            ))}
          </tbody>
        </table>
        {requests.length === 0 && <p className="soft console-empty">None yet, or none that the filter leaves.</p>}
      </div>
    </section>
  );
}

const RequestRow = memo(function RequestRow({ request }: { request: ConsoleRequest }) {
  const { at, visitor, method, path, target, status, ms, reason, isUnknownSession } = request;
  return (
    <tr data-bad={status >= 400 || undefined}>
      <td className="console-time">{timeOf(at)}</td>
      <td>{visitor}</td>
      <td>
        <Sentence text={cookieWords(request)} />
      </td>
      <td className="console-path" title={`${method} ${path}`}>
        {method} {path}
      </td>
      <td title={target ?? undefined}>
        {target === null ? <span className="soft">the balancer itself</span> : <TargetName id={target} />}
      </td>
      <td className={status >= 400 ? "bad" : undefined}>
        {status}
        {isUnknownSession ? " Session ID unknown" : reason !== null && <span className="soft"> {reason}</span>}
      </td>
      <td className="console-number">{ms}</td>
    </tr>
  );
});

function timeOf(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}
