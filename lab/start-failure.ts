import path from "node:path";
import { UserError } from "../machine/user-error.ts";

/** What was asked for, as far as a failure's sentence needs it, and what the two ports' settings are called. */
interface Asked {
  controlPort?: number;
  https?: { port: number } | null;
  logDir?: string;
  names?: { port: string; controlPort: string };
  /** What is at the first port; default: the chat. */
  serves?: string;
}

const NOT_WRITABLE = new Set(["EACCES", "EEXIST", "ENOSPC", "ENOTDIR", "EPERM", "EROFS"]);

/** A start that the operating system refused because of what was asked, as a `UserError`; any other error as it is. */
export function startFailure(error: unknown, asked: Asked): unknown {
  const sentence = error instanceof Error && !(error instanceof UserError) ? sentenceOf(error, asked) : null;
  return sentence === null ? error : new UserError(sentence, { cause: error });
}

function sentenceOf(error: NodeJS.ErrnoException & { port?: number }, asked: Asked): string | null {
  const {
    controlPort,
    logDir = "logs",
    serves = "the chat",
    names = { port: "--port", controlPort: "--control-port" },
  } = asked;
  const { code, port, path: file } = error;
  if (port !== undefined) {
    const [what, name] =
      port === controlPort
        ? ["the control API", names.controlPort]
        : port === asked.https?.port
          ? ["HTTPS", "--https-port"]
          : [serves, names.port];
    if (code === "EADDRINUSE") {
      return `port ${port} is in use, perhaps by a lab that still runs; stop that, or choose another port for ${what} with ${name} (0: any free one)`;
    }
    if (code === "EACCES") return `port ${port} may not be opened by this user; choose one above 1023 with ${name}`;
  }
  if (file === undefined || code === undefined) return null;
  const isOfLogs = isWithin(file, path.resolve(logDir)) || isWithin(path.resolve(logDir), path.resolve(file));
  if (isOfLogs && (NOT_WRITABLE.has(code) || code === "ENOENT")) {
    return `--log-dir: "${file}" cannot be written (${code}); choose another folder`;
  }
  if (!NOT_WRITABLE.has(code)) return null;
  return `"${file}" cannot be written (${code}); npm start builds into this clone, so make all of it your own`;
}

function isWithin(file: string, folder: string): boolean {
  return !path.relative(folder, path.resolve(file)).startsWith("..");
}
