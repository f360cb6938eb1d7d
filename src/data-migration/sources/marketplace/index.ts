import {
  marketplaceAdvisoryTable,
  marketplaceInstallTable,
  marketplacePluginTable,
  marketplaceReleaseTable,
  marketplaceRepositoryTable,
  marketplaceRolloutTable,
  marketplaceSignerTable,
} from "../../../../entities/marketplace";
import { checkName } from "../../../core/arguments";
import { validate } from "../../../core/validation";
import type { Upsert } from "../../../db/collections/upsert";
import type { UpsertDefinition } from "../../../db/collections/upserting";
import { ADVISORY_WRITES } from "../../../stores/marketplace/advisories";
import { PLUGIN_WRITES } from "../../../stores/marketplace/plugins";
import { RELEASE_WRITES } from "../../../stores/marketplace/releases";
import { REPOSITORY_WRITES } from "../../../stores/marketplace/repositories";
import { ROLLOUT_WRITES } from "../../../stores/marketplace/rollouts";
import { SIGNER_WRITES } from "../../../stores/marketplace/signers";
import type { SourceRow } from "../../read/source-row";
import type { Source, Step } from "../../read/step";
import { Target } from "../../target/target";
import { RowDocument } from "../reading/document";
import { INSTALLED_PLUGIN, newRowOfInstall } from "./install";
import { catalogueScopes, INSTALLING_TENANTS } from "./tenants";

const REPOSITORY = new Target(marketplaceRepositoryTable);
const SIGNER = new Target(marketplaceSignerTable);
const PLUGIN = new Target(marketplacePluginTable);
const RELEASE = new Target(marketplaceReleaseTable);
const ADVISORY = new Target(marketplaceAdvisoryTable);
const INSTALL = new Target(marketplaceInstallTable);
const ROLLOUT = new Target(marketplaceRolloutTable);

/** A table of the catalogue: its columns beside `data`, and what the store is given of a row. */
interface CatalogueTable<I extends object> {
  table: string;
  target: Target;
  writes: Pick<UpsertDefinition<never, I, never>, "input"> & { upsert: Pick<Upsert<never>, "newChange"> };
  key: readonly string[];
  columns?: readonly string[];
  inputOf(row: SourceRow, document: RowDocument): { [member in keyof I]: unknown };
}

function catalogueStep<I extends object>(part: CatalogueTable<I>): Step {
  const { table, target, writes, key, columns = [], inputOf } = part;
  return {
    table,
    target,
    key,
    columns: [...columns, "data"],
    keepsExtras: true,
    joined: { tenants: INSTALLING_TENANTS },
    joins: ["mp_installs"],
    move(row, to) {
      const document = new RowDocument(row, "data");
      const members = inputOf(row, document);
      // The attributes are what was not read before.
      const input = validate(writes.input, { ...members, attrs: document.rest() }, "");
      const made = writes.upsert.newChange(input, "").row;
      for (const db of catalogueScopes(row)) to.emit(target, db, made);
    },
  };
}

/** A column that the document repeats. */
function own(row: SourceRow, document: RowDocument, column: string): string {
  const value = row.text(column);
  document.mustAgree(column, value);
  return value;
}

/**
 * marketplace.db: one catalogue, of which every tenant could install. Here each tenant has a catalogue of its own, so it goes to the
 * operator's tenant, and once more to each tenant that has installed something: what a tenant was offered before, the warnings
 * included, it is still offered.
 */
export const marketplace: Source = {
  kind: "marketplace",
  tier: "P2",
  steps: [
    catalogueStep({
      table: "mp_repos",
      target: REPOSITORY,
      writes: REPOSITORY_WRITES,
      key: ["id"],
      inputOf: (row, document) => ({
        id: own(row, document, "id"),
        name: document.text("name"),
        url: document.textOrNull("url"),
        type: document.textOrNull("type"),
        status: document.textOrNull("status"),
        trustTier: document.textOrNull("trust_tier"),
        signingPolicy: document.json("signing_policy"),
        lastSyncedAt: document.instantOrNull("last_synced_at"),
      }),
    }),
    catalogueStep({
      table: "mp_signers",
      target: SIGNER,
      writes: SIGNER_WRITES,
      key: ["fingerprint"],
      inputOf(row, document) {
        const input = {
          fingerprint: own(row, document, "fingerprint"),
          issuer: document.textOrNull("issuer"),
          subject: document.textOrNull("subject"),
          trustTier: document.textOrNull("trust_tier"),
          revoked: document.flagOrNull("revoked") ?? undefined,
          notBefore: document.instantOrNull("not_before"),
          notAfter: document.instantOrNull("not_after"),
        };
        if (input.notBefore && input.notAfter && input.notAfter < input.notBefore)
          throw document.refused("not_after", "lies before not_before");
        return input;
      },
    }),
    catalogueStep({
      table: "mp_plugins",
      target: PLUGIN,
      writes: PLUGIN_WRITES,
      key: ["id"],
      columns: ["repo_id"],
      inputOf: (row, document) => ({
        id: own(row, document, "id"),
        repositoryId: own(row, document, "repo_id"),
        name: document.text("name"),
        version: document.textOrNull("version"),
        trustTier: document.textOrNull("trust_tier"),
        publishedAt: document.instantOrNull("published_at"),
      }),
    }),
    catalogueStep({
      table: "mp_releases",
      target: RELEASE,
      writes: RELEASE_WRITES,
      key: ["plugin_id", "version"],
      inputOf: (row, document) => ({
        pluginId: own(row, document, "plugin_id"),
        version: own(row, document, "version"),
        artifactUrl: document.textOrNull("artifact_url"),
        checksumSha256: document.textOrNull("checksum_sha256"),
        signature: document.textOrNull("signature"),
        signerFingerprint: document.nameOrNull("signer_fingerprint"),
        minCoreVersion: document.textOrNull("min_core_version"),
        notes: document.textOrNull("notes"),
        yanked: document.flagOrNull("yanked") ?? undefined,
        publishedAt: document.instantOrNull("published_at"),
      }),
    }),
    catalogueStep({
      table: "mp_advisories",
      target: ADVISORY,
      writes: ADVISORY_WRITES,
      key: ["id"],
      inputOf: (row, document) => ({
        id: own(row, document, "id"),
        pluginId: document.text("plugin_id"),
        cveId: document.textOrNull("cve_id"),
        severity: document.lowerCase("severity"),
        description: document.textOrNull("description"),
        affectedVersions: document.text("affected_versions"),
        fixedIn: document.nameOrNull("fixed_in"),
        publishedAt: document.instantOrNull("published_at"),
      }),
    }),
    {
      table: "mp_installs",
      target: INSTALL,
      key: ["id"],
      columns: ["data"],
      keepsExtras: true,
      ...INSTALLED_PLUGIN,
      move(row, to) {
        const document = new RowDocument(row, "data");
        document.mustAgree("id", row.text("id"));
        const tenant = document.nameOrNull("tenant_id");
        const db = tenant === null ? row.scope() : row.scopeOf(checkName(tenant, "data.tenant_id"));
        to.emit(INSTALL, db, newRowOfInstall(db, row, document));
      },
    },
    catalogueStep({
      table: "mp_rollouts",
      target: ROLLOUT,
      writes: ROLLOUT_WRITES,
      key: ["id"],
      inputOf: (row, document) => ({
        id: own(row, document, "id"),
        pluginId: document.text("plugin_id"),
        percent: document.number("percent"),
      }),
    }),
  ],
};
