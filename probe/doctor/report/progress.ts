interface Screen {
  write(text: string): unknown;
  isTTY?: boolean;
}

/** Progress for a person: in a terminal one line that is written over, elsewhere a line for each step. */
export function createProgress(screen: Screen): { step(what: string): void; end(): void } {
  const clear = "\r\u001B[K";
  return {
    step: (what) => void screen.write(screen.isTTY ? `${clear}… ${what}` : `… ${what}\n`),
    end: () => void (screen.isTTY && screen.write(clear)),
  };
}
