import { InstanceName } from "../instance/InstanceName.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import type { Connection } from "./connection.ts";
import "./ConnectionChips.css";

const CONNECTION_WORDS: Record<Connection["status"], string> = {
  idle: "not connected",
  connecting: "connecting …",
  connected: "connected",
  retrying: "reconnecting …",
  closed: "disconnected",
};

/** Which instance serves me, how, and whether a cookie leads me back to it. */
export function ConnectionChips() {
  const page = usePage();
  const connection = useValue(page.connection.now);
  const cookie = useValue(page.cookies.held);
  const { status, instance, transport, unknownSessions, unansweredSince } = connection;
  const isConnected = status === "connected";
  const isUnanswered = isConnected && unansweredSince !== null;
  // Nothing is known then, and what was shown would have to make room for the instance.
  const isFirstTry = instance === null && status === "connecting" && unknownSessions === 0;
  const name = cookie.awsalb ? "AWSALB" : cookie.awsalbcors ? "AWSALBCORS" : null;
  return (
    <div className="chips" role="group" aria-label="Connection">
      {instance !== null && (
        <span className="chip me" data-colour={page.colour(instance)} data-lost={!isConnected || undefined}>
          <span className="sr-only">{isConnected ? "you are on" : "you were on"} </span>
          <InstanceName instance={instance} />
        </span>
      )}
      {isConnected && <span className="chip">{transport}</span>}
      {!isFirstTry && (
        <span className="chip">
          {name ? (
            <span>
              <span className="chip-word">cookie </span>
              {name} ✓
            </span>
          ) : (
            <span>
              no <span className="chip-word">stickiness </span>cookie
            </span>
          )}
        </span>
      )}
      <span
        key={String(isFirstTry)}
        className="chip"
        data-bad={!isConnected || undefined}
        data-unsure={isUnanswered || undefined}
      >
        {isUnanswered ? "no answer" : CONNECTION_WORDS[status]}
        {isConnected && connection.recovered && " · recovered"}
      </span>
      {unknownSessions > 0 && (
        <span className="chip" data-bad title="Answers 400 Session ID unknown in this window">
          session lost {unknownSessions} {unknownSessions === 1 ? "time" : "times"}
        </span>
      )}
      {status === "closed" && (
        <button type="button" className="button small" onClick={page.connection.open}>
          Reconnect
        </button>
      )}
    </div>
  );
}
