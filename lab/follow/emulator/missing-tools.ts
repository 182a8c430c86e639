import { spawnSync } from "node:child_process";

const TOOLS = {
  terraform: "Terraform (https://developer.hashicorp.com/terraform/install)",
  moto_server: "moto, an emulator of the AWS API (pip install 'moto[server]', https://docs.getmoto.org)",
};

/** Which of these programs this machine lacks, each with where to get it. */
export function missingTools(tools: readonly (keyof typeof TOOLS)[]): string[] {
  return tools.filter((tool) => !answers(tool)).map((tool) => TOOLS[tool]);
}

/** Help is the one thing that each of them answers without doing anything. */
function answers(tool: string): boolean {
  const { error, status } = spawnSync(tool, ["--help"], { stdio: "ignore" });
  return error === undefined && status === 0;
}
