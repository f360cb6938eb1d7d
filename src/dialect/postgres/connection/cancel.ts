import { connect } from "node:net";
import type { PoolClient } from "pg";
import { listen, type StopSignal } from "../../../core/call/stop-signal";
import { type ClientInternals, internalsOf } from "./driver-internals";

/** The grace period of a cancelled statement. After it the connection is closed. */
const GRACE_MS = 2_000;

/**
 * Waits for a statement, and asks the server to cancel it when the signal fires. The server's
 * answer decides: a statement that ended before the request arrived has ended. It returns only when
 * the request is settled. A request cancels the statement that runs when it arrives, which could
 * otherwise be the next caller's.
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
    // A request without an answer may still arrive, so this connection is discarded.
    if (requested && !(await requested)) internals.connection.stream.destroy();
  }
}

/**
 * Waits a short time for a statement that ends a transaction. After it the connection is closed.
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
 * A CancelRequest of sixteen bytes over its own connection (PostgreSQL protocol, "Canceling
 * Requests in Progress"). The server closes that connection after it has sent the signal. True
 * where it did.
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
