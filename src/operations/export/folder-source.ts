import { createReadStream } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { createGunzip } from "node:zlib";
import { type Chosen, type CopiedScope, isChosen } from "../copy/chosen";
import type { Row } from "../copy/row";
import type { RowSource, SearchSettings } from "../copy/source/source";
import type { CopiedTable } from "../copy/tables";
import { rowOf } from "./line";
import { damaged, fileOf, type Manifest } from "./manifest";

const PORTION = 250;

/** The rows of an export, whose manifest was checked. */
export class FolderSource implements RowSource {
  readonly identity: string;

  constructor(
    private readonly folder: string,
    private readonly manifest: Manifest,
    sha256: string,
  ) {
    this.identity = `export ${sha256}`;
  }

  async settings(table: string): Promise<SearchSettings | null> {
    return this.manifest.search[table] ?? null;
  }

  async tenants(): Promise<string[]> {
    return this.manifest.tenants;
  }

  /** Of some tenants the rows are known only when they are read: those of all are the most. */
  async count(table: CopiedTable, _chosen: Chosen): Promise<number> {
    return this.manifest.tables[table.name]?.rows ?? 0;
  }

  async *rows(table: CopiedTable, scopes: readonly CopiedScope[] | null): AsyncGenerator<Row[]> {
    const expected = this.manifest.tables[table.name]?.rows ?? 0;
    if (expected === 0) return;
    let found = 0;
    let portion: Row[] = [];
    for await (const line of linesOf(fileOf(this.folder, table.name))) {
      found++;
      const row = rowOf(table, line);
      if (!isChosen(table, scopes, row)) continue;
      portion.push(row);
      if (portion.length < PORTION) continue;
      yield portion;
      portion = [];
    }
    if (found !== expected) throw damaged(`${table.name}.ndjson.gz`, "has another number of lines");
    if (portion.length > 0) yield portion;
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  const read = createReadStream(file);
  const text = createGunzip();
  // `pipe` alone would leave a failed read without an answer.
  read.on("error", (error) => text.destroy(error));
  let rest = "";
  try {
    for await (const chunk of read.pipe(text)) {
      const lines = (rest + decoder.write(chunk as Buffer)).split("\n");
      rest = lines.pop()!;
      yield* lines;
    }
    if (rest !== "") yield rest;
  } finally {
    read.destroy();
  }
}
