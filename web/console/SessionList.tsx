import { useState } from "react";
import type { ConsoleSession } from "../../protocol/control/console.ts";
import { countOf } from "../page/count-of.ts";
import { useValue } from "../page/use-value.tsx";
import { useConsole } from "./console-context.tsx";
import { Sentence } from "./Sentence.tsx";
import { TargetName } from "./TargetName.tsx";

/** As many as leave the requests in sight. */
const FEW = 6;

/** Each Engine.IO session: which target made it, which were asked for it, and why one did not know it. */
export function SessionList() {
  const page = useConsole();
  const sessions = useValue(page.shown, (book) => book.sessions);
  const leftOut = useValue(page.shown, (book) => book.leftOut.sessions);
  const unknown = useValue(page.shown, (book) => book.totals.unknownSessions);
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? sessions : sessions.slice(0, FEW);
  return (
    <section aria-labelledby="sessions">
      <div className="console-heading">
        <h2 id="sessions">Engine.IO sessions</h2>
        <span className={unknown > 0 ? "bad" : "soft"}>
          {unknown === 0 ? "no Session ID unknown" : `${unknown} × Session ID unknown`}
        </span>
        {leftOut > 0 && <span className="soft">{countOf(leftOut, "change")} not listed</span>}
        {sessions.length > FEW && (
          <button type="button" className="link" onClick={() => setWhole(!isWhole)}>
            {isWhole ? "show few" : `show all ${sessions.length}`}
          </button>
        )}
      </div>
      {sessions.length === 0 ? (
        <p className="soft console-empty">
          None seen. A session shows here with its first request that names it; a client that begins with WebSocket
          names none.
        </p>
      ) : (
        <ul className="console-sessions">
          {shown.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </ul>
      )}
    </section>
  );
}

function SessionRow({ session }: { session: ConsoleSession }) {
  const { id, visitor, madeBy, asked, askedCount, isWebSocketOpen, unknownCount, unknown } = session;
  const earlier = askedCount - asked.length;
  return (
    <li className="console-session" data-unknown={unknown !== null || undefined}>
      <code title={id}>{id.length > 8 ? `${id.slice(0, 7)}…` : id}</code>
      <span className="soft">visitor {visitor}</span>
      <span>
        {madeBy ? (
          <>
            made by <TargetName id={madeBy.target} />
            {madeBy.by === "handshake" && <small className="soft"> (by its handshake)</small>}
          </>
        ) : (
          <span className="soft">made before this was watched, or not seen</span>
        )}
      </span>
      <span className="console-asked">
        asked of{earlier > 0 && <small className="soft">… {earlier} more,</small>}
        <AskedMarks asked={asked} />
        {isWebSocketOpen && <small className="soft">WebSocket open</small>}
      </span>
      {unknown && (
        <p className="console-unknown">
          <strong className="bad">400 Session ID unknown</strong> at <TargetName id={unknown.target} />
          {unknownCount > 1 && <span className="soft"> (the newest of {unknownCount})</span>}:{" "}
          <Sentence text={unknown.why} />
        </p>
      )}
    </li>
  );
}

function AskedMarks({ asked }: { asked: ConsoleSession["asked"] }) {
  return (
    <span className="console-marks">
      {asked.map(({ target, status }, index) => (
        // Askings have no other identity than their place.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={index} title={`${target} answered ${status}`} data-bad={status >= 400 || undefined}>
          <TargetName id={target} isCut={status >= 400} />
        </span>
      ))}
    </span>
  );
}
