import { ClientId } from "./ClientId.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import type { TransportChoice } from "./connection.ts";
import { useMediaQuery } from "../page/use-media-query.tsx";
import { LabButton } from "../lab/LabButton.tsx";
import { LabControl } from "../lab/LabControl.tsx";
import { LabSelect } from "../lab/LabSelect.tsx";

/** `without`: what becomes of it without stickiness, where no rule leads the room. */
const TRANSPORTS: { value: TransportChoice; name: string; does: string; without?: string }[] = [
  {
    value: "auto",
    name: "WebSocket, then polling",
    does: "One request opens the session",
    without: "without stickiness the next one may reach another instance",
  },
  {
    value: "default",
    name: "default: polling, then upgrade",
    does: "Several requests make a session",
    without: "without stickiness it never settles",
  },
  { value: "websocket", name: "WebSocket only", does: "One request opens the session; no fallback" },
  {
    value: "polling",
    name: "polling only",
    does: "Every request is routed again",
    without: "without stickiness no session survives",
  },
];

export function ConnectionControls() {
  const page = usePage();
  // On a wide screen it stands beside the path.
  const isNarrow = useMediaQuery("(max-width: 900px)");
  const transport = useValue(page.connection.transport);
  const isClosed = useValue(page.connection.now, ({ status }) => status === "closed");
  const isLed = useValue(page.prospect, ({ byRoom }) => byRoom !== null);
  const { does, without } = TRANSPORTS.find(({ value }) => value === transport)!;
  const hasCookie = useValue(page.prospect, ({ cookie }) => cookie.kind !== "none");
  return (
    <>
      <div className="lab-whole-row">
        <LabControl
          control={
            <LabSelect
              label="Transport"
              value={transport}
              options={TRANSPORTS}
              onChange={page.connection.setTransport}
            />
          }
          forecast={`${does}${isLed || without === undefined ? "" : `; ${without}`}.`}
        />
      </div>
      {isNarrow && <LabButton action={{ type: "blip" }}>Drop my connection</LabButton>}
      {isClosed ? (
        <LabControl
          control={
            <button type="button" className="button small" onClick={page.connection.open}>
              Reconnect
            </button>
          }
          forecast="You are disconnected; this begins a new session."
        />
      ) : (
        <LabButton action={{ type: "disconnect" }}>Disconnect</LabButton>
      )}
      {hasCookie && <LabButton action={{ type: "forget-cookie" }}>Forget my cookie</LabButton>}
      <LabButton action={{ type: "send-numbered", count: 20 }}>Send 20 numbered messages</LabButton>
      <ClientId />
    </>
  );
}
