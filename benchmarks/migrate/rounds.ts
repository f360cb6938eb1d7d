import { statSync } from "node:fs";
import { join } from "node:path";
import { UnifiedStoreManager } from "../../src/manager";
import { alternate } from "../measure/alternate";
import { type Baseline, copied, copiedBare, type Exported, TABLES } from "./baseline";
import { type Copier, exportTable } from "./copy";
import { makeMemoryFile } from "./memory-file";
import type { Server } from "./server";
import { moved, type Subject } from "./subject";

/** Tools of the measurement. */
export interface Setting {
  server: Server;
  copier: Copier;
  /** Folder for files of the run. */
  folder: string;
  interrupted: AbortSignal;
  /** Called with a description of the next step. */
  say(what: string): void;
}

/** One list of rounds for each contender. */
export interface Rounds {
  rows: number;
  /** Size of the memory.db. */
  bytes: number;
  subject: Subject[];
  copied: Baseline[];
  bare: Baseline[];
  /** Into a new SQLite file. */
  sqlite: Subject;
}

/**
 * Makes a memory.db. Then alternates between moving it and loading its rows, each time into new
 * tables.
 */
export async function measure(
  setting: Setting,
  { rows, rounds }: { rows: number; rounds: number },
): Promise<Rounds> {
  const { server, copier, folder, interrupted, say } = setting;
  const file = join(folder, "memory.db");
  say(`making a memory.db of ${rows.toLocaleString("en-GB")} items`);
  makeMemoryFile(file, rows);
  const move = (url: string): Promise<Subject> => moved(url, file, interrupted);
  // This also warms up: from here on the file is in the system's cache.
  say("moving it, and writing the resulting rows to files");
  const files = TABLES.map((table) => ({ table, file: join(folder, `${table}.txt`) })) as unknown as Exported;
  await server.withDatabase(async (url) => {
    await move(url);
    for (const each of files) await exportTable(url, each.table, each.file);
  });
  const turn =
    <T>(what: string, work: (url: string) => Promise<T>) =>
    (round: number): Promise<T> => {
      interrupted.throwIfAborted();
      say(`round ${round + 1} of ${rounds}: ${what}`);
      return server.withDatabase(work);
    };
  const turns: ((round: number) => Promise<Subject | Baseline>)[] = [
    turn("the migrator", move),
    turn("COPY, indexes in place", (url) => copied(url, files, copier)),
    turn("COPY, indexes afterwards", (url) => copiedBare(url, files, copier)),
  ];
  const [subject, first, second] = await alternate(turns, { rounds, warmUpRounds: 0 });
  say("the migrator, into SQLite");
  const url = `sqlite:${join(folder, "unified.db")}`;
  await (await UnifiedStoreManager.open({ url })).close();
  return {
    ...{ rows, bytes: statSync(file).size },
    ...{ subject: subject as Subject[], copied: first as Baseline[], bare: second as Baseline[] },
    sqlite: await move(url),
  };
}
