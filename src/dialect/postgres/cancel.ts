import { connect } from "node:net";
import type { PoolClient } from "pg";

/** After this many milliseconds a cancelled statement that still has not ended is cut off with its connection. */
const GRACE_MS = 2_000;

interface Internals {
  host: string;
  port: number;
  processID: number | null;
  secretKey: number | Buffer | null;
  connection: { stream: { destroy(error?: Error): void } };
}

/**
 * Waits for a statement, and asks the server to cancel it when the signal fires. What the server answers counts: a statement
 * that ended before the request reached it has ended.
 */
export async function cancellable<T>(
  client: PoolClient,
  statement: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  let cut: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    requestCancel(client as unknown as Internals);
    cut = setTimeout(() => (client as unknown as Internals).connection.stream.destroy(), GRACE_MS);
    cut.unref();
  };
  if (signal.aborted) cancel();
  else signal.addEventListener("abort", cancel, { once: true });
  try {
    return await statement;
  } finally {
    signal.removeEventListener("abort", cancel);
    clearTimeout(cut);
  }
}

/** A CancelRequest goes over a connection of its own, sixteen bytes long (PostgreSQL protocol, "Canceling Requests in Progress"). */
function requestCancel({ host, port, processID, secretKey }: Internals): void {
  if (processID === null || secretKey === null) return;
  const secret = typeof secretKey === "number" ? int32(secretKey) : secretKey;
  const request = Buffer.concat([int32(12 + secret.length), int32(80877102), int32(processID), secret]);
  const socket = host.startsWith("/") ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
  socket.setTimeout(GRACE_MS, () => socket.destroy());
  socket.on("error", () => socket.destroy());
  socket.unref();
  socket.end(request);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value | 0);
  return bytes;
}
