import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startLab, type Lab } from "../../lab/start-lab.ts";
import { readPages, ROOT, shellBlocks, type ShellBlock } from "./repository.ts";
import { findProgram } from "../../machine/processes/find-program.ts";
import { isOutput, runnableLine, treatmentOf } from "./runnable.ts";

export const pages = readPages();
export const blocks = shellBlocks(pages);
export const isRun = ({ commands }: ShellBlock): boolean => commands.every((command) => treatmentOf(command)?.run);
/** Logs and connections are worth reading when people are there, each a process: the full run has time for these. */
const readsLogs = ({ commands }: ShellBlock) => commands.some((command) => /\blogs\b|^ss /.test(command));

/** A block is one script, as somebody pastes it. */
function runBlock({ commands }: ShellBlock, lab: Lab, folder: string) {
  const isOurs = commands.some((command) => command.startsWith("node "));
  const script = ["set -e -o pipefail", ...commands.map((command) => runnableLine(command, lab))].join("\n");
  return new Promise<{ code: number; output: string }>((resolve) => {
    const options = { cwd: isOurs ? ROOT : folder, timeout: 15_000 };
    execFile("/bin/bash", ["-c", script], options, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === "number" ? error.code : -1) : 0;
      resolve({ code, output: stdout + stderr });
    });
  });
}

/** What a machine may lack of what pages use. */
const missing = ["jq", "ss"].filter((name) => findProgram(name) === null);
const lackOf = ({ commands }: ShellBlock) =>
  missing.find((name) => commands.some((line) => new RegExp(`(?:^|[ (])${name} `).test(line)));

/** A lab, and the folder with its logs. */
interface Place {
  lab: Lab;
  folder: string;
}

async function openPlace(which: "of logs" | "others"): Promise<Place> {
  const folder = await mkdtemp(path.join(tmpdir(), "docs-"));
  const lab = await startLab({ logDir: path.join(folder, "logs"), env: { LOG_LEVEL: "debug" } });
  // A reader has opened the page by then.
  await (await fetch(lab.url)).text();
  if (which === "of logs") await talk(lab);
  return { lab, folder };
}

const changesTheLab = ({ commands }: ShellBlock) => commands.some((command) => /\s-X\s/.test(command));

/**
 * Runs the commands of each page, those that read logs or the others: pages that only ask share a lab.
 * `more` adds tests that read its logs.
 */
export function describeCommands(
  which: "of logs" | "others",
  more?: (page: string, readLog: (file: string) => string[]) => void,
): void {
  const chosen = blocks.filter((block) => isRun(block) && readsLogs(block) === (which === "of logs"));
  const opened: Promise<Place>[] = [];
  const open = () => {
    const place = openPlace(which);
    opened.push(place);
    return place;
  };
  let shared: Promise<Place> | undefined;
  afterAll(async () => {
    for (const place of opened) {
      const { lab, folder } = await place;
      await lab.close();
      await rm(folder, { recursive: true });
    }
  });

  describe.each([...new Set(chosen.map(({ page }) => page))])("the commands of %s", (page) => {
    const own = chosen.filter((one) => one.page === page);
    let place: Place;
    beforeAll(async () => {
      place = await (own.some(changesTheLab) ? open() : (shared ??= open()));
    });

    for (const block of own) {
      const lack = lackOf(block);
      const needs = lack ? ` (needs ${lack})` : "";
      it.skipIf(lack)(`line ${block.line}: ${block.commands.join("; ")}${needs}`, async () => {
        const { code, output } = await runBlock(block, place.lab, place.folder);
        expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/\S/) });
        expect(block.output === null || isOutput(output, block.output), `it printed:\n${output}`).toBe(true);
      });
    }
    more?.(page, (file) =>
      readFileSync(path.join(place.folder, "logs", file), "utf8")
        .trimEnd()
        .split("\n"),
    );
  });
}

/** Ada and Bo in one room, a message of Ada's, a request of a session that nobody knows, and somebody who left. */
async function talk({ url, controlUrl }: Lab): Promise<void> {
  const post = (at: string, body: object) => fetch(controlUrl + at, { method: "POST", body: JSON.stringify(body) });
  for (const name of ["Ada", "Bo"]) await post("/people", { name, room: "lobby", transport: "default" });
  await vi.waitFor(
    async () => expect((await peopleOf(controlUrl)).map(({ state }) => state)).toEqual(["joined", "joined"]),
    { timeout: 60_000 },
  );
  const [ada, bo] = await peopleOf(controlUrl);
  await post(`/people/${ada!.id}/say`, { text: "hello" });
  await post(`/people/${bo!.id}/leave`, {});
  await fetch(`${url}/socket.io/?EIO=4&transport=polling&sid=nobody`);
}

async function peopleOf(controlUrl: string): Promise<{ id: string; state: string }[]> {
  return ((await (await fetch(`${controlUrl}/state`)).json()) as { people: { id: string; state: string }[] }).people;
}
