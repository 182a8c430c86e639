import { defineCommand, runCommand } from "../commands/command.ts";

const packageCommand = defineCommand({
  name: "package",
  usage: "",
  about: "Builds the package sticky-rooms into dist/package; npm pack ./dist/package makes the file of it.",
  options: {},
  examples: [],
  read: () => null,
});

await runCommand(packageCommand, async () => {
  const { buildPackage, PACKAGE_FOLDER } = await import("./build-package.ts");
  await buildPackage();
  process.stdout.write(`${PACKAGE_FOLDER}\n`);
});
