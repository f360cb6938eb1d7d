import { type FilledScope, intoTenant, nameOf, SMALL, TEXT } from "../data";
import { call, list, many, PAGE } from "../operation";
import type { StorePlans } from "../store-plans";

/** A plugin with rows in all tables except installs, for every scope of the tenant. */
const PLUGIN = nameOf(100);
/** A plugin with thousands of releases. */
const LARGE = nameOf(0);
/** A plugin without references to it. */
const FREE = nameOf(60_000);
const RANGE = ">=2.50.0 <2.60.0 || 2.100.x";

const several = (filled: FilledScope): string[] => many(filled, nameOf);

export const marketplace: StorePlans = {
  tables: [
    "marketplace_repository",
    "marketplace_plugin",
    "marketplace_signer",
    "marketplace_release",
    "marketplace_advisory",
    "marketplace_install",
    "marketplace_rollout",
  ],

  fill({ series, time, name }, filled) {
    // The other workspace has the same tenant.
    if (filled === SMALL) return [];
    const insert = intoTenant(filled);
    const rows = series(filled.size);
    const numbered =
      "case when i < 10 then '001' when i < 100 then '002' when i < 1000 then '003' else '004' end || i";
    return [
      insert(
        "marketplace_repository",
        "row_version, attrs, id, name, signing_policy",
        `1, '{}', ${name("i")}, '${TEXT}', 'null'`,
        rows,
      ),
      insert(
        "marketplace_plugin",
        "row_version, attrs, id, repository_id, name",
        `1, '{}', ${name("i")}, ${name("i / 10")}, '${TEXT}'`,
        rows,
      ),
      insert(
        "marketplace_signer",
        "row_version, attrs, fingerprint, revoked",
        `1, '{}', ${name("i")}, false`,
        rows,
      ),
      // Two each: 1.0.0 and 1.1.0.
      insert(
        "marketplace_release",
        "row_version, attrs, plugin_id, version, precedence, prerelease, signer_fingerprint, notes, yanked",
        `1, '{}', ${name("i / 2")}, '1.' || (i % 2) || '.0', '0011001' || (i % 2) || '0010~', false, ${name("i % 1000")}, '${TEXT}', false`,
        rows,
      ),
      insert(
        "marketplace_release",
        "row_version, attrs, plugin_id, version, precedence, prerelease, notes, yanked",
        `1, '{}', ${name("0")}, '2.' || i || '.0', '0012' || (${numbered}) || '0010~', false, '${TEXT}', false`,
        series(Math.min(filled.size, 5000)),
      ),
      insert(
        "marketplace_advisory",
        "row_version, attrs, id, plugin_id, severity, description, affected_versions",
        `1, '{}', ${name("i")}, ${name("i / 5")}, 'high', '${TEXT}', '<1.1.0'`,
        rows,
      ),
      insert(
        "marketplace_install",
        "row_version, attrs, id, plugin_id, version, enabled, config, installed_at",
        `1, '{}', 'install ' || i, ${name("i")}, '1.0.0', true, '{"text":"${TEXT}"}', ${time("i")}`,
        series(filled.size / 2),
      ),
      insert(
        "marketplace_rollout",
        "row_version, attrs, id, plugin_id, percent",
        `1, '{}', ${name("i")}, ${name("i / 5")}, 25`,
        rows,
      ),
    ];
  },

  operations: {
    "marketplace.latestRelease": call(({ marketplace }) => marketplace.latestRelease(LARGE)),
    "marketplace.latestRelease range": call(({ marketplace }) =>
      marketplace.latestRelease(LARGE, { range: "^2.50" }),
    ),
    "marketplace.latestRelease ranges": call(({ marketplace }) =>
      marketplace.latestRelease(LARGE, { range: RANGE }),
    ),
    "marketplace.advisoriesFor": call(({ marketplace }) =>
      marketplace.advisoriesFor({ pluginId: PLUGIN, version: "1.0.0" }),
    ),
    "marketplace.install": call(({ marketplace }) => marketplace.install(PLUGIN, { version: "1.1.0" })),
    "marketplace.install range": call(({ marketplace }) => marketplace.install(LARGE, { range: RANGE })),
    "marketplace.uninstall": call(({ marketplace }) => marketplace.uninstall(PLUGIN)),
    "marketplace.installs.get": call(({ marketplace }) => marketplace.installs.get(PLUGIN)),
    "marketplace.inRollout": call(({ marketplace }) =>
      marketplace.inRollout({ rolloutId: PLUGIN, subject: "s" }),
    ),
    "marketplace.inRollout plugin": call(({ marketplace }) =>
      marketplace.inRollout({ pluginId: PLUGIN, subject: "s" }),
    ),

    "marketplace.repositories.put": call(({ marketplace }) =>
      marketplace.repositories.upsert({ id: PLUGIN, name: "R" }),
    ),
    "marketplace.repositories.get": call(({ marketplace }) => marketplace.repositories.get(PLUGIN)),
    "marketplace.repositories.list": list(({ marketplace }, page) => marketplace.repositories.list(page)),
    "marketplace.repositories.remove": call(({ marketplace }) => marketplace.repositories.remove(FREE)),
    "marketplace.plugins.put": call(({ marketplace }) =>
      marketplace.plugins.upsert({ id: PLUGIN, repositoryId: PLUGIN, name: "P" }),
    ),
    "marketplace.plugins.putMany": call(({ marketplace }, filled) =>
      marketplace.plugins.upsertMany(several(filled).map((id) => ({ id, repositoryId: PLUGIN, name: "P" }))),
    ),
    "marketplace.plugins.get": call(({ marketplace }) => marketplace.plugins.get(PLUGIN)),
    "marketplace.plugins.getMany": call(({ marketplace }, filled) =>
      marketplace.plugins.getMany(several(filled)),
    ),
    "marketplace.plugins.list": list(({ marketplace }, page) => marketplace.plugins.list(page)),
    "marketplace.plugins.list repository": list(({ marketplace }, page) =>
      marketplace.plugins.list({ ...page, repositoryId: PLUGIN }),
    ),
    "marketplace.plugins.remove": call(({ marketplace }) => marketplace.plugins.remove(FREE)),
    "marketplace.signers.put": call(({ marketplace }) => marketplace.signers.upsert({ fingerprint: PLUGIN })),
    "marketplace.signers.get": call(({ marketplace }) => marketplace.signers.get(PLUGIN)),
    "marketplace.signers.list": list(({ marketplace }, page) => marketplace.signers.list(page)),
    "marketplace.signers.remove": call(({ marketplace }) => marketplace.signers.remove(FREE)),
    "marketplace.releases.put": call(({ marketplace }) =>
      marketplace.releases.upsert({ pluginId: PLUGIN, version: "1.0.0" }),
    ),
    "marketplace.releases.putMany": call(({ marketplace }) =>
      marketplace.releases.upsertMany(
        Array.from({ length: PAGE }, (_, i) => ({
          pluginId: LARGE,
          version: `2.${i}.0`,
          ...(i % 2 === 0 && { yanked: true }),
        })),
      ),
    ),
    "marketplace.releases.get": call(({ marketplace }) =>
      marketplace.releases.get({ pluginId: LARGE, version: "2.700.0" }),
    ),
    "marketplace.releases.list": list(({ marketplace }, page) =>
      marketplace.releases.list({ ...page, pluginId: LARGE }),
    ),
    "marketplace.releases.list oldest": list(({ marketplace }, page) =>
      marketplace.releases.list({ ...page, pluginId: LARGE, order: "oldest" }),
    ),
    "marketplace.releases.remove": call(({ marketplace }) =>
      marketplace.releases.remove({ pluginId: LARGE, version: "2.700.0" }),
    ),
    "marketplace.advisories.list": list(({ marketplace }, page) => marketplace.advisories.list(page)),
    "marketplace.advisories.list plugin": list(({ marketplace }, page) =>
      marketplace.advisories.list({ ...page, pluginId: PLUGIN }),
    ),
    "marketplace.advisories.remove": call(({ marketplace }) => marketplace.advisories.remove(PLUGIN)),
    "marketplace.installs.getById": call(({ marketplace }) =>
      marketplace.installs.getById({ id: "install 100" }),
    ),
    "marketplace.installs.list": list(({ marketplace }, page) => marketplace.installs.list(page)),
    "marketplace.installs.update": call(({ marketplace }) =>
      marketplace.installs.update(PLUGIN, { config: 1 }),
    ),
    "marketplace.rollouts.list": list(({ marketplace }, page) => marketplace.rollouts.list(page)),
    "marketplace.rollouts.list plugin": list(({ marketplace }, page) =>
      marketplace.rollouts.list({ ...page, pluginId: PLUGIN }),
    ),
    "marketplace.rollouts.remove": call(({ marketplace }) => marketplace.rollouts.remove(PLUGIN)),
  },

  expected: {
    "marketplace.latestRelease": { by: ["marketplace_release_order"] },
    "marketplace.latestRelease range": { by: ["marketplace_release_order"] },
    "marketplace.latestRelease ranges": { by: ["marketplace_release_order"] },
    "marketplace.advisoriesFor": { by: ["marketplace_advisory_of"] },
    "marketplace.install": { by: ["marketplace_release_pk"], conflict: "marketplace_install_pk" },
    "marketplace.install range": { by: ["marketplace_release_order"], conflict: "marketplace_install_pk" },
    "marketplace.uninstall": { by: ["marketplace_install_pk"] },
    "marketplace.installs.get": { by: ["marketplace_install_pk"] },
    "marketplace.inRollout": { by: ["marketplace_rollout_pk"] },
    "marketplace.inRollout plugin": { by: ["marketplace_rollout_of"] },
    "marketplace.repositories.put": { by: [], conflict: "marketplace_repository_pk" },
    "marketplace.repositories.get": { by: ["marketplace_repository_pk"] },
    "marketplace.repositories.list": { by: ["marketplace_repository_pk"] },
    "marketplace.repositories.remove": { by: ["marketplace_repository_pk"] },
    "marketplace.plugins.put": { by: [], conflict: "marketplace_plugin_pk" },
    "marketplace.plugins.putMany": { by: [], conflict: "marketplace_plugin_pk" },
    "marketplace.plugins.get": { by: ["marketplace_plugin_pk"] },
    "marketplace.plugins.getMany": { by: ["marketplace_plugin_pk"] },
    "marketplace.plugins.list": { by: ["marketplace_plugin_pk"] },
    "marketplace.plugins.list repository": { by: ["marketplace_plugin_of"] },
    "marketplace.plugins.remove": { by: ["marketplace_plugin_pk"] },
    "marketplace.signers.put": { by: [], conflict: "marketplace_signer_pk" },
    "marketplace.signers.get": { by: ["marketplace_signer_pk"] },
    "marketplace.signers.list": { by: ["marketplace_signer_pk"] },
    "marketplace.signers.remove": { by: ["marketplace_signer_pk"] },
    "marketplace.releases.put": { by: [], conflict: "marketplace_release_pk" },
    "marketplace.releases.putMany": { by: [], conflict: "marketplace_release_pk" },
    "marketplace.releases.get": { by: ["marketplace_release_pk"] },
    "marketplace.releases.list": { by: ["marketplace_release_order"] },
    "marketplace.releases.list oldest": { by: ["marketplace_release_order"] },
    "marketplace.releases.remove": { by: ["marketplace_release_pk"] },
    "marketplace.advisories.list": { by: ["marketplace_advisory_pk"] },
    "marketplace.advisories.list plugin": { by: ["marketplace_advisory_of"] },
    "marketplace.advisories.remove": { by: ["marketplace_advisory_pk"] },
    "marketplace.installs.getById": { by: ["marketplace_install_id"] },
    "marketplace.installs.list": { by: ["marketplace_install_pk"] },
    "marketplace.installs.update": { by: ["marketplace_install_pk"] },
    "marketplace.rollouts.list": { by: ["marketplace_rollout_pk"] },
    "marketplace.rollouts.list plugin": { by: ["marketplace_rollout_of"] },
    "marketplace.rollouts.remove": { by: ["marketplace_rollout_pk"] },
    "marketplace.plugins.get together": { by: ["marketplace_plugin_pk"] },
    "marketplace.installs.getById together": { by: ["marketplace_install_id"] },
  },

  together: {
    "marketplace.plugins.get together": { call: ({ marketplace }, n) => marketplace.plugins.get(nameOf(n)) },
    "marketplace.installs.getById together": {
      call: ({ marketplace }, n) => marketplace.installs.getById({ id: `install ${n % 100}` }),
    },
  },
};
