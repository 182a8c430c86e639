import { startRedis, type RedisServer } from "../../machine/redis/start-redis.ts";
import {
  startMeasuredLab,
  type MeasuredLab,
  type MeasuredLabControl,
  type MeasuredLabOptions,
} from "../experiment/measured-lab.ts";
import { startTcpRelay, type TcpRelay } from "./tcp-relay.ts";

/** A lab in which everything can fail. */
export interface FaultLab extends MeasuredLab {
  control: MeasuredLabControl;
  /** Null: in memory there is nothing between the instances. */
  redis: { server: RedisServer; relay: TcpRelay } | null;
}

/** Settings of the instances: short enough that within one round a silence is noticed, a lease is lost, and an answer is given up. */
export const IMPATIENT_INSTANCES = {
  PING_INTERVAL_MS: "1000",
  PING_TIMEOUT_MS: "1500",
  REDIS_TIMEOUT_MS: "1000",
  DRAIN_MS: "200",
};

/** Starts one; its Redis writes each change to the disk before it answers, so that its death loses nothing. */
export async function startFaultLab(
  options: Pick<MeasuredLabOptions, "instances" | "store" | "logDir" | "env">,
): Promise<FaultLab> {
  if (options.store === "memory") {
    const lab = await startMeasuredLab(options);
    return { ...lab, redis: null };
  }
  const server = await startRedis({ appendfsync: "always" });
  const relay = await startTcpRelay(server.port);
  const end = async () => {
    await relay.close();
    await server.close();
  };
  try {
    const redisUrl = Object.assign(new URL(server.url), { port: String(relay.port) }).href;
    const lab = await startMeasuredLab({ ...options, redisUrl });
    const close = async () => {
      await lab.close();
      await end();
    };
    return { ...lab, redis: { server, relay }, close };
  } catch (error) {
    await end();
    throw error;
  }
}
