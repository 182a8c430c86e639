/**
 * Something that the person who runs this can mend: a value that is not allowed, a port in use, a missing program. The
 * message is one sentence that says what, and what is allowed or how to get it. A command prints it and ends with exit
 * code 2; every other error is a bug of ours and keeps its stack trace.
 */
export class UserError extends Error {
  override name = "UserError";
}
