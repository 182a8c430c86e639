import { existsSync } from "node:fs";
import path from "node:path";
import { defineCommand, type Option } from "../../../machine/commands/command.ts";
import { wholeNumber } from "../../../machine/commands/whole-number.ts";
import { UserError } from "../../../machine/user-error.ts";
import { LAB_OPTIONS, labCommand } from "../../options.ts";

const OWN = {
  "emulator-port": {
    type: "string",
    default: "5555",
    value: "N",
    says: "the AWS API (default 5555; 0: any free port)",
  },
  root: {
    type: "string",
    default: path.join(import.meta.dirname, "../../../terraform"),
    value: "DIR",
    says: "the Terraform root (default terraform), for instance a copy that you have changed",
  },
  fresh: { type: "boolean", default: false, says: "apply terraform/ even if an earlier apply can be replayed" },
} as const satisfies Record<string, Option>;

const { instances, stickiness, "cookie-duration": duration, algorithm, follow, "load-balancer": name } = LAB_OPTIONS;

/** Options of `npm start` that make no sense here; they are known, so that the refusal can say why. */
const REFUSED = Object.fromEntries(
  Object.entries({ instances, stickiness, "cookie-duration": duration, algorithm, follow, "load-balancer": name }).map(
    ([key, { type }]) => [key, { type }],
  ),
);

/** `npm run aws:local`; what is not its own is for `npm start`, and checked before anything is done. */
export const awsLocalCommand = defineCommand({
  name: "aws:local",
  usage: "[options]",
  about: `Starts an emulator of the AWS API, applies terraform/ to it, and starts the lab as that AWS: then terraform apply
changes what people see in their browsers. Needs Terraform and moto; the first start takes about a minute and a half,
later ones a few seconds.`,
  options: { ...LAB_OPTIONS, ...REFUSED, ...OWN },
  examples: [["--port 9000", "the chat on another port"]],
  read({ values, tokens }, invocation) {
    const startArgs = tokens.flatMap((token) => {
      if (token.kind !== "option" || Object.hasOwn(OWN, token.name)) return [];
      return [token.value === undefined ? `--${token.name}` : `--${token.name}=${token.value}`];
    });
    return {
      emulatorPort: wholeNumber("--emulator-port", values["emulator-port"], 0, 65_535),
      /** Absolute. */
      root: existingRoot(values.root),
      fresh: values.fresh,
      /** For `npm start`, and what it will make of them. */
      startArgs,
      lab: labSettings(startArgs, invocation),
    };
  },
});

/** What `npm start` reads in its arguments, or the error that it would end with after a minute of applying. */
function labSettings(startArgs: string[], invocation: string) {
  const url = "http://127.0.0.1";
  const { follow: followed, lab } = labCommand.read(["--follow", url, ...startArgs], invocation);
  if (followed?.url === url && followed.loadBalancer === undefined) return lab;
  throw new UserError("--follow and --load-balancer are set by npm run aws:local itself");
}

function existingRoot(folder: string): string {
  if (existsSync(path.join(folder, "outputs.tf"))) return path.resolve(folder);
  throw new UserError(`--root is "${folder}"; allowed: a folder with this Terraform root or a copy of it`);
}
