import {
  bad,
  type DirtyFile,
  good,
  HARD_JSON,
  MARK,
  NUL,
  noInstant,
  noName,
  noSuchDay,
  TWICE,
} from "./tables";

const TIME = "2024-05-01T10:00:00+00:00";

/** kg.db in UTF-16. */
export const graph: DirtyFile = {
  kind: "graph",
  before: ["pragma encoding = 'UTF-16le'"],
  tables: [
    {
      table: "kg_nodes",
      columns: "id integer primary key, tenant text, type text, name text, attrs_json text, created_at text",
      usual: (n) => ({
        id: BigInt(n),
        tenant: "acme",
        type: "person",
        name: `node ${n}`,
        attrs_json: `{"bio": "${MARK}"}`,
        created_at: TIME,
      }),
      rows: [
        good(),
        good({ attrs_json: HARD_JSON, name: "Ünï \ufffd \ud83d\ude00" }),
        good({ attrs_json: null }),
        good({ tenant: "other" }),
        good({ name: "node 1" }),
        bad(
          { name: "node 1", attrs_json: "{}" },
          "another graph_node has the same type, name already, and differs from this row",
          null,
        ),
        bad({ name: "" }, noName("name")),
        bad({ attrs_json: "[1]" }, "attrs_json is not a JSON object"),
        bad({ attrs_json: TWICE }, "attrs_json has the same key twice in one object"),
        bad({ created_at: "2024-13-01" }, noSuchDay("created_at")),
        bad({ created_at: MARK, name: "\ufffd" }, noInstant("created_at")),
      ],
    },
    {
      table: "kg_provenance",
      columns: `id integer primary key, node_id integer, source_url text, episode_id text, transcript_span text, speaker text,
        retrieved_at text, license text, checksum_sha256 text`,
      usual: (n) => ({
        id: BigInt(n),
        node_id: 1n,
        source_url: "https://example.org/",
        speaker: MARK,
        retrieved_at: TIME,
      }),
      rows: [
        good(),
        good({ node_id: 4n, speaker: NUL }),
        bad({ node_id: 99n }, "node_id names no row of kg_nodes"),
        bad(
          { node_id: 7n },
          "node_id refers to a graph_node that is not there: it is missing in the source, or in quarantine",
        ),
        bad({ node_id: null }, "node_id is null"),
        bad({ retrieved_at: "24:00" }, noInstant("retrieved_at")),
      ],
    },
    {
      table: "kg_edges",
      columns:
        "id integer primary key, src_id integer, dst_id integer, type text, weight real default 1.0, provenance_id integer, created_at text",
      usual: (n) => ({
        id: BigInt(n),
        src_id: 1n,
        dst_id: 2n,
        type: `knows ${n}`,
        weight: 0.5,
        created_at: TIME,
      }),
      rows: [
        good(),
        good({ weight: null, provenance_id: 1n }),
        good({ src_id: 5n, weight: -0.0 }),
        good({ src_id: 6n }),
        good({ type: "knows 1" }),
        bad(
          { type: "knows 1", weight: 1 },
          "another graph_edge has the same from_id, type, to_id, period already, and differs from this row",
          null,
        ),
        bad({ weight: Number.NEGATIVE_INFINITY }, "weight is infinite"),
        bad({ weight: "NaN" }, "weight is text, not a number"),
        bad({ dst_id: 99n }, "dst_id names no row of kg_nodes"),
        bad(
          { src_id: 9n },
          "from_id refers to a graph_node that is not there: it is missing in the source, or in quarantine",
          "from_id",
        ),
        bad({ dst_id: 4n }, "joins nodes of two tenants", null),
        bad({ provenance_id: 99n }, "provenance_id names no row of kg_provenance"),
        bad({ provenance_id: 2n }, "provenance_id names what another tenant has learnt"),
      ],
    },
  ],
};
