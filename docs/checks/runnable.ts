import path from "node:path";
import { LEFT_OUT } from "./left-out.ts";
import { ROOT } from "./repository.ts";

/** `npm run logs`, for a lab whose logs are in the folder where it is run. */
const LOGS = `node ${path.join(ROOT, "tooling/bootstrap/run-entry.js")} ${path.join(ROOT, "lab/log-reader/main.ts")}`;

/** How a line of a shell block is dealt with; null: nobody has said. */
export type Treatment = { run: true } | { run: false; because: string } | null;

/** What is run is harmless and ends by itself: requests to a lab, readers of its logs, and programs asked for their `--help`. */
export function treatmentOf(line: string): Treatment {
  const left = LEFT_OUT.find(({ pattern }) => pattern.test(line));
  if (left) return { run: false, because: left.because };
  if (/^(?:\w+=\$\()?(?:grep|tail|ss|jq) /.test(line) || line.startsWith("npm run logs -- ")) return { run: true };
  if (/^(?:\w+=\$\(|for \w+ in [\w ]+; do )?curl /.test(line) || /^node .*--help$/.test(line)) return { run: true };
  return null;
}

/**
 * A line as it is run: against this lab instead of one on the usual ports, and failing where the answer is an error,
 * unless a session id is sent, which an instance may not know. A stream that never ends is cut after a second.
 */
export function runnableLine(line: string, lab: { url: string; controlUrl: string }): string {
  const pointed = line
    .replaceAll(/http:\/\/(?:localhost|127\.0\.0\.1):8000/g, lab.url)
    .replaceAll(/http:\/\/(?:localhost|127\.0\.0\.1):8001/g, lab.controlUrl)
    .replace("sport = :8000", `sport = :${new URL(lab.url).port}`)
    .replace(/^npm run logs -- /, `${LOGS} `);
  const fail = line.includes("&sid=") ? "" : " --fail";
  if (/\s-N\b/.test(line)) return `${pointed.replaceAll("curl ", `curl -sS${fail} --max-time 1 `)} || [ $? = 28 ]`;
  return pointed.replaceAll("curl ", `curl -sS${fail} `);
}

/** Whether a block printed what its page says; `…` stands for anything within a line, and alone on one for any lines, or none. */
export function isOutput(printed: string, said: string): boolean {
  const pattern = said
    .trim()
    .split("\n")
    .map((line) =>
      line === "…"
        ? "(?:\\n[^]*)?"
        : `\\n${line
            .split("…")
            .map((part) => part.replaceAll(/[^\w\s]/g, "\\$&"))
            .join(".*")}`,
    );
  return new RegExp(`^${pattern.join("")}$`).test(`\n${printed.trim()}`);
}
