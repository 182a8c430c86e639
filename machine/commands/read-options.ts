import { OptionError } from "./option-error.ts";
import { refuse } from "./refuse.ts";

/** This process's command line as `parse` reads it; where that throws an `OptionError`, its sentence and exit code 2. */
export function readOptions<T>(parse: (args: string[]) => T): T {
  try {
    return parse(process.argv.slice(2));
  } catch (error) {
    if (error instanceof OptionError) return refuse(error.message);
    throw error;
  }
}
