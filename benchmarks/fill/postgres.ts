import { Client } from "pg";
import { encode, encodeKeys } from "../../src/dialect/postgres/codec";
import { cell, copyFrom } from "../../src/dialect/postgres/copy";
import { withoutIndexes } from "./indexes";
import type { Chunk, FilledTable } from "./table";

/** About the size that the server's socket accepts at once. */
const TEXT_LENGTH = 64 * 1024;

/**
 * COPY in one transaction: all rows are written or none. If indexes are dropped meanwhile, they
 * always exist again at the end.
 */
export async function fillPostgres(
  { url, schema }: { url: string; schema: string },
  tables: readonly FilledTable[],
  chunks: Iterable<Chunk>,
  large: boolean,
): Promise<void> {
  const client = new Client({ connectionString: url });
  // Ends the running call too.
  client.on("error", () => {});
  await client.connect();
  try {
    const names = tables.map(({ name }) => `"${schema}"."${name}"`);
    await client.query("begin");
    const copy = () => copyChunks(client, schema, chunks);
    await (large ? withoutIndexes(client, names, copy) : copy());
    await client.query("commit");
  } finally {
    await client.end();
  }
}

/** The next chunk is made while the server reads the current one. */
async function copyChunks(client: Client, schema: string, chunks: Iterable<Chunk>): Promise<void> {
  let sent = Promise.resolve();
  for (const chunk of chunks) {
    const texts = [...chunk].map(([table, rows]) => ({ table, texts: [...textsOf(table, rows)] }));
    await sent;
    sent = (async () => {
      for (const { table, texts: source } of texts) {
        const columns = table.columns.map(({ name }) => `"${name}"`).join(", ");
        await copyFrom(client, `copy "${schema}"."${table.name}" (${columns}) from stdin`, source);
      }
    })();
    // The promise is awaited above or below. Until then an error must not be unhandled.
    sent.catch(() => undefined);
  }
  await sent;
}

function* textsOf({ columns }: FilledTable, rows: readonly (readonly unknown[])[]): Generator<string> {
  let text = "";
  for (const row of rows) {
    for (let i = 0; i < columns.length; i++) {
      text += cell(encoded(columns[i]!, row[i]));
      text += i === columns.length - 1 ? "\n" : "\t";
    }
    if (text.length >= TEXT_LENGTH) {
      yield text;
      text = "";
    }
  }
  if (text !== "") yield text;
}

function encoded({ name, type }: FilledTable["columns"][number], value: unknown): unknown {
  if (value === null) return null;
  return type === "keys" ? encodeKeys(value as Int32Array) : encode(type, value, name);
}
