import { UserError } from "../../machine/user-error.ts";

/**
 * What follows an API: with AWS's SDK, which nobody else needs.
 * @throws {UserError} when that is not installed.
 */
export async function loadFollowing<T>(load: () => Promise<T>): Promise<T> {
  return load().catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new UserError(
      "--follow needs AWS's SDK: npm install @aws-sdk/client-ec2 @aws-sdk/client-elastic-load-balancing-v2",
    );
  });
}

/** As AWS's SDK takes it from the environment. */
export function regionOf(env: NodeJS.ProcessEnv): string {
  return env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || "us-east-1";
}
