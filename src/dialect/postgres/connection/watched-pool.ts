import type { Pool, PoolClient } from "pg";

type OnLoss = (error: Error) => void;

interface Watch {
  readonly managers: Set<OnLoss>;
  onError(error: Error): void;
}

const watches = new WeakMap<Pool, Watch>();

/**
 * Tells of idle connections that were lost, and returns what ends that. A pool has one listener of
 * ours however many managers use it: Node warns of a leak at the eleventh.
 */
export function watchPool(pool: Pool, onLoss: OnLoss): () => void {
  const { managers, onError } = watches.get(pool) ?? newWatch(pool);
  if (managers.size === 0) {
    // Without a listener an idle connection that the server ends would end the process.
    pool.on("error", onError);
    pool.on("connect", unhear);
  }
  // A manager of its own each time, whatever function it hands in.
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
 * While a connection is lent out the pool does not listen for its end: unheard, that would end the
 * process. Told when it is made, and not when it is lent: a server that goes then says so before
 * anybody could listen.
 */
export function unhear(client: PoolClient): void {
  if (heard.has(client)) return;
  heard.add(client);
  client.on("error", () => {});
}
const heard = new WeakSet<PoolClient>();
