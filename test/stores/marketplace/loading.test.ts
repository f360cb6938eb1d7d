import { child } from "../../support/child";

test("opening loads no semver: the first version that is read does", async () => {
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
