import { FollowError } from "./aws/follow.ts";
import { InstanceStartError } from "./instance-process.ts";

/**
 * The sentence for a start that failed because of what was asked or of what this machine lacks; null for a bug of ours.
 */
export function startFailure(error: unknown): string | null {
  if (error instanceof InstanceStartError || error instanceof FollowError) return error.message;
  if (!(error instanceof Error)) return null;
  const { code, port, path } = error as NodeJS.ErrnoException & { port?: number };
  if (code === "EADDRINUSE") {
    return `port ${port} is in use; stop what uses it, or choose others with --port and --control-port (0: any free one)`;
  }
  if (code === "EACCES" && port !== undefined)
    return `port ${port} may not be opened by this user; choose one above 1023`;
  if ((code === "EACCES" || code === "EROFS" || code === "ENOTDIR" || code === "EEXIST") && path !== undefined) {
    return `--log-dir: "${path}" cannot be written (${code})`;
  }
  return null;
}
