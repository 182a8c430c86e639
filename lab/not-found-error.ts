import { UserError } from "../machine/user-error.ts";

/** There is nothing under this id; the control API answers 404. */
export class NotFoundError extends UserError {
  override name = "NotFoundError";
}
