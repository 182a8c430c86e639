import http from "node:http";
import { closedLoop, type Contestant } from "./measure.ts";
import { cpuSecondsOf } from "./lab-process.ts";

const LANES = 32;

/** Keep-alive GETs of a small answer at `url`; `pid` is the process in between, or the one that answers. */
export function httpContestant(name: string, url: string, pid: number): Contestant {
  const agent = new http.Agent({ keepAlive: true, maxSockets: LANES });
  const get = () =>
    new Promise<string>((resolve, reject) => {
      http
        .get(`${url}/health`, { agent }, (response) => {
          let body = "";
          response.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
          response.on("end", () =>
            response.statusCode === 200 ? resolve(body) : reject(new Error(`${name}: ${response.statusCode}`)),
          );
        })
        .on("error", reject);
    });
  return {
    name,
    check: async () => {
      const { status } = JSON.parse(await get()) as { status?: string };
      if (status !== "healthy") throw new Error(`${name} answers ${status}, not healthy`);
    },
    run: async (seconds) => {
      const before = await cpuSecondsOf(pid);
      const sample = await closedLoop(LANES, seconds, async () => void (await get()));
      const after = await cpuSecondsOf(pid);
      return { ...sample, cpuSeconds: before === null || after === null ? null : after - before };
    },
    close: async () => agent.destroy(),
  };
}
