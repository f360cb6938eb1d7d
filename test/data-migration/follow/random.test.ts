import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import fc from "fast-check";
import type { UnifiedStoreManager } from "../../../src";
import { Ledger } from "../../../src/data-migration/ledger/ledger";
import { cutoverMigration } from "../../../src/data-migration/run/cutover";
import { rollbackMigration } from "../../../src/data-migration/run/rollback";
import { runMigration } from "../../../src/data-migration/run/run-migration";

import { backend } from "../../backends";
import { temporaryFolder } from "../../support/folder";
import { rounds, roundsTimeout } from "../../support/rounds";
import { until } from "../../support/until";
import { contentsOf } from "./files";

const SCHEMA = `
  create table kg_nodes (id integer primary key, tenant text, type text, name text, attrs_json text, created_at text, unique (tenant, type, name));
  create table kg_edges (id integer primary key, src_id integer, dst_id integer, type text, weight real, provenance_id integer, created_at text,
    unique (src_id, dst_id, type));
  create table kg_provenance (id integer primary key, node_id integer, source_url text);
  create table watchlist (id integer primary key, tenant text, workspace text, source_type text, handle text, label text, enabled integer,
    unique (tenant, workspace, source_type, handle));
  create table ingest_state (id integer primary key, watchlist_id integer unique, cursor text);
  create table discord_user_opt_ins (user_id text primary key, username text, guild_id text);
  create table discord_interactions (id integer primary key, user_id text, guild_id text, content text, bot_response text, timestamp text);
  create table profiles (name text primary key, data text);`;

const id = fc.integer({ min: 1, max: 5 });
const user = fc.constantFrom("u", "v");
const verb = fc.constantFrom("insert or replace", "insert or ignore");
/** Some rows are invalid, and some refer to missing rows. */
const json = fc.constantFrom(`'{"a":1}'`, `'{"a":2}'`, "'not JSON'");

const change = fc.oneof(
  fc
    .tuple(verb, id, id, json)
    .map(
      ([how, row, name, attrs]) =>
        `${how} into kg_nodes values (${row}, 't', 'x', 'n${row}', ${attrs}, '2024-01-0${name}')`,
    ),
  fc
    .tuple(verb, id, id, id, id)
    .map(
      ([how, row, from, to, cited]) =>
        `${how} into kg_edges values (${row}, ${from}, ${to}, 'e${row}', 1, ${cited}, '2024-01-01')`,
    ),
  fc
    .tuple(verb, id, id)
    .map(([how, row, node]) => `${how} into kg_provenance values (${row}, ${node}, 'u${row}${node}')`),
  fc
    .tuple(verb, id, fc.integer({ min: 0, max: 2 }))
    .map(
      ([how, row, enabled]) =>
        `${how} into watchlist values (${row}, 't', 'w', 's', 'h${row}', null, ${enabled})`,
    ),
  fc
    .tuple(verb, id, id)
    .map(([how, row, cursor]) => `${how} into ingest_state values (${row}, ${row}, 'c${cursor}')`),
  fc
    .tuple(verb, user, id)
    .map(([how, who, name]) => `${how} into discord_user_opt_ins values ('${who}', 'n${name}', 'g')`),
  fc
    .tuple(verb, id, user, fc.constantFrom("null", "'yes'"), id)
    .map(
      ([how, row, who, answer, day]) =>
        `${how} into discord_interactions values (${row}, '${who}', 'g', 'c', ${answer}, '2024-01-0${day}')`,
    ),
  fc.tuple(verb, id, json).map(([how, row, data]) => `${how} into profiles values ('p${row}', ${data})`),
  fc
    .tuple(id, id)
    .map(([row, other]) => `update or ignore profiles set name = 'p${other}' where name = 'p${row}'`),
  fc
    .tuple(id, id)
    .map(([row, other]) => `update or replace kg_nodes set name = 'n${row} of ${other}' where id = ${row}`),
  fc
    .tuple(user, user)
    .map(([who, whom]) => `update discord_interactions set user_id = '${who}' where user_id = '${whom}'`),
  fc
    .tuple(
      fc.constantFrom(
        "kg_nodes",
        "kg_edges",
        "kg_provenance",
        "watchlist",
        "ingest_state",
        "discord_interactions",
      ),
      id,
    )
    .map(([table, row]) => `delete from ${table} where id = ${row}`),
  id.map((row) => `delete from profiles where name = 'p${row}'`),
  user.map((who) => `delete from discord_user_opt_ins where user_id = '${who}'`),
);

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));

test(
  "after any changes of a followed file, the target is as if the file had been moved at the end, and can be rolled back",
  async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { maxLength: 30 }),
        fc.array(fc.array(change, { minLength: 1, maxLength: 12 }), { maxLength: 4 }),
        async (before, changes) => {
          const from = join(folder, String(round++));
          mkdirSync(from);
          const db = new Database(join(from, "all.db"));
          try {
            db.exec(SCHEMA);
            for (const statement of before) db.exec(statement);
            await followed(from, db, changes);
          } finally {
            db.close();
          }
        },
      ),
      { numRuns: rounds(10) },
    );
  },
  roundsTimeout(120_000),
);

async function followed(from: string, db: Database.Database, changes: string[][]): Promise<void> {
  const database = await backend("SQLite in memory").create();
  const fresh = await backend("SQLite in memory").create();
  try {
    const stores = await database.open();
    const ledger = new Ledger(stores.internals);
    const ended = runMigration(stores, { from, tenant: "operator", follow: true });
    ended.catch(() => undefined);
    await Promise.race([until(async () => (await ledger.runs.all())[0]?.status === "following"), ended]);
    for (const part of changes) {
      for (const statement of part) db.exec(statement);
      const last = db.prepare("select coalesce(max(seq), 0) from _unified_store_changes").pluck().get();
      const reached = until(async () =>
        (await ledger.runs.all())[0]!.sources.every((each) => each.followed?.position === last),
      );
      await Promise.race([reached, ended]);
    }
    const [run] = await ledger.runs.all();
    const report = await cutoverMigration(stores, run!.id);
    await ended;
    await expectSame(report, { stores, fresh: await fresh.open(), from });
    expect(await rollbackMigration(stores, run!.id)).toMatchObject({ leftAlone: 0 });
    const left = Object.entries(await contentsOf(stores)).filter(
      ([, rows]) => rows.length > 0 && rows[0] !== "0",
    );
    expect(left).toEqual([]);
  } finally {
    await database.drop();
    await fresh.drop();
  }
}

async function expectSame(
  report: Awaited<ReturnType<typeof runMigration>>,
  { stores, fresh, from }: { stores: UnifiedStoreManager; fresh: UnifiedStoreManager; from: string },
): Promise<void> {
  expect(report.error).toBeNull();
  const anew = await runMigration(fresh, { from, tenant: "operator" });
  expect(await contentsOf(stores)).toEqual(await contentsOf(fresh));
  const counts = ({ sources }: typeof report) =>
    sources.flatMap(({ tables }) =>
      tables.map(({ table, sourceRows, moved, quarantined }) => ({ table, sourceRows, moved, quarantined })),
    );
  expect(counts(report)).toEqual(counts(anew));
  // A row that was rewritten with the same values is counted once too few. No row is counted that
  // does not exist.
  for (const [i, { tables }] of report.sources.entries())
    for (const [j, { table, coercions }] of tables.entries())
      for (const { name, count } of coercions) {
        const most = anew.sources[i]?.tables[j]?.coercions.find((each) => each.name === name)?.count ?? 0;
        expect([table, name, count <= most]).toEqual([table, name, true]);
      }
  expect(report.status).toBe(anew.status);
}
