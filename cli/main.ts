import { nearest } from "../machine/commands/nearest.ts";
import { runCommand, version, type Command } from "../machine/commands/command.ts";

interface Entry {
  /** Without it, it is for our own programs alone. */
  does?: string;
  run: (args: string[], invocation: string) => Promise<void>;
}

const run = async <T>(
  command: Promise<Command<T>>,
  work: (options: T, invocation: string | undefined) => Promise<number | void>,
  args: string[],
  invocation: string,
) => runCommand(await command, work, { args, invocation });

const LAB: Entry = {
  does: "the lab: three chat instances behind the balancer, with a page that shows what stickiness changes",
  run: (args, invocation) =>
    run(
      import("../lab/options.ts").then((module) => module.labCommand),
      async (options) => (await import("../lab/run-lab.ts")).runLab(options),
      args,
      invocation,
    ),
};

const COMMANDS: Readonly<Record<string, Entry>> = {
  start: LAB,
  alb: {
    does: "the balancer in front of your own application",
    run: (args, invocation) =>
      run(
        import("./alb/options.ts").then((module) => module.albCommand),
        async (options) => (await import("./alb/run-alb.ts")).runAlb(options),
        args,
        invocation,
      ),
  },
  doctor: {
    does: "diagnoses the sticky sessions of any Socket.IO endpoint",
    run: (args, invocation) =>
      run(
        import("../probe/doctor/options.ts").then((module) => module.doctorCommand),
        async (options) => (await import("../probe/doctor/run-doctor.ts")).runDoctor(options),
        args,
        invocation,
      ),
  },
  example: {
    does: "an application to try the others with",
    run: (args, invocation) =>
      run(
        import("./example.ts").then((module) => module.exampleCommand),
        async (options) => (await import("./example.ts")).runExample(options),
        args,
        invocation,
      ),
  },
  experiment: {
    does: "measures which messages get lost, beside what was predicted",
    run: (args, invocation) =>
      run(
        import("../probe/experiment/options.ts").then((module) => module.experimentCommand),
        async (options) => (await import("../probe/experiment/run-experiment.ts")).runExperiment(options),
        args,
        invocation,
      ),
  },
  // The simulated people of experiment --faults, in processes of their own.
  crowd: { run: async () => void (await import("../probe/faults/crowd/main.ts")) },
};

const USAGE = `usage: ${invocation()} [COMMAND] [options]

${Object.entries(COMMANDS)
  .flatMap(([name, { does }]) => (does ? [`  ${name.padEnd(12)}${does}`] : []))
  .join("\n")}

Without a command it is start. ${invocation()} COMMAND --help explains one; --version prints the version.
`;

const [first, ...rest] = process.argv.slice(2);
if (first === "--help" || first === "-h") process.stdout.write(USAGE);
else if (first === "--version") process.stdout.write(`${version()}\n`);
else if (first === undefined || first.startsWith("-")) await LAB.run(process.argv.slice(2), invocation());
else if (Object.hasOwn(COMMANDS, first)) await COMMANDS[first]!.run(rest, `${invocation()} ${first}`);
else {
  const near = nearest(first, Object.keys(COMMANDS));
  const meant = near === null ? "" : ` did you mean ${near}?`;
  process.stderr.write(`"${first}" is not a command;${meant} ${invocation()} --help lists them\n`);
  process.exitCode = 2;
}

/** As it was called: by npx, which says so, or by name. */
function invocation(): string {
  return process.env["npm_command"] === "exec" ? "npx sticky-rooms" : "sticky-rooms";
}
