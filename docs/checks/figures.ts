import { readFileSync } from "node:fs";
import path from "node:path";
import { LINGER_MS } from "../../alb/exchange/close-gently.ts";
import { evenSpread, lossOfSpread } from "../../probe/experiment/prediction/even-spread.ts";
import { percent } from "../../probe/report/words.ts";
import { SETTINGS } from "../../server/settings/settings.ts";
import { ROOT } from "./repository.ts";
import type { Figure } from "./unsourced-figures.ts";

const read = (file: string) => readFileSync(path.join(ROOT, file), "utf8");
const packageJson = JSON.parse(read("package.json")) as { engines: { node: string } };
const lock = JSON.parse(read("package-lock.json")) as { packages: Record<string, { version?: string }> };

const oldestNode = packageJson.engines.node.replace(">=", "");
const oldestTerraform = /required_version = ">= (\d+\.\d+)/.exec(read("terraform/versions.tf"))?.[1];
const dollarsAnHour = Number(/([\d.]+) USD, or/.exec(read("terraform/outputs.tf"))?.[1]);
const socketIo = lock.packages["node_modules/socket.io"]?.version;
const lossOf = (people: number, instances: number) => percent(lossOfSpread(evenSpread(people, instances)));

/** The figures in prose, made here from what they come from. */
export const FIGURES: readonly Figure[] = [
  { page: "README.md", phrase: `Node ${oldestNode} or later` },
  { page: "cli/README.md", phrase: `Node ${oldestNode} or later` },
  {
    page: "docs/four-questions.md",
    phrase: `${lossOf(12, 2)} for 12 people on 2 instances, ${lossOf(12, 3)} on 3`,
  },
  { page: "docs/four-questions.md", phrase: `socket.io ${socketIo}` },
  {
    page: "docs/shared-state.md",
    phrase: `by default ${(SETTINGS.leaseMs.fallback + SETTINGS.heartbeatMs.fallback) / 1000} s`,
  },
  { page: "alb/README.md", phrase: `within ${LINGER_MS / 1000} s of ours` },
  { page: "terraform/README.md", phrase: `About ${Math.round(dollarsAnHour * 100)} US cents an hour` },
  { page: "terraform/README.md", phrase: `Terraform ${oldestTerraform} or later` },
];
