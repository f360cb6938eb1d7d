/**
 * Data for query plans. The databases generate the rows from numbers: a hundred thousand rows of
 * each kind take seconds. Generating them in code would take minutes in the test's sandbox.
 */

/**
 * A scope, with its number of rows of the most frequent kinds. Other kinds have a fraction of it,
 * which their store defines.
 */
export interface FilledScope {
  name: { tenant: string; workspace: string };
  size: number;
}

const scope = (tenant: string, workspace: string, size: number): FilledScope => ({
  name: { tenant, workspace },
  size,
});

export const BIG = scope("big", "default", 100_000);
/** Of the same tenant, so that a plan without the workspace is detected too. */
export const SMALL = scope("big", "small", 300);
/** The big scope is last. */
export const SCOPES = [SMALL, scope("a", "default", 300), scope("z", "default", 300), BIG];

/** The scopes in which operations are tested. */
export const TRIED = [BIG, SMALL];

/**
 * Used for the big scope if size does not matter: SQLite has no statistics, so a plan is the same
 * with a thousand rows. A hundred thousand of each kind took a minute.
 */
export const BIG_ENOUGH: FilledScope = { ...BIG, size: 1000 };

/** A rare word. */
export const WORD = "zebra";
/** The texts that a search for it finds. */
export const FOUND = Array.from({ length: 30 }, (_, i) => `A ${WORD} is number ${i}`);
/** The text of all other rows. */
export const TEXT =
  "a text that is about as long as what an agent remembers, or says, or is asked, so that rows are as wide";

/** The id of the nth row of any table. */
export const id = (n: number): string => `00000000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
export const at = (n: number): Date => new Date(Date.UTC(2025, 0, 1) + n * 1000);
/** The name of the nth row, for a node or a profile. */
export const nameOf = (n: number): string => `name-${String(n).padStart(8, "0")}`;

/** A row in the middle of a scope. */
export const middle = ({ size }: FilledScope): number => Math.floor(size / 2) + 1;

/** An engine's syntax for parts of the statements; `i` is a number. */
export interface Spelling {
  /** Numbers from 0 on, as a table with the column `i`. */
  series(count: number): string;
  id(i: string): string;
  time(i: string): string;
  name(i: string): string;
  /** Six of twenty thousand search keys. */
  keys: string;
  /** A vector of one dimension. */
  vector: string;
}

export const POSTGRES: Spelling = {
  series: (count) => `generate_series(0, ${count - 1}) as s(i)`,
  id: (i) => `('00000000-0000-7000-8000-' || lpad(to_hex(${i}), 12, '0'))::uuid`,
  time: (i) => `timestamptz '2025-01-01 00:00:00Z' + ${i} * interval '1 second'`,
  name: (i) => `'name-' || lpad((${i})::text, 8, '0')`,
  vector: "'\\x0000803f'::bytea",
  keys: "(select array_agg(hashint4(i * 16 + k) % 10000) from generate_series(1, 6) as k)",
};

export const SQLITE: Spelling = {
  series: (count) =>
    `(with recursive n (i) as (select 0 union all select i + 1 from n where i < ${count - 1}) select i from n) as s`,
  id: (i) => `printf('00000000-0000-7000-8000-%012x', ${i})`,
  time: (i) => `strftime('%Y-%m-%d %H:%M:%S', '2025-01-01', (${i}) || ' seconds') || '.000'`,
  name: (i) => `printf('name-%08d', ${i})`,
  vector: "x'0000803f'",
  keys: `(select group_concat(printf('%08x', (i * 16 + value) * 7919 % 20000), ' ') from json_each('[1,2,3,4,5,6]'))`,
};

/**
 * Makes the statement that fills a table of a scope. `values` are expressions over the columns of
 * the table `from`.
 */
export const into =
  ({ name }: FilledScope) =>
  (table: string, columns: string, values: string, from: string): string =>
    `insert into ${table} (tenant_id, workspace_id, ${columns})
      select '${name.tenant}', '${name.workspace}', ${values} from ${from}`;

/** The same for a table that belongs to the whole tenant. */
export const intoTenant =
  ({ name }: FilledScope) =>
  (table: string, columns: string, values: string, from: string): string =>
    `insert into ${table} (tenant_id, ${columns}) select '${name.tenant}', ${values} from ${from}`;
