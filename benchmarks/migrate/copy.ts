import { execFile, execFileSync } from "node:child_process";
import { closeSync, createReadStream, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Client } from "pg";
import { copyIn } from "../../src/dialect/postgres/copy-in";
import { findBinaries } from "../../src/testing/postgres/binaries";
import { onClient } from "./server";

const run = promisify(execFile);

/** A statement, or a file of COPY's text format for a table. */
export type Command = string | { table: string; file: string };

/** Loads tables as an operator would. */
export interface Copier {
  /** Description of the method. */
  what: string;
  /** Runs the commands in order in one transaction; returns the seconds of each. */
  run(url: string, commands: readonly Command[]): Promise<number[]>;
}

/** psql if it is installed, else the same COPY through the driver. */
export function copier(): Copier {
  for (const psql of ["psql", join(findBinaries(), "bin", "psql")]) {
    try {
      const version = execFileSync(psql, ["--version"], { encoding: "utf8" }).trim();
      return { what: `\\copy of ${version}`, run: (url, commands) => byPsql(psql, url, commands) };
    } catch {
      // psql is not installed.
    }
  }
  return { what: "COPY through pg, as there is no psql", run: byDriver };
}

/** psql's own timing reports each command; it prints nothing else. */
async function byPsql(psql: string, url: string, commands: readonly Command[]): Promise<number[]> {
  const texts = commands.map((each) =>
    typeof each === "string" ? each : `\\copy ${each.table} from '${each.file.replaceAll("'", "''")}'`,
  );
  const options = ["-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", "\\timing on"];
  const { stdout } = await run(psql, [...options, ...texts.flatMap((text) => ["-c", text])]);
  return [...stdout.matchAll(/^Time: ([\d.]+) ms/gm)].map(([, ms]) => Number(ms) / 1000);
}

/** Without psql. */
export async function byDriver(url: string, commands: readonly Command[]): Promise<number[]> {
  return onClient(url, async (client) => {
    const took: number[] = [];
    await client.query("begin");
    for (const each of commands) {
      const start = performance.now();
      if (typeof each === "string") await client.query(each);
      else await copyIn(client, `copy ${each.table} from stdin`, textOf(each.file));
      took.push((performance.now() - start) / 1000);
    }
    await client.query("commit");
    return took;
  });
}

const textOf = (file: string): AsyncIterable<string> => createReadStream(file, { encoding: "utf8" });

/** Writes the rows of a table to a file that can be loaded again. */
export async function exportTable(url: string, table: string, file: string): Promise<void> {
  const to = openSync(file, "w", 0o600);
  try {
    await onClient(url, (client) =>
      copyTo(client, `copy ${table} to stdout`, (chunk) => writeSync(to, chunk)),
    );
  } finally {
    closeSync(to);
  }
}

function copyTo(client: Client, statement: string, take: (chunk: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query({
      submit: (connection: { query(text: string): void }) => connection.query(statement),
      handleCopyData: ({ chunk }: { chunk: Buffer }) => take(chunk),
      handleError: reject,
      handleCommandComplete: () => {},
      handleReadyForQuery: () => resolve(),
    } as never);
  });
}
