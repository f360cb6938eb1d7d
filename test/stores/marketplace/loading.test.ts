import { child } from "../../support/child";

test("opening does not load semver: parsing the first version does", async () => {
  const { stdout } = await child(
    `
    const loaded = () => Object.keys(require.cache).some((file) => file.includes("node_modules/semver/"));
    const stores = await UnifiedStoreManager.open({ url });
    const { marketplace } = stores.scope({ tenant: "t" });
    await marketplace.installs.list();
    const before = loaded();
    await marketplace.releases.get({ pluginId: "p", version: "1.0.0" });
    console.log(before, loaded());
    await stores.close();`,
    "sqlite::memory:",
  );
  expect(stdout.trim()).toBe("false true");
});
