import { UserError } from "../../machine/user-error.ts";

export interface FollowAsked {
  url: string;
  /** Which one, if there are several. */
  loadBalancer: string | undefined;
}

/**
 * `--follow URL` and `--load-balancer NAME`.
 * @param decided the first option beside it that an API decides, as it was given.
 * @throws {UserError} when they do not go together.
 */
export function readFollow(
  { follow, "load-balancer": loadBalancer }: { follow?: string | undefined; "load-balancer"?: string | undefined },
  decided: string | undefined,
): FollowAsked | null {
  if (follow === undefined) {
    if (loadBalancer !== undefined) throw new UserError("--load-balancer needs --follow");
    return null;
  }
  if (decided !== undefined) {
    throw new UserError(`--${decided} is not possible with --follow, which takes it from the API`);
  }
  if (!/^https?:$/.test(URL.canParse(follow) ? new URL(follow).protocol : "")) {
    throw new UserError(`--follow is "${follow}"; allowed: a URL like http://127.0.0.1:5555`);
  }
  return { url: follow, loadBalancer };
}
