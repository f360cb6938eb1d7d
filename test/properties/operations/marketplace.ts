import fc from "fast-check";
import {
  everything,
  instant,
  json,
  name,
  operation,
  page,
  partial,
  type StoreOperations,
  text,
  tuple,
} from "./arbitraries";

const KEYS = ["a", "a/b", "😀"];
const key = fc.constantFrom(...KEYS);
const version = fc.constantFrom(
  "1.0.0",
  "1.2.0",
  "1.10.0",
  "2.0.0-rc.2",
  "2.0.0-rc.10",
  "2.0.0",
  "2.0.0+b",
  "v1",
);
const range = fc.constantFrom("*", "^1", "<1.10.0", ">=2.0.0-rc.1", "1.0.0 || 2.x", ">3", "x.y");
const nullable = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(values, { nil: null });
const attrs = fc.dictionary(text, json, { maxKeys: 2 });
const percent = fc.constantFrom(0, 0.01, 25, 33.3, 50, 100);

const repository = tuple(
  key,
  text,
  partial({ url: nullable(text), signingPolicy: json, lastSyncedAt: nullable(instant), attrs }),
).map(([id, label, rest]) => ({ id, name: label, ...(rest as object) }));
const plugin = tuple(
  key,
  key,
  partial({ version: nullable(text), publishedAt: nullable(instant), attrs }),
).map(([id, from, rest]) => ({ id, repositoryId: from, name: id, ...(rest as object) }));
const signer = tuple(
  key,
  partial({
    subject: nullable(text),
    revoked: fc.boolean(),
    notBefore: nullable(instant),
    notAfter: nullable(instant),
  }),
).map(([fingerprint, rest]) => ({ fingerprint, ...(rest as object) }));
const release = tuple(
  key,
  version,
  partial({
    notes: nullable(text),
    signerFingerprint: nullable(key),
    yanked: fc.boolean(),
    publishedAt: nullable(instant),
    attrs,
  }),
).map(([of, text, rest]) => ({ pluginId: of, version: text, ...(rest as object) }));
const severity = fc.constantFrom("low" as const, "high" as const, "critical" as const);
const advisory = tuple(
  key,
  key,
  severity,
  range,
  partial({ fixedIn: nullable(version), publishedAt: nullable(instant) }),
).map(([id, of, grave, affectedVersions, rest]) => ({
  id,
  pluginId: of,
  severity: grave,
  affectedVersions,
  ...(rest as object),
}));
const said = { enabled: fc.boolean(), config: json, source: nullable(text), attrs };

/** Parents are added first: otherwise nearly all random calls would be refused. */
const filled = operation(
  "marketplace filled",
  tuple(fc.array(version, { minLength: 1, maxLength: 5 })),
  async ({ marketplace }, versions) => {
    await marketplace.repositories.upsertMany(KEYS.map((id) => ({ id, name: id })));
    await marketplace.plugins.upsertMany(KEYS.map((id) => ({ id, name: id, repositoryId: "a" })));
    await marketplace.signers.upsertMany(KEYS.map((fingerprint) => ({ fingerprint })));
    await marketplace.rollouts.upsertMany(KEYS.map((id) => ({ id, pluginId: "a", percent: 50 })));
    const weak = { pluginId: "a", severity: "low" as const, affectedVersions: "<2" };
    await marketplace.advisories.upsertMany(KEYS.map((id) => ({ ...weak, id })));
    const valid = versions.filter((text) => text !== "v1");
    return marketplace.releases.upsertMany(
      KEYS.flatMap((id) => valid.map((text) => ({ pluginId: id, version: text }))),
    );
  },
);

export const marketplace: StoreOperations = {
  operations: [
    ...Array.from({ length: 10 }, () => filled),
    operation("marketplace.repositories.upsert", tuple(repository), ({ marketplace }, input) =>
      marketplace.repositories.upsert(input),
    ),
    operation(
      "marketplace.repositories.upsertMany",
      tuple(fc.array(repository, { minLength: 1, maxLength: 4 })),
      ({ marketplace }, inputs) => marketplace.repositories.upsertMany(inputs),
    ),
    operation("marketplace.repositories.remove", tuple(key), ({ marketplace }, id) =>
      marketplace.repositories.remove(id),
    ),
    operation(
      "marketplace.plugins.upsertMany",
      tuple(fc.array(plugin, { maxLength: 3 })),
      ({ marketplace }, inputs) => marketplace.plugins.upsertMany(inputs),
    ),
    operation("marketplace.plugins.getMany", tuple(fc.array(key, { maxLength: 4 })), ({ marketplace }, ids) =>
      marketplace.plugins.getMany(ids),
    ),
    operation(
      "marketplace.plugins.list",
      tuple(partial({ ...page, repositoryId: key })),
      ({ marketplace }, query) => everything(marketplace.plugins.list(query)),
    ),
    operation("marketplace.plugins.remove", tuple(key), ({ marketplace }, id) =>
      marketplace.plugins.remove(id),
    ),
    operation("marketplace.signers.upsert", tuple(signer), ({ marketplace }, input) =>
      marketplace.signers.upsert(input),
    ),
    operation("marketplace.signers.remove", tuple(key), ({ marketplace }, id) =>
      marketplace.signers.remove(id),
    ),
    operation("marketplace.releases.upsert", tuple(release), ({ marketplace }, input) =>
      marketplace.releases.upsert(input),
    ),
    operation(
      "marketplace.releases.upsertMany",
      tuple(fc.array(release, { maxLength: 5 })),
      ({ marketplace }, inputs) => marketplace.releases.upsertMany(inputs),
    ),
    operation(
      "marketplace.releases.list",
      tuple(key, partial({ ...page, order: fc.constantFrom("newest", "oldest") })),
      ({ marketplace }, of, query) =>
        everything(marketplace.releases.list({ ...(query as object), pluginId: of })),
    ),
    operation("marketplace.releases.remove", tuple(key, version), ({ marketplace }, of, text) =>
      marketplace.releases.remove({ pluginId: of, version: text }),
    ),
    operation(
      "marketplace.latestRelease",
      tuple(key, partial({ range, includePrerelease: fc.boolean() })),
      ({ marketplace }, of, query) => marketplace.latestRelease(of, query),
    ),
    operation("marketplace.advisories.upsert", tuple(advisory), ({ marketplace }, input) =>
      marketplace.advisories.upsert(input),
    ),
    operation("marketplace.advisoriesFor", tuple(key, version), ({ marketplace }, of, text) =>
      marketplace.advisoriesFor({ pluginId: of, version: text }),
    ),
    operation(
      "marketplace.install",
      tuple(key, partial({ ...said, version, id: key, installedAt: instant, updatedAt: nullable(instant) })),
      // Ids that the store makes would differ between the engines.
      ({ marketplace }, of, input) => marketplace.install(of, { id: `of ${of}`, ...(input as object) }),
    ),
    operation("marketplace.install of a range", tuple(key, range), ({ marketplace }, of, wanted) =>
      marketplace.install(of, { id: `of ${of}`, range: wanted }),
    ),
    operation("marketplace.installs.update", tuple(key, partial(said)), ({ marketplace }, of, patch) =>
      marketplace.installs.update(of, patch),
    ),
    operation("marketplace.uninstall", tuple(key), ({ marketplace }, of) => marketplace.uninstall(of)),
    operation("marketplace.rollouts.upsert", tuple(key, key, percent), ({ marketplace }, id, of, share) =>
      marketplace.rollouts.upsert({ id, pluginId: of, percent: share }),
    ),
    operation(
      "marketplace.inRollout",
      tuple(key, name, fc.boolean()),
      ({ marketplace }, id, subject, ofPlugin) =>
        marketplace.inRollout(ofPlugin ? { pluginId: id, subject } : { rolloutId: id, subject }),
    ),
  ],

  async stateOf({ marketplace }) {
    const { repositories, plugins, signers, releases, advisories, installs, rollouts } = marketplace;
    const known = await everything(plugins.list());
    return {
      plugins: known,
      repositories: await everything(repositories.list()),
      signers: await everything(signers.list()),
      releases: await Promise.all(known.map(({ id }) => everything(releases.list({ pluginId: id })))),
      advisories: await everything(advisories.list()),
      installs: await everything(installs.list()),
      rollouts: await everything(rollouts.list()),
    };
  },
};
