import { DEPLOYMENT } from "./deployment-url.ts";
import { findLab } from "./tested-lab.ts";

/** Before anything runs: says what E2E_URL names, or stops with a sentence and exit code 2 when it is not this chat. */
export default async function findDeployment(): Promise<void> {
  const url = URL.canParse(DEPLOYMENT!) ? new URL(DEPLOYMENT!) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.origin !== DEPLOYMENT) {
    refuse(`E2E_URL is "${DEPLOYMENT}"; allowed: a URL like https://chat.example.com`);
  }
  try {
    const { instances, lacking } = await findLab(DEPLOYMENT);
    const control = lacking ?? "scenarios change it through its control API";
    process.stderr.write(`E2E_URL ${DEPLOYMENT}: instances ${instances.join(", ")}; ${control}\n`);
  } catch (error) {
    const { message, cause } = error as Error & { cause?: Error };
    refuse(`E2E_URL: ${cause ? `${DEPLOYMENT} does not answer (${cause.message})` : message}`);
  }
}

function refuse(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}
