import type { ChatConnection } from "./chat-connection.ts";

/** An answer that is to come at once and has not come by then is late. */
const LATE_MS = 200;
const PROBE_MS = 650;
/** On a slow network answers are awaited for so much longer than the last one took, … */
const SLOWER = 1.5;
/** … as long as a connection that is gone is said to be unanswered soon all the same. */
const MOST_PROBE_MS = 1_300;
/** Then it is asked again. */
const AGAIN_MS = 4_000;

/**
 * Sees to it that a connection that is gone is said to be unanswered within two seconds: a socket tells of it much
 * later. It asks the instance as soon as another answer is late, or the browser says that it is offline. Where nothing is
 * connected there is no instance to ask: `askElsewhere` then finds out whether anything answers.
 */
export function createAnswerWatch(connection: ChatConnection, askElsewhere: () => void) {
  let isProbing = false;
  let patienceMs = PROBE_MS;

  async function probe(): Promise<void> {
    if (!connection.isConnected) askElsewhere();
    if (isProbing) return;
    isProbing = true;
    while (connection.isConnected) {
      const askedAt = Date.now();
      const late = setTimeout(() => {
        if (connection.isConnected) connection.unanswered(connection.now.value.unansweredSince ?? askedAt);
      }, patienceMs);
      const did = await connection.answers(AGAIN_MS);
      clearTimeout(late);
      if (!did) continue;
      // A late answer is one, too.
      patienceMs = Math.min(MOST_PROBE_MS, Math.max(PROBE_MS, SLOWER * (Date.now() - askedAt)));
      connection.unanswered(null);
      break;
    }
    isProbing = false;
  }

  const onOffline = () => {
    if (connection.isConnected) connection.unanswered(Date.now());
    void probe();
  };
  addEventListener("offline", onOffline);
  const onOnline = () => void probe();
  addEventListener("online", onOnline);
  return {
    probe: () => void probe(),
    /** Something was asked of the balancer: `answer` ends when its answer comes, or none does. */
    expect(answer: Promise<unknown>, onLate: () => void): void {
      const late = () => {
        onLate();
        void probe();
      };
      const timer = setTimeout(late, LATE_MS);
      const end = () => clearTimeout(timer);
      answer.then(end, end);
    },
    close() {
      removeEventListener("offline", onOffline);
      removeEventListener("online", onOnline);
    },
  };
}

export type AnswerWatch = ReturnType<typeof createAnswerWatch>;
