import type { Scope } from "../../../../src";
import type { Calls } from "./call";
import { all, pages } from "./paging";

export async function marketplace(known: Scope): Promise<Calls> {
  const plugins = await all(known.marketplace.plugins.list());
  const plugin = plugins[0]!;
  const [release] = (await known.marketplace.releases.list({ pluginId: plugin.id })).items;
  const [install] = (await known.marketplace.installs.list()).items;
  const [signer] = (await known.marketplace.signers.list()).items;
  const of = (scope: Scope) => scope.marketplace;
  return {
    latestRelease: (s) => of(s).latestRelease(plugin.id, { range: ">=1" }),
    advisoriesFor: (s) => of(s).advisoriesFor({ pluginId: "plugin-0", version: "1.0.0" }),
    inRollout: (s) => of(s).inRollout({ pluginId: "plugin-0", subject: "somebody" }),
    "plugins.get": (s) => of(s).plugins.get(plugin.id),
    "plugins.getMany": (s) => of(s).plugins.getMany(plugins.map(({ id }) => id)),
    "plugins.list": (s) => pages(of(s).plugins.list({ limit: 7 })),
    "repositories.list": (s) => pages(of(s).repositories.list()),
    "signers.get": (s) => of(s).signers.get(signer!.fingerprint),
    "signers.list": (s) => pages(of(s).signers.list()),
    "releases.get": (s) => of(s).releases.get({ pluginId: plugin.id, version: release!.version }),
    "releases.getOrThrow": (s) =>
      of(s).releases.getOrThrow({ pluginId: plugin.id, version: release!.version }),
    "releases.list": (s) => pages(of(s).releases.list({ pluginId: plugin.id, limit: 2 })),
    "advisories.list": (s) => pages(of(s).advisories.list()),
    "rollouts.list": (s) => pages(of(s).rollouts.list()),
    "installs.get": (s) => of(s).installs.get(install!.pluginId),
    "installs.getById": (s) => of(s).installs.getById({ id: install!.id }),
    "installs.list": (s) => pages(of(s).installs.list({ limit: 3 })),
    "installs.update": (s) => of(s).installs.update(install!.pluginId, { enabled: false }),
    install: (s) => of(s).install(install!.pluginId, { version: install!.version }),
    uninstall: (s) => of(s).uninstall(install!.pluginId),
    "rollouts.upsert": (s) => of(s).rollouts.upsert({ id: "roll-0", pluginId: "plugin-0", percent: 50 }),
    "rollouts.remove": (s) => of(s).rollouts.remove("roll-1"),
    "advisories.remove": (s) => of(s).advisories.remove("adv-0"),
    "releases.remove": (s) => of(s).releases.remove({ pluginId: plugin.id, version: release!.version }),
    "plugins.upsert": (s) =>
      of(s).plugins.upsert({ id: plugin.id, repositoryId: plugin.repositoryId, name: "changed" }),
    "list what is left": (s) => all(of(s).installs.list()),
  };
}
