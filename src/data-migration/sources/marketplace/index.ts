import {
  marketplaceAdvisoryTable,
  marketplaceInstallTable,
  marketplacePluginTable,
  marketplaceReleaseTable,
  marketplaceRepositoryTable,
  marketplaceRolloutTable,
  marketplaceSignerTable,
} from "../../../../entities/marketplace";
import { checkName } from "../../../core/input/arguments";
import { ADVISORY_WRITES } from "../../../stores/marketplace/advisories";
import { PLUGIN_WRITES } from "../../../stores/marketplace/plugins";
import { RELEASE_WRITES } from "../../../stores/marketplace/releases";
import { REPOSITORY_WRITES } from "../../../stores/marketplace/repositories";
import { ROLLOUT_WRITES } from "../../../stores/marketplace/rollouts";
import { SIGNER_WRITES } from "../../../stores/marketplace/signers";
import type { Source } from "../../read/step";
import { Target } from "../../target/target";
import { RowDocument } from "../reading/document";
import { catalogueStep, own } from "./catalogue";
import { INSTALLED_PLUGIN, newRowOfInstall } from "./install";

const REPOSITORY = new Target(marketplaceRepositoryTable);
const SIGNER = new Target(marketplaceSignerTable);
const PLUGIN = new Target(marketplacePluginTable);
const RELEASE = new Target(marketplaceReleaseTable);
const ADVISORY = new Target(marketplaceAdvisoryTable);
const INSTALL = new Target(marketplaceInstallTable);
const ROLLOUT = new Target(marketplaceRolloutTable);

/**
 * Source `marketplace.db`. All tenants shared one catalogue. In the store each tenant has its own.
 *
 * The catalogue goes to the operator's tenant, and once more to each tenant that has installed a
 * plugin. So each tenant is still offered what it was offered before, warnings included.
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
          throw document.rejection("not_after", "lies before not_before");
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
      transform(row, sink) {
        const document = new RowDocument(row, "data");
        document.mustAgree("id", row.text("id"));
        const tenant = document.nameOrNull("tenant_id");
        const db = tenant === null ? row.scope() : row.scopeOf(checkName(tenant, "data.tenant_id"));
        sink.write(INSTALL, db, newRowOfInstall(db, row, document));
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
