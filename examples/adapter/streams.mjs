import { createClient } from "@redis/client";
import { createAdapter } from "@socket.io/redis-streams-adapter";

/** For `experiment --adapter`: called in each instance, and returns what Socket.IO takes as its `adapter`. */
export default async function makeAdapter({ redisUrl }) {
  const client = createClient({ url: redisUrl, RESP: 2 });
  client.on("error", (error) => console.error(error.message));
  await client.connect();
  return createAdapter(client, { streamName: "packets-of-mine" });
}
