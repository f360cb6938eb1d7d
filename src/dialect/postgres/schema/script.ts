import type { OnlineStep } from "../../schema/online";
import type { SchemaRoles, SchemaScript } from "../../schema/script";
import { quoted } from "../quoted";
import { APPLIED, CREATE_LIST, lockOf } from "./ledger";
import { addConstraint, createIndex, validate } from "./online";

/** Statements for psql, or for whatever else sends them one by one. */
export function scriptOf(schema: string): SchemaScript {
  const name = quoted(schema);
  const list = `${name}.${APPLIED}`;
  return {
    usage: [
      "Run it as the role that owns the tables: psql -v ON_ERROR_STOP=1 -f FILE.",
      "Where it stops, print it again: it then begins behind what is done.",
      "CREATE INDEX CONCURRENTLY must be outside of a transaction: do not use --single-transaction.",
    ],
    begin: [
      "begin",
      "set local lock_timeout = 0",
      `select pg_advisory_xact_lock(hashtextextended(${literal(lockOf(schema))}, 0))`,
      `create schema if not exists ${name}`,
      `set local search_path to ${name}`,
      CREATE_LIST.replace("create table", "create table if not exists"),
    ],
    impatient: ["set local lock_timeout = '5s'"],
    end: ["commit"],
    recordApplied: (migration) =>
      `insert into ${list} (name, applied_at) values (${literal(migration)}, clock_timestamp())`,
    recordReverted: (migration) => `delete from ${list} where name = ${literal(migration)}`,
    online: (step: OnlineStep) =>
      step.type === "index"
        ? [createIndex(step, schema)]
        : [
            "begin",
            "set local lock_timeout = '5s'",
            // A reference to another table has no schema in it.
            `set local search_path to ${name}`,
            addConstraint(step, schema),
            "commit",
            validate(step, schema),
          ],
    grants: (roles) => grants(schema, roles),
  };
}

/** A text in the form that no setting changes. */
const literal = (text: string): string =>
  /\\/.test(text) ? `E'${text.replaceAll(/['\\]/g, "$&$&")}'` : `'${text.replaceAll("'", "''")}'`;

/** What a role does with rows. */
const ROWS = "select, insert, update, delete";

/** One role owns the schema and its tables, the other reads and writes their rows. */
function grants(schema: string, { app, migrator }: SchemaRoles): string[] {
  const [name, to] = [quoted(schema), quoted(app)];
  const owner = migrator === undefined ? undefined : quoted(migrator);
  const made = owner === undefined ? "" : ` for role ${owner}`;
  return [
    newSchema(schema, owner),
    ...(owner === undefined ? [] : [`alter schema ${name} owner to ${owner}`, ownTables(schema, migrator!)]),
    `revoke all on schema ${name} from ${to}`,
    `revoke create on schema ${name} from public`,
    `revoke all on all tables in schema ${name} from ${to}`,
    `grant usage on schema ${name} to ${to}`,
    `grant ${ROWS} on all tables in schema ${name} to ${to}`,
    `alter default privileges${made} in schema ${name} grant ${ROWS} on tables to ${to}`,
    readOnlyList(schema, app),
  ];
}

/** `if not exists` needs the privilege to create also where it exists: its owner may lack that. */
const newSchema = (schema: string, owner: string | undefined): string =>
  block(`begin
  if not exists (select from pg_namespace where nspname = ${literal(schema)}) then
    create schema ${quoted(schema)}${owner === undefined ? "" : ` authorization ${owner}`};
  end if;
end`);

/** Tables that another role has made. Their indexes go with them. */
const ownTables = (schema: string, migrator: string): string =>
  block(`declare each record; begin
  for each in select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = ${literal(schema)} and c.relkind in ('r', 'p') and pg_get_userbyid(c.relowner) <> ${literal(migrator)}
  loop execute format('alter table %I.%I owner to %I', ${literal(schema)}, each.relname, ${literal(migrator)}); end loop;
end`);

/** The list of schema migrations is written by who migrates alone. Before that it is not there. */
const readOnlyList = (schema: string, app: string): string =>
  block(`begin
  if to_regclass(format('%I.%I', ${literal(schema)}, '${APPLIED}')) is not null then
    execute format('revoke insert, update, delete on %I.%I from %I', ${literal(schema)}, '${APPLIED}', ${literal(app)});
  end if;
end`);

/** A name with the mark in it must not end the block. */
function block(code: string): string {
  let mark = "$grants$";
  for (let i = 1; code.includes(mark); i++) mark = `$grants${i}$`;
  return `do ${mark} ${code} ${mark}`;
}
