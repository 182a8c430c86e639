import type { IdleRun } from "../evidence.ts";
import type { Finding } from "../finding.ts";
import { raiseIdleTimeout } from "./advice.ts";
import type { Case } from "./case.ts";

/** Whether a silent connection lives until the ping that keeps it. */
export function idleFindings(one: Case): Finding[] {
  const { idle, greeting, isCutShort } = one.evidence;
  if (!idle) return [];
  const { pingInterval, pingTimeout } = greeting.open;
  const evidence = idle.map(show);
  const cut = idle.filter(({ outcome }) => outcome === "cut");
  if (cut.length > 0) {
    const seconds = Math.min(...cut.map((run) => run.seconds));
    return [
      {
        id: "idle-timeout",
        verdict: "problem",
        title: `Silent connections are cut after ${seconds.toFixed(1)} s, before the ping at ${pingInterval / 1000} s`,
        evidence,
        meaning:
          "A client that neither sends nor receives for that long is disconnected and has to reconnect, again and again.",
        advice: raiseIdleTimeout(one, (pingInterval + pingTimeout) / 1000),
      },
    ];
  }
  if (idle.length > 0 && idle.every(({ outcome }) => outcome === "alive")) {
    return [
      {
        id: "idle",
        verdict: "ok",
        title: `${idle.length > 1 ? "Silent connections live" : idle[0]!.transport === "websocket" ? "A silent WebSocket lives" : "A held poll lives"} until the server's ping`,
        evidence,
        meaning: "The idle timeouts on the way are longer than the ping interval.",
        advice: [],
      },
    ];
  }
  return [
    {
      id: "idle-not-measured",
      verdict: "not measured",
      title: "Whether silent connections are cut could not be seen",
      evidence: idle.length > 0 ? evidence : ["no session could be kept open"],
      meaning: isCutShort
        ? "The time limit came first."
        : "The server itself ended the silence, or no connection lived long enough for one.",
      advice: ["Deal with the other findings, then try again; --timeout gives it more time."],
    },
  ];
}

function show({ transport, outcome, seconds, detail }: IdleRun): string {
  const where = transport === "websocket" ? "WebSocket" : "held poll";
  return `${where}: ${outcome} after ${seconds.toFixed(1)} s of silence (${detail})`;
}
