/**
 * Exit code 2, for everything that ends this process from here on (Node would say 1 of an error that nobody caught, and 1 is an
 * answer), until the returned function tells the outcome.
 */
export function unknownUntilTold(): (code: number) => void {
  let outcome = 2;
  process.on("exit", () => (process.exitCode = outcome));
  return (code) => (outcome = code);
}
