import { join } from "node:path";
import { UnifiedStoreManager } from "../../../src";
import { marketplace } from "../../../src/data-migration/sources/marketplace";
import { ROOT } from "../../support/child";
import { quoted, withMadeFile } from "./made-file";
import { type Moved, movedFrom } from "./moved";
import { asRead, coercionsOf, forgotten, rejections, rowsTo } from "./target-rows";

const FILE = join(ROOT, "examples/quickstart/data/marketplace.db");

const rows = (moved: readonly Moved[], table: string, tenant = "operator"): Record<string, unknown>[] =>
  rowsTo(moved, `marketplace_${table}`)
    .filter((each) => each.tenant === tenant)
    .map(({ row }) => asRead(row));

const TABLES = [
  ...["mp_repos", "mp_advisories", "mp_installs", "mp_rollouts"].map(
    (table) => `create table ${table} (id text primary key, data text)`,
  ),
  "create table mp_signers (fingerprint text primary key, data text)",
  "create table mp_plugins (id text primary key, repo_id text, data text)",
  "create table mp_releases (plugin_id text, version text, data text, primary key (plugin_id, version))",
];

const insert = (table: string, key: readonly (string | null)[], data: object | string): string => {
  const text = typeof data === "string" ? data : JSON.stringify(data);
  const values = [...key, text].map((value) => (value === null ? "null" : quoted(value)));
  return `insert into ${table} values (${values.join(", ")})`;
};

const made = (...statements: string[]): Moved[] =>
  withMadeFile([...TABLES, ...statements], (path) => movedFrom(path, marketplace));

const INSTALL = { plugin_name: "web-search", version: "1.2.0", enabled: true, config: "{}" };

test("every row of a marketplace.db is moved to each tenant that has installed something", () => {
  const moved = movedFrom(FILE, marketplace);
  expect(moved.filter(({ rejection }) => rejection)).toEqual([]);
  expect(forgotten(moved)).toEqual([]);
  for (const tenant of ["operator", "acme", "globex", "initech"])
    expect(
      ["repository", "plugin", "signer", "release", "advisory", "rollout"].map(
        (table) => rows(moved, table, tenant).length,
      ),
    ).toEqual([3, 30, 5, 120, 3, 2]);
  const installs = ["operator", "acme", "globex", "initech"].map(
    (tenant) => rows(moved, "install", tenant).length,
  );
  expect(installs).toEqual([0, 7, 2, 1]);
});

test("every member of the documents has its column", () => {
  const moved = movedFrom(FILE, marketplace);
  expect(rows(moved, "repository")[1]).toEqual({
    id: "repo-1",
    name: "Repo 1",
    url: "https://example.org/r1",
    type: "git",
    status: "active",
    trustTier: "verified",
    signingPolicy: null,
    lastSyncedAt: new Date("2025-01-01T00:00:00.000Z"),
    attrs: {},
    rowVersion: 1,
  });
  expect(rows(moved, "signer").find(({ subject }) => subject === "signer 4")).toEqual({
    fingerprint: "1b6453892473a467d07372d45eb05abc2031647a",
    issuer: "CA",
    subject: "signer 4",
    trustTier: "verified",
    revoked: true,
    notBefore: new Date("2025-01-01T00:00:00.000Z"),
    notAfter: new Date("2026-12-02T00:00:00.000Z"),
    attrs: {},
    rowVersion: 1,
  });
  expect(rows(moved, "plugin")[0]).toEqual({
    id: "plugin-0",
    repositoryId: "repo-0",
    name: "web-search",
    version: "1.0.0",
    trustTier: "community",
    publishedAt: new Date("2025-01-01T00:00:15.773Z"),
    attrs: {},
    rowVersion: 1,
  });
  expect(rows(moved, "release")[0]).toMatchObject({
    pluginId: "plugin-0",
    version: "1.1.0",
    prerelease: false,
    artifactUrl: "https://example.org/plugin-0-1.1.0.tgz",
    checksumSha256: "938db8c9f82c8cb58d3f3ef4fd250036a48d26a712753d2fde5abd03a85cabf4",
    signature: "sig",
    signerFingerprint: null,
    minCoreVersion: "2.0",
    notes: null,
    yanked: false,
    publishedAt: null,
    attrs: {},
    rowVersion: 1,
  });
  expect(rows(moved, "advisory")[2]).toEqual({
    id: "adv-20",
    pluginId: "plugin-20",
    cveId: null,
    severity: "high",
    description: "the detector read files outside its folder",
    affectedVersions: "<1.3.0",
    fixedIn: "1.3.0",
    publishedAt: new Date("2025-01-01T00:33:16.098Z"),
    attrs: {},
    rowVersion: 1,
  });
  expect(rows(moved, "rollout")[0]).toEqual({
    id: "roll-0",
    pluginId: "plugin-0",
    percent: 25,
    attrs: {},
    rowVersion: 1,
  });
  expect(rows(moved, "install", "initech")).toEqual([
    {
      id: "inst-15",
      pluginId: "plugin-15",
      version: "1.2.0",
      enabled: true,
      config: {},
      trustTier: "community",
      source: "ui",
      installedAt: new Date("2025-01-01T00:25:34.026Z"),
      updatedAt: null,
      attrs: {},
      rowVersion: 1,
    },
  ]);
});

test("rows equal those that the store makes, and a tenant has all rows that its installs need", async () => {
  await using stores = await UnifiedStoreManager.open({ url: "sqlite::memory:" });
  const store = stores.scope({ tenant: "globex" }).marketplace;
  const moved = movedFrom(FILE, marketplace);
  const of = (table: string) => rows(moved, table, "globex");
  const inputsOf = (table: string) => of(table).map(({ rowVersion, ...input }) => input);
  const releases = of("release").map(({ precedence, ...release }) => release);
  const inputs = releases.map(({ prerelease, rowVersion, ...input }) => input);
  expect(await store.repositories.upsertMany(inputsOf("repository") as never)).toEqual(of("repository"));
  expect(await store.signers.upsertMany(inputsOf("signer") as never)).toEqual(of("signer"));
  expect(await store.plugins.upsertMany(inputsOf("plugin") as never)).toEqual(of("plugin"));
  expect(await store.releases.upsertMany(inputs as never)).toEqual(releases);
  expect(await store.advisories.upsertMany(inputsOf("advisory") as never)).toEqual(of("advisory"));
  expect(await store.rollouts.upsertMany(inputsOf("rollout") as never)).toEqual(of("rollout"));
  for (const { pluginId, rowVersion, ...input } of of("install"))
    expect(await store.install(pluginId as string, input as never)).toEqual({
      pluginId,
      rowVersion,
      ...input,
    });
});

test("the operator's tenant gets each row once, even if installs name it", () => {
  const moved = made(
    insert("mp_repos", ["core"], { name: "Core" }),
    insert("mp_installs", ["one"], { ...INSTALL, tenant_id: "operator" }),
    insert("mp_installs", ["two"], { ...INSTALL, tenant_id: "" }),
    insert("mp_installs", ["three"], { ...INSTALL, tenant_id: "bad\u0000tenant" }),
    insert("mp_installs", ["four"], '{"tenant_id": NaN}'),
  );
  expect(rowsTo(moved, "marketplace_repository").map(({ tenant }) => tenant)).toEqual(["operator"]);
  expect(rows(moved, "install")).toMatchObject([{ id: "one" }, { id: "two" }]);
  expect(Object.values(rejections(moved, "mp_installs"))).toEqual([
    "data.tenant_id must be well-formed Unicode without U+0000 and U+FFFF",
    "data has NaN or Infinity, which Python writes and JSON does not have",
  ]);
});

test("an install may name its plugin by id or by name, and only a name that several have is rejected", () => {
  const plugin = (id: string, name: string) => insert("mp_plugins", [id, "core"], { name });
  const install = (id: string, named: string, more: object = {}) =>
    insert("mp_installs", [id], { ...INSTALL, plugin_name: named, ...more });
  const moved = made(
    plugin("p-1", "web-search"),
    plugin("p-2", "cast"),
    plugin("p-3", "cast"),
    plugin("cast-iron", "p-1"),
    install("a-id", "p-1"),
    install("b-name", "web-search", { channel: "beta" }),
    install("c-several", "cast"),
    install("d-nothing", "gone"),
  );
  const found = rows(moved, "install").map(({ id, pluginId, attrs }) => [id, pluginId, attrs]);
  expect(found).toEqual([
    ["a-id", "p-1", {}],
    ["b-name", "p-1", { channel: "beta", legacyPluginName: "web-search" }],
    ["d-nothing", "gone", {}],
  ]);
  expect(rejections(moved, "mp_installs")).toEqual({
    3: "data.plugin_name is the name of several plugins",
  });
  expect(coercionsOf(moved)).toMatchObject({ "data.plugin_name: name of a plugin to its id": 1 });
});

test("rows that do not fit are rejected, each with its reason", () => {
  const release = (version: string, data: object | string = {}) =>
    insert("mp_releases", ["p", version], data);
  const advisory = (id: string, data: object) =>
    insert("mp_advisories", [id], { plugin_id: "p", severity: "low", affected_versions: "<1", ...data });
  const moved = made(
    insert("mp_repos", ["other"], { id: "another", name: "Core" }),
    insert("mp_repos", ["nameless"], {}),
    insert("mp_repos", ["list"], "[]"),
    insert("mp_repos", [null], { name: "Core" }),
    insert("mp_repos", ["odd"], { name: { first: "Core" } }),
    insert("mp_plugins", ["p", "core"], { repo_id: "misc", name: "P" }),
    insert("mp_plugins", ["q", null], { name: "Q" }),
    insert("mp_signers", ["f"], { not_before: "2025-01-02", not_after: "2025-01-01" }),
    insert("mp_signers", ["g"], { revoked: "perhaps" }),
    release("v1.0.0"),
    release("1.0"),
    release("1.0.0", { version: "1.0.1" }),
    release("1.1.0", { published_at: "soon" }),
    advisory("severity", { severity: "moderate" }),
    advisory("range", { affected_versions: "all of them" }),
    advisory("fixed", { fixed_in: "next" }),
    insert("mp_installs", ["config"], { ...INSTALL, config: "{" }),
    insert("mp_installs", ["version"], { ...INSTALL, version: null }),
    insert("mp_rollouts", ["percent"], { plugin_id: "p", percent: 101 }),
    insert("mp_rollouts", ["text"], { plugin_id: "p", percent: "half" }),
    insert("mp_rollouts", ["none"], { percent: 1 }),
  );
  expect(moved.flatMap(({ rows }) => rows)).toEqual([]);
  expect(moved.map(({ rejection }) => rejection)).toEqual([
    "data.id disagrees with the row's own column",
    "data.name is missing",
    "data is not a JSON object",
    "id is null",
    "data.name is not a text",
    "data.not_after lies before not_before",
    "data.revoked is neither true nor false",
    "data.repo_id disagrees with the row's own column",
    "repo_id is null",
    expect.stringContaining("version must be a semantic version"),
    expect.stringContaining("version must be a semantic version"),
    "data.version disagrees with the row's own column",
    expect.stringMatching(/^data\.published_at is not an instant: /),
    expect.stringContaining("severity must be one of low, medium, high, critical"),
    expect.stringContaining("affectedVersions must be a range"),
    expect.stringContaining("fixedIn must be a semantic version"),
    "data.config is not JSON",
    "data.version is missing",
    expect.stringContaining("percent must be a number from 0 to 100"),
    "data.percent is not a number",
    "data.plugin_id is missing",
  ]);
});

test("other formats are coerced, and members without a column are kept as attributes", () => {
  const moved = made(
    "alter table mp_repos add column mirror text",
    `insert into mp_repos values ('core', ${quoted('{"name": "Core", "url": 7, "tags": ["a"], "last_synced_at": ""}')}, 'm')`,
    insert("mp_signers", ["f"], { revoked: 1, not_before: 1_700_000_000 }),
    insert("mp_plugins", ["p", "core"], { name: "P", homepage: null }),
    insert("mp_releases", ["p", "2.0.0-rc.1"], { yanked: "TRUE", signer_fingerprint: "f", size: 12 }),
    insert("mp_releases", ["p", "1.0.0"], { signer_fingerprint: "" }),
    insert("mp_advisories", ["a"], {
      plugin_id: "p",
      severity: "HIGH",
      affected_versions: "<2",
      fixed_in: "",
    }),
    insert("mp_installs", ["i"], { ...INSTALL, config: { channel: "beta" }, enabled: null }),
    insert("mp_rollouts", ["r"], { plugin_id: "p", percent: "12.5" }),
  );
  expect(moved.filter(({ rejection }) => rejection)).toEqual([]);
  expect(rows(moved, "repository")).toMatchObject([
    { url: "7", lastSyncedAt: null, attrs: { tags: ["a"], legacyColumns: { mirror: "m" } } },
  ]);
  expect(rows(moved, "signer")).toMatchObject([{ revoked: true, notBefore: new Date(1_700_000_000_000) }]);
  expect(rows(moved, "plugin")).toMatchObject([{ attrs: { homepage: null } }]);
  expect(rows(moved, "release")).toMatchObject([
    { yanked: true, prerelease: true, signerFingerprint: "f", attrs: { size: 12 } },
    { yanked: false, prerelease: false, signerFingerprint: null },
  ]);
  expect(rows(moved, "advisory")).toMatchObject([{ severity: "high", fixedIn: null }]);
  expect(rows(moved, "install")).toMatchObject([
    { config: { channel: "beta" }, enabled: true, installedAt: new Date(0) },
  ]);
  expect(rows(moved, "rollout")).toMatchObject([{ percent: 12.5 }]);
  expect(coercionsOf(moved)).toMatchObject({
    "data.url: number to text": 1,
    "data.last_synced_at: empty text to null": 1,
    "data.revoked: 0/1 to boolean": 1,
    "data.not_before: seconds since 1970 to timestamp": 1,
    "data.yanked: text to boolean": 1,
    "data.signer_fingerprint: empty text to null": 1,
    "data.severity: upper case to lower case": 1,
    "data.fixed_in: empty text to null": 1,
    "data.percent: text to number": 1,
    "mirror: unknown column kept in the row's JSON": 1,
  });
});

test("a catalogue without installs is moved too", () => {
  const moved = withMadeFile(
    [
      "create table mp_repos (id text primary key, data text)",
      insert("mp_repos", ["core"], { name: "Core" }),
    ],
    (path) => movedFrom(path, marketplace),
  );
  expect(rows(moved, "repository")).toMatchObject([{ id: "core", name: "Core" }]);
});
