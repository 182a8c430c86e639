import { parseArgs } from "node:util";

export const HELP = `usage: npm run dev -- [options]

The page with hot reload, against a lab that runs already (npm start): what is changed in web/ is seen at once.

  --cluster URL   the lab's address (default http://localhost:8000)
  --port N        where the page is served (default 5173; 0: any free port)
  --help          this text
`;

/** A command line that cannot be followed; the message names the option, its value and what is allowed. */
export class OptionError extends Error {
  override name = "OptionError";
}

export type DevOptions = { help: true } | { help: false; cluster: string; port: number };

export function parseOptions(args: string[]): DevOptions {
  const { help, cluster, port } = read(args);
  if (help) return { help: true };
  const url = URL.canParse(cluster) ? new URL(cluster) : null;
  if (!url || !/^https?:$/.test(url.protocol) || !/^\/?$/.test(url.pathname)) {
    throw new OptionError(`--cluster is "${cluster}"; allowed: an address like http://localhost:8000`);
  }
  const number = /^\d+$/.test(port) ? Number(port) : Number.NaN;
  if (!(number <= 65_535)) {
    throw new OptionError(`--port is "${port}"; allowed: a whole number from 0 to 65535`);
  }
  return { help: false, cluster: url.origin, port: number };
}

function read(args: string[]): { help: boolean; cluster: string; port: string } {
  try {
    return parseArgs({
      args,
      options: {
        cluster: { type: "string", default: "http://localhost:8000" },
        port: { type: "string", default: "5173" },
        help: { type: "boolean", short: "h", default: false },
      },
    }).values;
  } catch (error) {
    throw new OptionError(`${(error as Error).message.split(". ")[0]}; npm run dev -- --help lists the options`);
  }
}
