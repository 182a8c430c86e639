import { usePage, useSlice } from "../page-context.ts";
import type { TransportChoice } from "../state/connection/connection-state.ts";
import { useMediaQuery } from "../use-media-query.ts";
import { LabButton } from "./LabButton.tsx";

const TRANSPORTS: [choice: TransportChoice, name: string, note: string][] = [
  ["auto", "WebSocket, then polling", "One request opens the session; without stickiness the room splits."],
  [
    "default",
    "default: polling, then upgrade",
    "Several requests make a session; without stickiness it never settles.",
  ],
  ["websocket", "WebSocket only", "One request opens the session; no fallback."],
  ["polling", "polling only", "Every request is routed anew; without stickiness none survives."],
];

export function ConnectionControls() {
  const page = usePage();
  // On a wide screen it stands beside the path.
  const isNarrow = useMediaQuery("(max-width: 900px)");
  const transport = useSlice(page.session, (session) => session.transportChoice);
  const isClosed = useSlice(page.session, (session) => session.connection.status === "closed");
  const hasCookie = useSlice(page.session, (session) => session.cookie.awsalb || session.cookie.awsalbcors);
  return (
    <div className="lab-grid">
      <div className="lab-control">
        <label>
          Transport{" "}
          <select
            className="select"
            value={transport}
            onChange={(event) => page.actions.setTransport(event.target.value as TransportChoice)}
          >
            {TRANSPORTS.map(([choice, name]) => (
              <option key={choice} value={choice}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <p className="soft lab-forecast">{TRANSPORTS.find(([choice]) => choice === transport)?.[2]}</p>
      </div>
      {isNarrow && <LabButton action={{ type: "blip" }}>Drop my connection</LabButton>}
      {isClosed ? (
        <div className="lab-control">
          <button type="button" className="button small" onClick={page.actions.reconnect}>
            Reconnect
          </button>
        </div>
      ) : (
        <LabButton action={{ type: "disconnect" }}>Disconnect</LabButton>
      )}
      {hasCookie && <LabButton action={{ type: "forget-cookie" }}>Forget my cookie</LabButton>}
      <LabButton action={{ type: "send-numbered", count: 20 }}>Send 20 numbered messages</LabButton>
    </div>
  );
}
