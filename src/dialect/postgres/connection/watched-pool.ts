import type { Pool, PoolClient } from "pg";

type OnLoss = (error: Error) => void;

interface Watch {
  readonly managers: Set<OnLoss>;
  onError(error: Error): void;
}

const watches = new WeakMap<Pool, Watch>();

/**
 * Reports lost idle connections, and returns a function that stops it. Any number of managers share
 * one listener on a pool: Node warns of a leak at the eleventh.
 */
export function watchPool(pool: Pool, onLoss: OnLoss): () => void {
  const { managers, onError } = watches.get(pool) ?? newWatch(pool);
  if (managers.size === 0) {
    // Without a listener, an idle connection that the server closes would end the process.
    pool.on("error", onError);
    pool.on("connect", unhear);
  }
  // The same function may be passed in by several managers.
  const own: OnLoss = (error) => onLoss(error);
  managers.add(own);
  return () => {
    if (managers.delete(own) && managers.size === 0) pool.off("error", onError).off("connect", unhear);
  };
}

function newWatch(pool: Pool): Watch {
  const managers = new Set<OnLoss>();
  const onError = (error: Error): void => {
    for (const tell of managers) tell(error);
  };
  const watch = { managers, onError };
  watches.set(pool, watch);
  return watch;
}

/**
 * Adds an empty error listener. While a connection is lent out, the pool does not listen to it, and
 * an unhandled error would end the process. It is added when the connection is made, not when it is
 * lent: a server may close it in between.
 */
export function unhear(client: PoolClient): void {
  if (heard.has(client)) return;
  heard.add(client);
  client.on("error", () => {});
}
const heard = new WeakSet<PoolClient>();
