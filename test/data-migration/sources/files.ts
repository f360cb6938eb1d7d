import { rmSync } from "node:fs";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { JsonText } from "../../../src/core/json/json";
import { ROOT } from "../../support/child";
import { temporaryFolder } from "../../support/folder";
import type { Moved } from "./moved";

/** One of the real files. */
export const example = (kind: string): string => join(ROOT, `examples/quickstart/data/${kind}.db`);

/** Files made by a test; `remove` removes all of them. */
export class TestFiles {
  private readonly folder = temporaryFolder();
  private made = 0;

  /** A new file made by these statements. */
  make(statements: string): string {
    const path = join(this.folder, `${++this.made}.db`);
    this.change(path, statements);
    return path;
  }

  /** A new file with the tables of a real one, and only the rows that the statements add. */
  like(kind: string, statements: string): string {
    const real = new BetterSqlite3(example(kind), { readonly: true });
    const tables = real
      .prepare("select sql from sqlite_master where type = 'table' and name not like 'sqlite_%'")
      .pluck()
      .all();
    real.close();
    return this.make(`${tables.join(";\n")};\n${statements}`);
  }

  /** Runs statements in a file. */
  change(path: string, statements: string): void {
    const db = new BetterSqlite3(path);
    db.pragma("synchronous = off");
    db.exec(statements);
    db.close();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** How many rows of each table became something, and how many were rejected. */
export function counts(moved: readonly Moved[]): Record<string, [moved: number, rejection: number]> {
  const found: Record<string, [number, number]> = {};
  for (const { table, rejection } of moved) {
    found[table] ??= [0, 0];
    found[table][rejection === null ? 0 : 1]++;
  }
  return found;
}

/** Why rows of a table were rejected, in their order; null for each that was not. */
export const reasons = (moved: readonly Moved[], table: string): (string | null)[] =>
  moved.filter((each) => each.table === table).map(({ rejection }) => rejection);

/** The coercions of a table's rows, with their counts. */
export function coercions(moved: readonly Moved[], table: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { coercions } of moved.filter((each) => each.table === table))
    for (const { name } of coercions) found[name] = (found[name] ?? 0) + 1;
  return found;
}

/** The target rows of the nth row of a table, with decoded JSON. */
export function rowsOf(moved: readonly Moved[], table: string, n = 0): Record<string, unknown>[] {
  const each = moved.filter((one) => one.table === table)[n];
  return (each?.rows ?? []).map(({ row }) =>
    Object.fromEntries(
      Object.entries(row)
        .filter(([key]) => key !== "schemaVersion")
        .map(([key, value]) => [key, value instanceof JsonText ? value.value() : value]),
    ),
  );
}

/**
 * Columns without a value, by table. A row that lacks a column differs from the rows that its store
 * writes.
 */
export const forgotten = (moved: readonly Moved[]): string[] =>
  moved.flatMap(({ rows }) =>
    rows.flatMap(({ target, row }) =>
      target.columns
        .filter(({ property }) => property !== "tenant" && property !== "workspace" && !(property in row))
        .map(({ name }) => `${target.table}.${name}`),
    ),
  );
