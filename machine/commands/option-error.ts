// Until every command is a `defineCommand`.
export { UserError as OptionError } from "../user-error.ts";
