import BetterSqlite3 from "better-sqlite3";
import { unit } from "../fill/rows";
import { sentence } from "../fill/sentences";

/** The table as the old application created it. */
const SCHEMA = `
  create table memory_items (
    id integer primary key autoincrement, tenant text not null, workspace text not null, type text not null,
    content_json text not null, embedding_json text not null, ts_created text not null, ts_last_used text not null,
    retention_policy text not null, decay_score real default 1.0, pinned integer default 0, archived integer default 0);
  create table retention_policies (
    name text not null, tenant text not null, ttl_days integer not null, primary key (name, tenant));`;

const SCOPES = [
  ["acme", "main"],
  ["acme", "research"],
  ["globex", "main"],
  ["initech", "default"],
] as const;
const TYPES = ["fact", "episodic", "semantic", "transcript"];
const POLICIES = { default: 30, long_term: 365, ephemeral: 7 };
const DIMENSIONS = 32;
const START = Date.UTC(2025, 0, 1);
const DAY = 86_400_000;

/**
 * A memory.db with this number of items, in the proportions of the real file: JSON as written by
 * Python; an embedding of 32 numbers in six of seven rows and an empty list in the seventh; times
 * in microseconds, every fifth without an offset. The nth row is always the same.
 */
export function makeMemoryFile(path: string, rows: number): void {
  const db = new BetterSqlite3(path);
  try {
    db.pragma("journal_mode = off");
    db.pragma("synchronous = off");
    db.exec(SCHEMA);
    const policy = db.prepare("insert into retention_policies values (?, ?, ?)");
    const item = db.prepare(`insert into memory_items values (${"?, ".repeat(11)}?)`);
    db.transaction(() => {
      for (const tenant of new Set(SCOPES.map(([each]) => each)))
        for (const [name, days] of Object.entries(POLICIES)) policy.run(name, tenant, days);
      for (let n = 1; n <= rows; n++) item.run(itemOf(n));
    })();
  } finally {
    db.close();
  }
}

function itemOf(n: number): unknown[] {
  // Eight numbers that belong to the row.
  const [scope, embedded, policy, decay, pinned, archived, used, tag] = Array.from({ length: 8 }, (_, i) =>
    unit(n * 8 + i),
  ) as [number, number, number, number, number, number, number, number];
  const [tenant, workspace] = SCOPES[Math.floor(scope ** 2 * SCOPES.length)]!;
  const created = START + n * 1000;
  const names = Object.keys(POLICIES);
  return [
    ...[n, tenant, workspace, TYPES[n % TYPES.length], contentOf(n, tag)],
    embedded * 7 < 1 ? "[]" : embeddingOf(n),
    timeOf(created, n % 5 === 0 ? "" : "+00:00"),
    timeOf(created + Math.ceil(used * 90) * DAY, "+00:00"),
    names[Math.floor(policy ** 2 * names.length)],
    Number(decay.toFixed(4)),
    ...[pinned < 0.02 ? 1 : 0, archived < 0.03 ? 1 : 0],
  ];
}

/** With a space after every comma and colon. */
function contentOf(n: number, tag: number): string {
  const tags = tag < 0.5 ? "" : JSON.stringify(sentence(n, 1).slice(0, 18).trim());
  const number = String(n).padStart(8, "0");
  return `{"text": ${JSON.stringify(sentence(n))}, "source": "conversation", "synset": "${number}", "tags": [${tags}]}`;
}

/** A vector of length 1, in six digits, mostly zeros. */
function embeddingOf(n: number): string {
  const numbers = new Array<string>(DIMENSIONS).fill("0.0");
  const set = 4 + Math.floor(unit(n) * 10);
  const size = (1 / Math.sqrt(set)).toFixed(6);
  for (let i = 0; i < set; i++) {
    const draw = unit(n * 32 + i);
    numbers[Math.floor(draw * DIMENSIONS)] = (i & 1) === 0 ? size : `-${size}`;
  }
  return `[${numbers.join(", ")}]`;
}

const timeOf = (time: number, offset: string): string =>
  `${new Date(time).toISOString().slice(0, -1)}${String(time % 997).padStart(3, "0")}${offset}`;
