/** Stops with a sentence and exit code 2: what was asked cannot be done. */
export function refuse(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}
