// npm run package: what `npm pack ./dist/package` makes the package of.
import { buildPackage, PACKAGE_FOLDER } from "./build-package.ts";

await buildPackage();
process.stdout.write(`${PACKAGE_FOLDER}\n`);
