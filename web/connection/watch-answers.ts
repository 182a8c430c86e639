import type { ChatConnection } from "./chat-connection.ts";

/** An answer that is to come at once and has not come by then is late. */
const LATE_MS = 200;
const PROBE_MS = 650;

/**
 * Sees to it that a connection that is gone is said to be unanswered within two seconds: a socket tells of it much
 * later. It asks the instance as soon as another answer is late, or the browser says that it is offline.
 */
export function createAnswerWatch(connection: ChatConnection) {
  let isProbing = false;

  async function probe(): Promise<void> {
    if (isProbing) return;
    isProbing = true;
    while (connection.isConnected) {
      const askedAt = Date.now();
      const did = await connection.answers(PROBE_MS);
      if (!connection.isConnected) break;
      connection.unanswered(did ? null : (connection.now.value.unansweredSince ?? askedAt));
      if (did) break;
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
