/**
 * The rooms of data migrations, in the order in which a row passes them. Each may import the
 * earlier ones.
 */
const ROW_WAY = [
  "snapshot",
  "target",
  "read",
  "sources",
  "report",
  "ledger",
  "quarantine",
  "files",
  "batch",
  "step",
  "follow",
  "run",
  "on-demand",
] as const;

const MIGRATION = "src/data-migration";
/** Other imports that all of them may use. */
const AROUND = [
  "src/core",
  "src/presentation",
  "src/db",
  "src/dialect",
  "src/manager",
  "src/database-of",
  "src/scope",
  "entities",
  `${MIGRATION}/options`,
  `${MIGRATION}/errors`,
];

/**
 * Allowed imports of each room of the project. The longest prefix decides. See
 * docs/architecture.md.
 */
export const MAY_IMPORT: Record<string, readonly string[]> = {
  entities: ["entities"],
  migrations: ["migrations"],
  "src/core": ["src/core"],
  "src/presentation": ["src/presentation"],
  "src/schemas": ["src/core", "src/schemas"],
  "src/dialect": ["src/core", "src/dialect", "entities/columns"],
  "src/db": ["src/core", "src/dialect", "src/db", "src/schemas", "entities", "migrations"],
  "src/stores": ["src/core", "src/dialect/sql", "src/db", "src/schemas/types", "entities"],
  "src/privacy": ["src/privacy", "src/core", "src/db", "src/dialect/sql", "src/stores", "entities"],
  "src/retrieval": [
    "src/retrieval",
    "src/core",
    "src/db",
    "src/dialect/sql",
    "src/presentation",
    "src/stores",
    "entities",
  ],
  "src/scope": ["src/core", "src/db", "src/schemas/types", "src/stores", "src/privacy", "src/retrieval"],
  "src/options": ["src/core", "src/db", "src/dialect/url", "src/schemas/types"],
  "src/reindex": ["src/core", "src/db", "src/stores"],
  "src/upgrade-all": ["src/core", "src/db", "src/schemas", "src/stores", "entities"],
  "src/manager": [
    "src/manager",
    "src/core",
    "src/db",
    "src/dialect",
    "src/schemas",
    "src/options",
    "src/scope",
    "src/reindex",
    "src/upgrade-all",
    "src/operations/tenants",
  ],
  // Below the manager, which has its functions as methods.
  "src/operations/tenants": [
    "src/operations/tenants",
    "src/core",
    "src/db",
    "src/dialect/sql",
    "src/dialect/dialect",
    "src/privacy",
    "entities",
  ],
  "src/database-of": ["src/core", "src/db", "src/manager"],
  "src/index": ["src", "entities"],
  ...Object.fromEntries(
    ROW_WAY.map((room, i) => [
      `${MIGRATION}/${room}`,
      [...AROUND, ...ROW_WAY.slice(0, i + 1).map((each) => `${MIGRATION}/${each}`)],
    ]),
  ),
  // No input or output, and no knowledge of how rows are moved.
  [`${MIGRATION}/report`]: [`${MIGRATION}/report`, `${MIGRATION}/read`, "src/presentation", "src/core"],
  [`${MIGRATION}/sources`]: [
    `${MIGRATION}/sources`,
    `${MIGRATION}/read`,
    `${MIGRATION}/target`,
    "src/core",
    "src/db",
    "src/stores",
    "entities",
  ],
  [MIGRATION]: [MIGRATION, "src/core", "src/manager", "src/database-of", "src/dialect/runs-here"],
  "src/operations": [
    "src/operations",
    "src/core",
    "src/presentation",
    "src/manager",
    "src/database-of",
    "src/reindex",
    "src/scope",
    "src/stores",
    "src/db",
    "src/dialect",
    "entities",
    // The ledger and hashes of rows, for copies.
    MIGRATION,
  ],
  "src/testing": ["src"],
  conformance: ["conformance", "src", "entities"],
  "src/command-line": ["src/command-line", "src/presentation", "src/core", "src/dialect/url"],
  "src/typeorm": [
    "src/typeorm",
    "src/core",
    "src/db",
    "src/dialect/mapping",
    "src/dialect/dialect",
    "src/manager",
    "src/database-of",
    "src/scope",
    "entities",
    "src/dialect/runs-here",
  ],
  "src/class-validator": [
    "src/class-validator",
    "src/core",
    "src/retrieval",
    "src/db/pages",
    "src/dialect/bundled",
    "src/dialect/runs-here",
    "src/stores",
  ],
  "src/cli": [
    "src/cli",
    "src/command-line",
    "src/operations",
    MIGRATION,
    "src/manager",
    "src/presentation",
    "src/core",
    "src/dialect/url",
    "benchmarks/command",
  ],
  benchmarks: ["benchmarks", "src", "entities", "migrations"],
  "benchmarks/measure": ["benchmarks/measure", "benchmarks/fill/rows", "benchmarks/types"],
  "benchmarks/report": [
    "benchmarks/report",
    "src/presentation",
    "benchmarks/measure",
    "benchmarks/cannot-run",
    "benchmarks/types",
  ],
};
