import type { KeptSession } from "./kept-session.ts";

/** How a connection ended, and how long after the watching began; 0: it had ended before. */
export interface End {
  seconds: number;
  code: number;
}

/** Waits until all have ended or the time is up. @returns those that ended, in that order. */
export async function watchEnds(sessions: readonly KeptSession[], seconds: number): Promise<End[]> {
  const begun = performance.now();
  const ends: End[] = [];
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<void>((resolve) => (timer = setTimeout(resolve, seconds * 1000)));
  const allEnded = Promise.all(
    sessions.map(async ({ connection }) => {
      await connection.closed;
      ends.push({ seconds: (performance.now() - begun) / 1000, code: connection.closeCode() ?? 1006 });
    }),
  );
  await Promise.race([allEnded, timeUp]);
  clearTimeout(timer);
  return [...ends];
}

/** A close code in words. */
export function endInWords(code: number): string {
  return code === 1006 ? "without a Close frame" : `with Close frame ${code}`;
}
