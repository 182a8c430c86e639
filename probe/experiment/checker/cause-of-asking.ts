import type { Delivery, Ledger, SentMessage, Visit } from "../history/ledger.ts";
import type { Cause } from "./cause-of-loss.ts";
import { isOutageToBlame } from "./is-outage-to-blame.ts";

/**
 * Why somebody had to ask for a message that an adapter was to bring; null where it was not the adapter's to bring: it
 * came by itself, or its receiver was away and came by a connection of its own.
 */
export function causeOfAsking(
  message: SentMessage,
  arrived: Delivery,
  stays: readonly Visit[],
  ledger: Ledger,
): Cause | null {
  if (arrived.via === "live") return null;
  const during = stays.find(({ from, to }) => from < arrived.at && (to === null || to > arrived.at));
  if (!during) return null;
  const wasThere = during.from < message.from;
  if (!wasThere && !during.recovered) return null;
  if (isOutageToBlame(message, arrived.person, ledger)) return "adapter down";
  return wasThere ? "not carried by the adapter" : "recovered without it";
}
