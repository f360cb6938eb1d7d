import { connect } from "node:net";
import type { PoolClient } from "pg";
import { listen, type StopSignal } from "../../../core/call/stop-signal";
import { type ClientInternals, internalsOf } from "./driver-internals";

/**
 * After this many milliseconds a cancelled statement that still has not ended is cut off with its
 * connection.
 */
const GRACE_MS = 2_000;

/**
 * Waits for a statement, and asks the server to cancel it when the signal fires. What the server
 * answers counts: a statement that ended before the request reached it has ended. Returns only when
 * the request is done with, since it cancels whatever the connection runs when it arrives: the next
 * caller's statement, if that were let in before.
 */
export async function cancellable<T>(
  client: PoolClient,
  statement: Promise<T>,
  signal: StopSignal,
): Promise<T> {
  const internals = internalsOf(client);
  let requested: Promise<boolean> | undefined;
  let cut: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    requested = requestCancel(internals);
    cut = setTimeout(() => internals.connection.stream.destroy(), GRACE_MS);
    cut.unref();
  };
  let stopListening = (): void => {};
  if (signal.aborted) cancel();
  else stopListening = listen(signal, cancel);
  try {
    return await statement;
  } finally {
    stopListening();
    clearTimeout(cut);
    // A request of unknown fate may still arrive: this connection is of no more use.
    if (requested && !(await requested)) internals.connection.stream.destroy();
  }
}

/**
 * Waits for a statement that ends a transaction, for a moment only: a server that does not answer
 * is cut off.
 */
export async function briefly<T>(client: PoolClient, statement: Promise<T>): Promise<T> {
  const cut = setTimeout(() => internalsOf(client).connection.stream.destroy(), GRACE_MS);
  try {
    return await statement;
  } finally {
    clearTimeout(cut);
  }
}

/**
 * A CancelRequest goes over a connection of its own, sixteen bytes long (PostgreSQL protocol,
 * "Canceling Requests in Progress"). The server closes that once it has signalled; true when it
 * did.
 */
function requestCancel({ host, port, processID, secretKey }: ClientInternals): Promise<boolean> {
  if (processID === null || secretKey === null) return Promise.resolve(false);
  const secret = typeof secretKey === "number" ? int32(secretKey) : secretKey;
  const request = Buffer.concat([int32(12 + secret.length), int32(80877102), int32(processID), secret]);
  return new Promise((resolve) => {
    const socket = host.startsWith("/") ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    socket.setTimeout(GRACE_MS, () => socket.destroy(new Error("no answer")));
    socket.on("error", () => resolve(false));
    socket.on("close", (failed) => resolve(!failed));
    socket.resume();
    socket.write(request);
  });
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value | 0);
  return bytes;
}
