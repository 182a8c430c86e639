/** A command line that cannot be followed; the message names the option, its value and what is allowed. */
export class OptionError extends Error {
  override name = "OptionError";
}
