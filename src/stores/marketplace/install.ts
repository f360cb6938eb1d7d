import { hasCode, invalid, notFound, UnifiedStoreError } from "../../core/errors";
import { declaredIn } from "../../core/input/rules";
import { Shape } from "../../core/input/shape";
import type { Call } from "../../db/call";
import { retryOnUniqueViolation } from "../../db/retry";
import type { ScopedDb } from "../../db/scoped";
import { name, raw, type Sql, sql } from "../../dialect/sql";
import { WantedInput } from "./inputs";
import { COUNTED, install, PATCH, patchOf } from "./installs";
import { latest } from "./latest";
import { RELEASES, release } from "./releases";
import type { MarketplaceInstall, MarketplaceInstallInput } from "./types";

/** Members of a patch, and the requested release. */
export const INSTALL_INPUT = new Shape<MarketplaceInstallInput>(
  new Map([...PATCH.members, ...declaredIn(WantedInput)]),
);

/**
 * Installs the requested release, if it exists and is not yanked. The statement that writes also
 * selects the release, so no other write can come between.
 */
export async function installPlugin(
  call: Call,
  pluginId: string,
  input: MarketplaceInstallInput,
): Promise<MarketplaceInstall> {
  if (input.version !== undefined && input.range !== undefined)
    throw invalid("range", "cannot be given together with a version: choose one of the two");
  const statement = installation(call, pluginId, input);
  const installed = await retryOnUniqueViolation(() => call.first(statement, install.columns)).catch(
    (error: unknown) => {
      if (!hasCode(error, "in_use")) throw error;
      throw new UnifiedStoreError("not_found", GONE, { field: "version", cause: error.cause });
    },
  );
  if (installed) return installed;
  throw await whyNot(call, pluginId, input);
}

/** The statement found the release, but another transaction removed it before the write. */
const GONE = "the release was removed during the installation";

const INSERTED = [
  "attrs",
  "id",
  "pluginId",
  "enabled",
  "config",
  "trustTier",
  "source",
  "installedAt",
  "updatedAt",
  "rowVersion",
] as const;
const INTO = raw(["version", ...INSERTED].map((property) => `"${install.column(property).name}"`).join(", "));
const ON_CONFLICT = raw(
  `on conflict (tenant_id, plugin_id) do update set version = excluded.version, ${COUNTED},`,
);

/** The row of a new install without its version, which the statement selects. */
export function newInstall(
  db: ScopedDb,
  pluginId: string,
  input: MarketplaceInstallInput,
): Record<(typeof INSERTED)[number], unknown> {
  return {
    attrs: {},
    enabled: true,
    config: {},
    trustTier: null,
    source: null,
    ...patchOf(input),
    id: input.id ?? db.newId(),
    pluginId,
    installedAt: input.installedAt ?? db.now(),
    updatedAt: input.updatedAt ?? null,
    rowVersion: 1,
  };
}

function installation(db: ScopedDb, pluginId: string, input: MarketplaceInstallInput): Sql {
  const row = newInstall(db, pluginId, input);
  const values = INSERTED.map((property) => install.param(property, row[property])).reduce(
    (list: Sql | null, value) => (list ? sql`${list}, ${value}` : sql`${value}`),
    null,
  )!;
  const changes = install.assign({
    ...patchOf(input),
    updatedAt: input.updatedAt === undefined ? db.now() : input.updatedAt,
  });
  return sql`
    insert into ${install.name} (tenant_id, ${INTO})
    select ${name(db.tenant)}, r.version, ${values} from (${wanted(db, pluginId, input)}) as r where true
    ${ON_CONFLICT} ${changes} returning ${install.columns.sql}`;
}

function wanted(db: ScopedDb, pluginId: string, { version, range }: MarketplaceInstallInput): Sql {
  if (version === undefined) return sql`select r.version ${latest(db, pluginId, { range })}`;
  return sql`
    select r.version from ${release.name} as r
    where ${db.inTenant("r")} and r.plugin_id = ${name(pluginId)} and r.version = ${name(version)} and not r.yanked`;
}

/** Reads the reason of a refusal. Only a refused call pays for this statement. */
async function whyNot(
  call: Call,
  pluginId: string,
  { version, range }: MarketplaceInstallInput,
): Promise<UnifiedStoreError> {
  if (version === undefined) {
    const which = range === undefined ? "prereleases" : "prereleases that the range does not name";
    const where = range === undefined ? "" : " in this range";
    const message = `the plugin does not exist, or all its releases${where} are yanked or ${which}`;
    return new UnifiedStoreError("not_found", message, { field: range === undefined ? "pluginId" : "range" });
  }
  const found = await RELEASES.rows.one(call, { pluginId, version });
  return found?.yanked
    ? new UnifiedStoreError("conflict", "the release is yanked: install another version")
    : notFound("such plugin, or it has no release of this version", undefined, "version");
}
