import type {
  MigrationPlan,
  MigrationReport,
  SourceReport,
  TableReport,
} from "../../../src/data-migration/report/types";

export const tableReport = (changes: Partial<TableReport> = {}): TableReport => {
  const sourceRows = changes.sourceRows ?? 2000;
  const quarantined = changes.quarantined ?? 0;
  return {
    table: "memory_items",
    target: "memory_items",
    sourceRows,
    moved: sourceRows - quarantined,
    quarantined,
    unchanged: 0,
    duplicates: 0,
    duplicateExample: "",
    updated: 0,
    kept: 0,
    coercions: [],
    extraColumns: [],
    reasons: [],
    verified: true,
    differing: 0,
    differences: [],
    seconds: 1.25,
    ...changes,
  };
};

export const sourceReport = (changes: Partial<SourceReport> = {}): SourceReport => ({
  path: "/var/lib/agent/memory.db",
  sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  source: "memory",
  name: "memory",
  tier: "P0",
  tables: [tableReport()],
  derived: [],
  unknownTables: [],
  ...changes,
});

export const migrationReport = (changes: Partial<MigrationReport> = {}): MigrationReport => ({
  runId: "0198c0de-0000-7000-8000-000000000001",
  status: "done",
  startedAt: "2026-03-01T09:30:00.000Z",
  finishedAt: "2026-03-01T09:31:12.400Z",
  dryRun: false,
  target: { engine: "postgres", place: "postgres://app@db.example/agents" },
  sources: [sourceReport()],
  following: null,
  error: null,
  next: [],
  ...changes,
});

const quarantine: Partial<TableReport> = {
  quarantined: 7,
  reasons: [
    {
      reason: "content_json has the same key twice in one object",
      count: 4,
      example: "17",
    },
    { reason: "ts_created is empty where an instant is expected", count: 3, example: "1203" },
  ],
  coercions: [
    { name: "content_json: JSON text to JSON", count: 1993, example: "", lossy: false },
    {
      name: "ts_created: text to timestamp, cut to milliseconds",
      count: 1993,
      example: '"2024-05-01T10:20:30.123456+00:00" → 2024-05-01T10:20:30.123Z',
      lossy: true,
    },
    {
      name: "embedding_json: float64 to float32 embedding",
      count: 812,
      example: "0.1 → 0.10000000149011612",
      lossy: true,
    },
    { name: "pinned: 0/1 to boolean", count: 1993, example: "1 → true", lossy: false },
    { name: "archived: 0/1 to boolean", count: 1993, example: "0 → false", lossy: false },
    { name: "retention_policy: empty text to null", count: 1, example: '"" → null', lossy: true },
    { name: "colour: unknown column kept in the row's JSON", count: 12, example: "", lossy: false },
  ],
  extraColumns: [
    { column: "colour", values: 12, kept: true },
    { column: "shard", values: 1, kept: false },
  ],
};

const KINDS: readonly [
  source: string,
  tier: SourceReport["tier"],
  tables: readonly [string, string, number][],
][] = [
  [
    "memory",
    "P0",
    [
      ["retention_policies", "memory_policies", 9],
      ["memory_items", "memory_items", 2000],
    ],
  ],
  [
    "profiles",
    "P0",
    [
      ["profiles", "profiles", 299],
      ["cross_profile_links", "profile_links", 990],
    ],
  ],
  [
    "ingest",
    "P0",
    [
      ["creator_profile", "creators", 12],
      ["episode", "episodes", 240],
      ["transcript_segment", "transcript_segments", 1_234_567],
      ["ingest_log", "ingest_events", 1],
    ],
  ],
  [
    "kg",
    "P1",
    [
      ["kg_nodes", "graph_nodes", 3670],
      ["kg_edges", "graph_edges", 7924],
      ["kg_provenance", "graph_provenance", 525],
    ],
  ],
  ["workflow_states", "P1", [["workflow_states", "workflow_checkpoints", 75]]],
  ["archive", "P2", [["attachments", "archive_attachments", 0]]],
];

/** A run over many files with every kind of result. */
export const fullReport = (changes: Partial<MigrationReport> = {}): MigrationReport =>
  migrationReport({
    status: "done_with_quarantine",
    sources: KINDS.map(([source, tier, tables]) =>
      sourceReport({
        source,
        tier,
        name: source === "kg" ? "knowledge graph of the north" : source,
        path: `/var/lib/agent/stores/${source}.db`,
        tables: tables.map(([table, target, sourceRows]) =>
          tableReport({
            table,
            target,
            sourceRows,
            seconds: sourceRows / 18_000,
            ...(table === "memory_items" ? quarantine : {}),
            ...(source === "kg"
              ? { unchanged: 400, duplicates: 12, duplicateExample: "77", updated: 20, kept: 3 }
              : {}),
          }),
        ),
        derived:
          source === "workflow_states"
            ? [
                tableReport({
                  table: "workflow_states",
                  target: "workflow_runs",
                  sourceRows: 15,
                  seconds: 0.01,
                }),
              ]
            : [],
        unknownTables:
          source === "kg"
            ? [
                { table: "kg_scratch", rows: 14 },
                { table: "kg_old", rows: 1 },
              ]
            : [],
      }),
    ),
    next: [
      { action: "list_rejections", runId: "0198c0de" },
      { action: "cut_over", runId: "0198c0de" },
    ],
    ...changes,
  });

/** A run whose verification has found differences. */
export const differingReport = (): MigrationReport =>
  migrationReport({
    status: "failed",
    error: "verification found rows that differ",
    sources: [
      sourceReport({
        tables: [
          tableReport({
            verified: false,
            differing: 3,
            differences: [
              { key: "17", columns: ["content", "decay_score"], problem: "differs" },
              { key: "18", columns: [], problem: "missing" },
            ],
          }),
        ],
      }),
    ],
    next: [{ action: "roll_back", runId: "0198c0de" }],
  });

export const migrationPlan = (changes: Partial<MigrationPlan> = {}): MigrationPlan => ({
  target: { engine: "postgres", place: "postgres://app@db.example/agents" },
  sources: fullReport().sources.map(({ tables, derived, ...facts }) => ({
    ...facts,
    tables: tables.map(({ sourceRows, moved, quarantined, ...table }) => ({
      ...table,
      rows: sourceRows,
      willMove: moved,
      willNotFit: quarantined,
    })),
  })),
  unrecognised: [],
  needsTenant: [],
  hints: [],
  ...changes,
});
