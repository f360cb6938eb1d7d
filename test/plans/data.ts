import type { Stores } from "../../src";

/**
 * What the plans are made for. The databases make the rows themselves, out of numbers: a hundred thousand of each kind
 * come in seconds, in a test's sandbox code would take minutes.
 */

/** A scope and how many items, edges and profiles it has; of debates, which have three turns each, a third. */
export interface FilledScope {
  name: { tenant: string; workspace: string };
  size: number;
}

const scope = (tenant: string, workspace: string, size: number): FilledScope => ({
  name: { tenant, workspace },
  size,
});

export const BIG = scope("big", "default", 100_000);
/** Of the same tenant, so that a plan which forgets the workspace shows as well. */
export const SMALL = scope("big", "small", 300);
const SCOPES = [SMALL, scope("a", "default", 300), scope("z", "default", 300), BIG];

export const debatesOf = ({ size }: FilledScope): number => Math.floor(size / 3);
export const nodesOf = ({ size }: FilledScope): number => Math.floor(size / 4);

/** Every table of the statements below, and so of nearly all operations. */
export const FILLED = [
  "memory_item",
  "memory_item_search",
  "debate",
  "debate_search",
  "debate_turn",
  "debate_critique",
  "debate_vote",
  "graph_node",
  "graph_edge",
  "graph_provenance",
  "profile",
  "profile_link",
];

/** Items that few filters find, by number. */
export const RARE = { from: 40, to: 60 };
/** A word that few texts have. */
export const WORD = "zebra";

/** The nth row of any table. */
export const id = (n: number): string => `00000000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
export const at = (n: number): Date => new Date(Date.UTC(2025, 0, 1) + n * 1000);
/** Of a node or a profile. */
export const nameOf = (n: number): string => `name-${String(n).padStart(8, "0")}`;

/** How an engine writes what the statements are made of; `i` is a number. */
export interface Spelling {
  /** Numbers from 0 on, as a table with the column `i`. */
  series(count: number): string;
  id(i: string): string;
  time(i: string): string;
  name(i: string): string;
  /** Six keys of twenty thousand. */
  keys: string;
}

export const POSTGRES: Spelling = {
  series: (count) => `generate_series(0, ${count - 1}) as s(i)`,
  id: (i) => `('00000000-0000-7000-8000-' || lpad(to_hex(${i}), 12, '0'))::uuid`,
  time: (i) => `timestamptz '2025-01-01 00:00:00Z' + ${i} * interval '1 second'`,
  name: (i) => `'name-' || lpad((${i})::text, 8, '0')`,
  keys: "(select array_agg(hashint4(i * 16 + k) % 10000) from generate_series(1, 6) as k)",
};

export const SQLITE: Spelling = {
  series: (count) =>
    `(with recursive n (i) as (select 0 union all select i + 1 from n where i < ${count - 1}) select i from n) as s`,
  id: (i) => `printf('00000000-0000-7000-8000-%012x', ${i})`,
  time: (i) => `strftime('%Y-%m-%d %H:%M:%S', '2025-01-01', (${i}) || ' seconds') || '.000'`,
  name: (i) => `printf('name-%08d', ${i})`,
  keys: `(select group_concat(printf('%08x', (i * 16 + value) * 7919 % 20000), ' ') from json_each('[1,2,3,4,5,6]'))`,
};

/** Of all scopes, the big one last. */
export const fillStatements = (spelling: Spelling): string[] =>
  SCOPES.flatMap((each) => statements(spelling, each));

/** The scopes that operations are tried in. */
export const TRIED = [BIG, SMALL];

/** What the database cannot make: rows that a search finds, and a policy. */
export async function addFound({ memory, debates }: Stores): Promise<void> {
  const texts = Array.from({ length: 30 }, (_, i) => `A ${WORD} is number ${i}`);
  await memory.addMany(
    texts.map((text, i) => ({ type: "type-0", content: { text }, createdAt: at(100 + i) })),
  );
  for (const [i, query] of texts.entries())
    await debates.create({ query, rounds: 1, createdAt: at(100 + i) });
  await memory.policies.put({ name: "default", ttlDays: 1 });
}

const TEXT =
  "a text that is about as long as what an agent remembers, or says, or is asked, so that rows are as wide";

function statements(
  { series, id, time, name, keys }: Spelling,
  { name: where, size }: FilledScope,
): string[] {
  const into = (table: string, columns: string, values: string, from: string): string =>
    `insert into ${table} (tenant_id, workspace_id, ${columns})
      select '${where.tenant}', '${where.workspace}', ${values} from ${from}`;
  const rare = `i between ${RARE.from} and ${RARE.to}`;
  const debates = series(debatesOf({ name: where, size }));
  const turns = `${debates} cross join (select 1 as k union all select 2 union all select 3) as t`;
  const event = (place: string): string => [id(`i * 3 + ${place}`), id("i"), place, time("i")].join(", ");
  const nodes = nodesOf({ name: where, size });
  return [
    into(
      "memory_item",
      "id, type, content, policy, decay_score, pinned, archived, created_at, last_used_at, version",
      `${id("i")}, 'type-' || i % 8, '{"text":"${TEXT}"}', case when ${rare} then 'rare' else 'default' end, 1, ${rare}, ${rare}, ${time("i")}, ${time("i")}, 1`,
      series(size),
    ),
    into(
      "memory_item_search",
      "item_id, part, search_text, search_keys",
      `${id("i")}, '', '${TEXT}', ${keys}`,
      series(size),
    ),
    into(
      "debate",
      "id, query, rounds, created_at, final_output, concluded_at",
      `${id("i")}, '${TEXT}', 3, ${time("i")}, case when i % 50 > 0 then '${TEXT}' end, case when i % 50 > 0 then ${time("i")} end`,
      debates,
    ),
    into(
      "debate_search",
      "item_id, part, search_text, search_keys",
      `${id("i")}, 'query', '${TEXT}', ${keys}`,
      debates,
    ),
    into(
      "debate_search",
      "item_id, part, search_text, search_keys",
      `${id("i")}, 'final', '${TEXT}', ${keys}`,
      `${debates} where i % 50 > 0`,
    ),
    into(
      "debate_turn",
      "id, debate_id, round, created_at, role, model, output",
      `${event("k")}, 'role-' || k, 'm', '${TEXT}'`,
      turns,
    ),
    into(
      "debate_critique",
      "id, debate_id, round, created_at, from_role, target_role, content",
      `${event("1")}, 'a', 'b', '${TEXT}'`,
      debates,
    ),
    into(
      "debate_vote",
      "id, debate_id, round, created_at, voter, chosen",
      `${event("1")}, 'a', 'role-' || i % 3`,
      debates,
    ),
    into(
      "graph_node",
      "id, type, name, attrs, created_at, updated_at",
      `${id("i")}, 'type-' || i % 5, ${name("i")}, '{"text":"${TEXT}"}', ${time("i")}, ${time("i")}`,
      series(nodes),
    ),
    // Four edges a node, to nodes all over the graph, and one that many lead to.
    into(
      "graph_edge",
      "id, from_id, to_id, type, weight, attrs, created_at, updated_at",
      `${id("i")}, ${id("i / 4")}, ${id(`case when i % 1000 = 0 then 0 else i * 7919 % ${nodes} end`)}, 'type-' || i % 4, 1, '{}', ${time("i")}, ${time("i")}`,
      series(size),
    ),
    into(
      "graph_provenance",
      "id, node_id, episode, created_at",
      `${id("i")}, ${id("i")}, '${TEXT}', ${time("i")}`,
      series(nodes),
    ),
    into(
      "graph_provenance",
      "id, edge_id, episode, created_at",
      `${id(`i + ${nodes}`)}, ${id("i")}, '${TEXT}', ${time("i")}`,
      series(size),
    ),
    into(
      "profile",
      "id, name, data, created_at, updated_at, version",
      `${id("i")}, ${name("i")}, '{"text":"${TEXT}"}', ${time("i")}, ${time("i")}, 1`,
      series(size),
    ),
    // Each with one nearby and one further off, and many with the first.
    into(
      "profile_link",
      "source, target, count, first_seen, last_seen",
      `${name("i")}, ${name("i / 10")}, i, ${time("i")}, ${time("i")}`,
      `${series(size)} where i > 0`,
    ),
    into(
      "profile_link",
      "source, target, count, first_seen, last_seen",
      `${name("i")}, ${name(`(i * 7919) % ${size}`)}, i, ${time("i")}, ${time("i")}`,
      `${series(size)} where i > 100 and (i * 7919) % ${size} <> i / 10`,
    ),
    into(
      "profile_link",
      "source, target, count, first_seen, last_seen",
      `${name("i")}, ${name("0")}, i, ${time("i")}, ${time("i")}`,
      `${series(size)} where i % 100 = 99 and (i * 7919) % ${size} > 0`,
    ),
  ];
}
