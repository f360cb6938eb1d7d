const { UnifiedStoreError } = require("unified-store");

/**
 * The small application: for each database prints one line with the results of a search, a refused
 * write and a data migration.
 */
module.exports = async function use(UnifiedStoreManager, runMigration) {
  const [, , data, ...urls] = process.argv;
  for (const url of urls) console.log(await useOne(url).catch(failureOf));

  async function useOne(url) {
    const stores = await UnifiedStoreManager.open({ url });
    const acme = stores.scope({ tenant: "acme" });
    await acme.memory.add({ type: "fact", content: { text: "Whales are mammals" } });
    const { items } = await acme.memory.search({ text: "whales" });
    const error = await acme.transaction((tx) => tx.memory.add({ type: 1 })).catch((refusal) => refusal);
    const stored = Object.keys(Object.getPrototypeOf(acme)).filter((name) => acme[name]);
    await acme.marketplace.repositories.upsert({ id: "core", name: "Core" });
    await acme.marketplace.plugins.upsert({ id: "search", repositoryId: "core", name: "Search" });
    await acme.marketplace.releases.upsert({ pluginId: "search", version: "1.2.0" });
    const { status } = await runMigration(stores, { from: data, tenant: "acme" });
    await stores.close();
    return `${items.length} found, ${stored.length} parts, ${error instanceof UnifiedStoreError}, ${status}`;
  }

  // The same class for import and require.
  function failureOf(error) {
    if (!(error instanceof UnifiedStoreError)) throw error;
    return `${error.code}: ${error.message}`;
  }
};
