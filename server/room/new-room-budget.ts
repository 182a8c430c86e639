import { createTokenBucket, type createTokenBuckets, type Rate, type TokenBucket } from "../connection/token-bucket.ts";
import type { NewRoomBudget } from "./room-store.ts";

/** How many rooms a connection may create: so many of its own, as long as its network has some left. */
export function newRoomsOf(
  network: string,
  limit: Rate,
  networks: ReturnType<typeof createTokenBuckets>,
): NewRoomBudget {
  return new ConnectionBudget(network, limit, networks);
}

/** A class, since each connection has one. */
class ConnectionBudget implements NewRoomBudget {
  private readonly network: string;
  private readonly limit: Rate;
  private readonly networks: ReturnType<typeof createTokenBuckets>;
  // Most connections never ask for a new room.
  private own: TokenBucket | null = null;

  constructor(network: string, limit: Rate, networks: ReturnType<typeof createTokenBuckets>) {
    this.network = network;
    this.limit = limit;
    this.networks = networks;
  }

  hasOne(): boolean {
    return this.ofConnection().hasOne() && this.networks.of(this.network).hasOne();
  }

  spend(): void {
    this.ofConnection().spend(1);
    this.networks.of(this.network).spend(1);
  }

  private ofConnection(): TokenBucket {
    return (this.own ??= createTokenBucket(this.limit));
  }
}
