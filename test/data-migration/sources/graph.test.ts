import { join } from "node:path";
import { UnifiedStoreManager } from "../../../src";
import { graph } from "../../../src/data-migration/sources/graph";
import type { GraphEdgeInput, GraphNodeInput } from "../../../src/stores/graph/types";
import { ROOT } from "../../support/child";
import { coercionsOf, forgottenColumns, movedFromStatements, refusalsOf, rowsOf } from "./file-of";
import { movedFrom } from "./moved";

const real = movedFrom(join(ROOT, "examples/quickstart/data/kg.db"), graph);

/** Without the constraints of the old schema, which real rows violate. */
const GRAPH = `create table kg_nodes (id integer primary key, tenant, type, name, attrs_json, created_at);
  create table kg_edges (id integer primary key, src_id, dst_id, type, weight, provenance_id, created_at);
  create table kg_provenance (id integer primary key, node_id, source_url, episode_id, transcript_span, speaker, retrieved_at, license, checksum_sha256);
  insert into kg_nodes values (1, 'acme', 'person', 'Ada', '{}', '2025-01-01'), (2, 'acme', 'person', 'Bob', '{}', '2025-01-01'),
    (3, 'globex', 'person', 'Eve', '{}', '2025-01-01');
  insert into kg_provenance values (1, 1, 'a:1', 'e', '0-1', 's', '2025-02-01', 'l', 'c'), (2, 3, 'b:2', null, null, null, null, null, null);`;

test("every row of a kg.db becomes a node, an edge or a provenance, and what an edge was learnt from one of its own", () => {
  expect(real.filter(({ rejection }) => rejection)).toEqual([]);
  expect(rowsOf(real, "kg_nodes")).toHaveLength(3670);
  expect(rowsOf(real, "kg_provenance")).toHaveLength(525);
  expect(rowsOf(real, "kg_edges").filter(({ from }) => from)).toHaveLength(7924);
  expect(rowsOf(real, "kg_edges").filter(({ edgeId }) => edgeId)).toHaveLength(1175);
  expect(new Set(real.flatMap(({ rows }) => rows.map((row) => `${row.tenant}/${row.workspace}`)))).toEqual(
    new Set(["wordnet/default"]),
  );
  expect(forgottenColumns(real)).toEqual([]);

  const [entity, physical] = rowsOf(real, "kg_nodes");
  const createdAt = new Date("2025-01-01T00:00:09.853Z");
  expect(entity).toEqual({
    id: expect.any(String),
    type: "noun.synset",
    name: "entity#00001740",
    attrs: { lemmas: ["entity"], gloss: expect.stringMatching(/^that which is perceived/) },
    version: 1,
    createdAt,
    updatedAt: createdAt,
  });
  const facts = {
    sourceUrl: "wordnet:00001740",
    episode: null,
    span: null,
    speaker: null,
    retrievedAt: new Date("2025-01-01"),
    license: "WordNet 3.0",
    sha256: "925bcdac3724e6d7ea6901822e78bb9f33230039592b3e7145b3e37eac648aad",
  };
  expect(rowsOf(real, "kg_provenance")[0]).toEqual({
    id: expect.any(String),
    nodeId: entity!.id,
    edgeId: null,
    ...facts,
    createdAt,
  });
  const [edge, cited] = rowsOf(real, "kg_edges");
  expect(edge).toEqual({
    id: expect.any(String),
    from: entity!.id,
    to: physical!.id,
    type: "hyponym",
    weight: 1,
    attrs: {},
    validFrom: null,
    validTo: null,
    recordedFrom: new Date("2025-01-01"),
    recordedTo: null,
    period: 0,
    others: false,
    version: 1,
    createdAt: new Date("2025-01-01"),
    updatedAt: new Date("2025-01-01"),
  });
  expect(cited).toEqual({
    id: expect.any(String),
    nodeId: null,
    edgeId: edge!.id,
    ...facts,
    createdAt: new Date("2025-01-01"),
  });
  expect(coercionsOf(real, "kg_edges")).toMatchObject({
    "provenance_id: the row that it names copied for the edge": 1175,
  });
});

test("duplicate edges share their provenance", () => {
  const edges = real.filter(({ table }) => table === "kg_edges").map(({ rows }) => rows);
  const keyOf = ({ from, type, to }: Record<string, unknown>) => `${from} ${type} ${to}`;
  const firsts = new Map<string, (typeof edges)[number]>();
  const repeated = edges.filter((rows) => {
    const key = keyOf(rows[0]!.row);
    if (firsts.has(key)) return true;
    firsts.set(key, rows);
    return false;
  });
  expect(repeated).toHaveLength(8);
  for (const [repeat, cited] of repeated) {
    const [first, firstCited] = firsts.get(keyOf(repeat!.row))!;
    expect({ ...repeat!.row, id: first!.row.id }).toEqual(first!.row);
    expect(cited?.row.id).toBe(firstCited?.row.id);
  }
  expect(new Set(rowsOf(real, "kg_edges").map(({ id }) => id)).size).toBe(7924 + 1175 - 2);
});

test("nodes, edges and provenances equal those that the store makes", async () => {
  await using stores = await UnifiedStoreManager.open({ url: "sqlite::memory:" });
  const store = stores.scope({ tenant: "wordnet" }).graph;
  for (const row of rowsOf(real, "kg_nodes").slice(0, 12)) {
    const { version: _, updatedAt, ...input } = row;
    expect({ ...(await store.nodes.upsert(input as unknown as GraphNodeInput)), updatedAt }).toEqual(row);
  }
  const nodes = new Set(
    rowsOf(real, "kg_nodes")
      .slice(0, 12)
      .map(({ id }) => id),
  );
  const edges = rowsOf(real, "kg_edges").filter(({ from, to }) => nodes.has(from) && nodes.has(to));
  for (const row of edges) {
    const { version: _, updatedAt, recordedFrom, recordedTo: __, period, others, ...input } = row;
    const edge = await store.edges.upsert(input as unknown as GraphEdgeInput);
    expect({ ...edge, updatedAt, recordedFrom, period, others }).toEqual(row);
  }
  const ids = new Set([...nodes, ...edges.map(({ id }) => id)]);
  const provenances = [...rowsOf(real, "kg_provenance"), ...rowsOf(real, "kg_edges")].filter(
    ({ nodeId, edgeId }) => ids.has(nodeId) || ids.has(edgeId),
  );
  expect(new Set(provenances.map(({ nodeId }) => nodeId === null)).size).toBe(2);
  for (const row of provenances) expect(await store.provenance.add(row)).toEqual(row);
});

test("nodes that do not fit are rejected, and what is changed to fit is counted", () => {
  const moved = movedFromStatements(
    `${GRAPH}
    insert into kg_nodes values (4, null, 'person', 'Dan', null, 946684800), (5, 'acme', '', 'x', '{}', '2025-01-01'),
      (6, 'acme', 'person', null, '{}', '2025-01-01'), (7, 'acme', 'person', 'x', '[]', '2025-01-01'),
      (8, 'acme', 'person', 'x', '{"a": NaN}', '2025-01-01'), (9, 'acme', 'person', 'x', '', '2025-01-01'),
      (10, 'acme', 'person', 'x', '{}', null), (11, 'acme', 'person', 'x', '{}', '2025-02-30');`,
    graph,
  );
  expect(refusalsOf(moved, "kg_nodes").slice(3)).toEqual([
    null,
    expect.stringContaining("type must"),
    "name is null",
    "attrs_json is not a JSON object",
    "attrs_json has NaN or Infinity, which Python writes and JSON does not have",
    "attrs_json is empty where JSON is expected",
    "created_at is null where an instant is expected",
    expect.stringMatching(/^created_at is not an instant: /),
  ]);
  expect(moved.find(({ position: [id] }) => id === 4)!.rows).toMatchObject([
    { tenant: "operator", row: { name: "Dan", createdAt: new Date("2000-01-01T00:00:00Z") } },
  ]);
  expect(rowsOf(moved, "kg_nodes")[3]!.attrs).toEqual({});
  expect(coercionsOf(moved, "kg_nodes")).toMatchObject({ "attrs_json: null to an empty object": 1 });
});

test("a provenance belongs to its node's tenant, and is rejected where there is no such node or time", () => {
  const moved = movedFromStatements(
    `${GRAPH}
    insert into kg_provenance values (3, 9, '', '', '', '', '', '', ''), (4, null, null, null, null, null, null, null, null),
      (5, 1, null, null, null, null, 'yesterday', null, null), (6, 2, '', 12, '', '', '', '', '');`,
    graph,
  );
  expect(refusalsOf(moved, "kg_provenance")).toEqual([
    null,
    null,
    "node_id names no row of kg_nodes",
    "node_id is null",
    expect.stringMatching(/^retrieved_at is not an instant: /),
    null,
  ]);
  expect(moved.filter(({ table }) => table === "kg_provenance").flatMap(({ rows }) => rows)).toMatchObject([
    { tenant: "acme", row: { sourceUrl: "a:1", episode: "e", span: "0-1", speaker: "s" } },
    { tenant: "globex", row: { sourceUrl: "b:2", retrievedAt: null } },
    { tenant: "acme", row: { sourceUrl: "", episode: "12", retrievedAt: null, license: "", sha256: "" } },
  ]);
  expect(coercionsOf(moved, "kg_provenance")).toMatchObject({
    "episode_id: number to text": 1,
    "retrieved_at: empty text to null": 1,
  });
});

test("edges are rejected whose nodes or provenance are not there or another tenant's", () => {
  const moved = movedFromStatements(
    `${GRAPH}
    insert into kg_provenance values (3, 1, cast(x'61ff' as text), null, null, null, null, null, null),
      (4, 1, null, null, null, null, 'soon', null, null), (5, 77, null, null, null, null, null, null, null);
    insert into kg_edges values (1, 1, 2, 'knows', null, 1, '2025-01-01'), (2, 1, 3, 'knows', 1, null, '2025-01-01'),
      (3, 9, 2, 'knows', 1, null, '2025-01-01'), (4, 1, null, 'knows', 1, null, '2025-01-01'), (5, 1, 2, 'likes', 1, 99, '2025-01-01'),
      (6, 1, 2, 'likes', 1, 2, '2025-01-01'), (7, 1, 2, 'likes', 1, 3, '2025-01-01'), (8, 1, 2, 'likes', 1, 4, '2025-01-01'),
      (9, 1, 2, 'likes', 'much', null, '2025-01-01'), (10, 1, 2, '', 1, null, '2025-01-01'), (11, 1, 2, 'likes', 1, null, null),
      (12, '1', 1, 'likes', '0.5', null, '2025-01-01'), (13, 1, 2, 'likes', 1, 5, '2025-01-01');`,
    graph,
  );
  expect(refusalsOf(moved, "kg_edges")).toEqual([
    null,
    "joins nodes of two tenants",
    "src_id names no row of kg_nodes",
    "dst_id is null",
    "provenance_id names no row of kg_provenance",
    "provenance_id names what another tenant has learnt",
    "kg_provenance.source_url has bytes that are not valid UTF-8",
    expect.stringMatching(/^kg_provenance\.retrieved_at is not an instant: /),
    "weight is text, not a number",
    expect.stringContaining("type must"),
    "created_at is null where an instant is expected",
    null,
    "provenance_id names what another tenant has learnt",
  ]);
  const [edge, cited, toItself] = rowsOf(moved, "kg_edges");
  expect(edge).toMatchObject({ weight: 1 });
  expect(cited).toMatchObject({ edgeId: edge!.id, sourceUrl: "a:1", retrievedAt: new Date("2025-02-01") });
  expect(toItself).toMatchObject({ from: edge!.from, to: edge!.from, weight: 0.5 });
  expect(coercionsOf(moved, "kg_edges")).toMatchObject({
    "weight: null to 1, the default": 1,
    "weight: text to number": 1,
  });
});

test("an edge between nodes without a tenant belongs to the operator's tenant, like its nodes", () => {
  const moved = movedFromStatements(
    `${GRAPH} insert into kg_nodes values (4, null, 'person', 'Dan', '{}', '2025-01-01'), (5, '', 'person', 'Fay', '{}', '2025-01-01');
    insert into kg_edges values (1, 4, 5, 'knows', 1, null, '2025-01-01'), (2, 4, 1, 'knows', 1, null, '2025-01-01');`,
    graph,
  );
  expect(refusalsOf(moved, "kg_edges")).toEqual([null, "joins nodes of two tenants"]);
  expect(moved.find(({ table }) => table === "kg_edges")!.rows).toMatchObject([{ tenant: "operator" }]);
});

test("an older file without some columns and tables is moved", () => {
  const moved = movedFromStatements(
    `create table kg_nodes (id integer primary key, tenant, type, name, attrs_json, created_at);
    create table kg_edges (id integer primary key, src_id, dst_id, type, provenance_id, created_at);
    create table kg_provenance (id integer primary key, node_id, source_url);
    insert into kg_nodes values (1, 'acme', 'person', 'Ada', '{}', '2025-01-01');
    insert into kg_provenance values (1, 1, 'a:1');
    insert into kg_edges values (1, 1, 1, 'knows', 1, '2025-01-01');`,
    graph,
  );
  expect(moved.map(({ rejection }) => rejection)).toEqual([null, null, null]);
  const facts = { sourceUrl: "a:1", episode: null, retrievedAt: null, license: null, sha256: null };
  expect(rowsOf(moved, "kg_provenance")).toMatchObject([facts]);
  expect(rowsOf(moved, "kg_edges")).toMatchObject([{ weight: 1 }, facts]);
});

test("edges of a file without provenances are moved, except edges that name one", () => {
  const moved = movedFromStatements(
    `${GRAPH} drop table kg_provenance;
    insert into kg_edges values (1, 1, 2, 'knows', 1, null, '2025-01-01'), (2, 1, 2, 'likes', 1, 1, '2025-01-01');`,
    graph,
  );
  expect(refusalsOf(moved, "kg_edges")).toEqual([null, "provenance_id names no row of kg_provenance"]);
});

test("unknown columns are kept in the attributes of nodes and edges", () => {
  const moved = movedFromStatements(
    `${GRAPH} alter table kg_nodes add column score; alter table kg_edges add column source; alter table kg_provenance add column page;
    update kg_nodes set score = 0.5, attrs_json = '{"a": 1}' where id = 1; update kg_provenance set page = 3;
    insert into kg_edges values (1, 1, 2, 'knows', 1, null, '2025-01-01', 'import');`,
    graph,
  );
  expect(rowsOf(moved, "kg_nodes")[0]!.attrs).toEqual({ a: 1, legacyColumns: { score: 0.5 } });
  expect(rowsOf(moved, "kg_edges")[0]!.attrs).toEqual({ legacyColumns: { source: "import" } });
  expect(moved.map(({ rejection }) => rejection)).toEqual(Array(moved.length).fill(null));
});
