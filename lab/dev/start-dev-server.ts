import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import type { ViteDevServer } from "vite";
import { UserError } from "../../machine/user-error.ts";

/** Where the page finds the lab's control API, which answers only its own page. */
const CONTROL = "/lab-control";
const ANSWER_MS = 5_000;

const CONFIG = path.resolve(import.meta.dirname, "../../web/vite.config.ts");

export interface DevServer {
  url: string;
  close(): Promise<void>;
}

/**
 * Serves the page from its sources, and everything else from the lab at `lab`. The control API, which refuses any
 * page but the lab's own, is asked in that one's name.
 * @throws {UserError} when no lab answers there.
 */
export async function startDevServer({ lab, port }: { lab: string; port: number }): Promise<DevServer> {
  const { controlUrl } = await reportOf(lab).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`no lab answers at ${lab} (${why}); start one with npm start, or name another with --lab`);
  });
  const { createServer } = await import("vite");
  const server = await createServer({
    configFile: CONFIG,
    configLoader: "runner",
    clearScreen: false,
    logLevel: "warn",
    server: {
      port,
      strictPort: true,
      proxy: {
        // With the browser's own Host and Origin, which match: that is what an instance asks for.
        "/socket.io": { target: lab, ws: true },
        ...(controlUrl === null
          ? {}
          : {
              [CONTROL]: {
                target: controlUrl,
                changeOrigin: true,
                headers: { origin: lab },
                rewrite: (asked: string) => asked.slice(CONTROL.length),
              },
            }),
      },
    },
    plugins: [
      {
        name: "report-of-the-lab",
        configureServer(vite: ViteDevServer) {
          vite.middlewares.use("/api/instance", (request, response) => void answerReport(lab, request, response));
        },
      },
    ],
  });
  await server.listen();
  const address = server.httpServer?.address();
  const at = typeof address === "object" && address !== null ? address.port : port;
  return { url: `http://localhost:${at}`, close: () => server.close() };
}

/** What the instance says whose turn it is, with the way to the control API that leads through here. */
async function answerReport(lab: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const query = new URL(request.url ?? "/", lab).search;
    const report = await reportOf(lab, query);
    response.setHeader("Content-Type", "application/json");
    response.setHeader("Cache-Control", "no-store");
    response.end(JSON.stringify({ ...report, controlUrl: report.controlUrl && CONTROL }));
  } catch {
    response.statusCode = 502;
    response.end();
  }
}

async function reportOf(lab: string, query = ""): Promise<{ controlUrl: string | null }> {
  const response = await fetch(`${lab}/api/instance${query}`, { signal: AbortSignal.timeout(ANSWER_MS) });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return (await response.json()) as { controlUrl: string | null };
}
