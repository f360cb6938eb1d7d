import { type MarketplaceInstallEntity, marketplaceInstallTable } from "../../../entities/marketplace";
import type { CallOptions } from "../../core/call/deadline";
import { invalid } from "../../core/errors";
import { checkName, type WriteOptions } from "../../core/input/arguments";
import { Shape } from "../../core/input/shape";
import { validate } from "../../core/input/validation";
import type { Json, JsonInput, Stored } from "../../core/json/json";
import { Collection, collection } from "../../db/collection";
import { changer } from "../../db/collections/change";
import { nameLister } from "../../db/collections/name-list";
import { stored } from "../../db/collections/upsert";
import { lookup } from "../../db/lookup";
import { PageInput, type PageOptions } from "../../db/pages/page";
import type { ScopeContext } from "../../db/scoped";
import { Table } from "../../db/table";
import type { MarketplaceInstall, MarketplaceInstallPatch } from "./types";

export const install = new Table<MarketplaceInstallEntity, MarketplaceInstall>(marketplaceInstallTable);
/** Increments the version with each change. */
export const COUNTED = `row_version = ${install.name.name}.row_version + 1`;

export const INSTALLS = collection({
  name: "marketplace.installs",
  what: "install",
  table: install,
  key: "pluginId",
  page: nameLister(install, "pluginId", { Input: PageInput }),
});
const byId = lookup(install, "id");
const change = changer(install, INSTALLS);

/** The members of an install that a caller may change. */
export const PATCH = Shape.of(marketplaceInstallTable.columns).patch<MarketplaceInstallPatch>([
  "id",
  "pluginId",
  "version",
  "installedAt",
  "updatedAt",
]);

/** The given members of an install in their stored form. JSON null is a valid config. */
export function patchOf(input: MarketplaceInstallPatch): Partial<MarketplaceInstallEntity> {
  const patch: Record<string, unknown> = {};
  for (const property of PATCH.members.keys()) {
    const value = input[property as keyof MarketplaceInstallPatch];
    if (value !== undefined) patch[property] = stored(install.column(property).type, value, property);
  }
  return patch;
}

/**
 * Installed plugins of the tenant. `marketplace.install` and `uninstall` add and remove them.
 * Reached as `scope.marketplace.installs`.
 */
export class MarketplaceInstalls extends Collection<MarketplaceInstall, PageOptions> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, INSTALLS);
  }

  /**
   * Reads an install by its id; null when there is none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const install = await acme.marketplace.installs.getById({ id });
   */
  getById<T = Json>(key: { id: string }, options: CallOptions = {}): Promise<MarketplaceInstall<T> | null> {
    return this.call("getById", options, (call) => {
      const { id } = validate(ById, key, "key");
      return byId.one(call, id) as Promise<MarketplaceInstall<T> | null>;
    });
  }

  /**
   * Updates an install, except its version. Omitted members keep their value. It also works for a
   * yanked release, which cannot be installed again.
   *
   * @param options.ifVersion update only if the install still has this `rowVersion`
   * @returns the install as it is now
   * @throws UnifiedStoreError `not_found` when the plugin is not installed; `version_conflict`;
   * `validation`
   * @example
   * await acme.marketplace.installs.update("ether", { enabled: false });
   */
  update<T extends JsonInput = Json>(
    pluginId: string,
    patch: MarketplaceInstallPatch<T>,
    options: WriteOptions = {},
  ): Promise<MarketplaceInstall<Stored<T>>> {
    return this.write("update", options, (call, { ifVersion }) => {
      const key = checkName(pluginId, "pluginId");
      const changes = patchOf(validate(PATCH, patch, "patch"));
      if (Object.keys(changes).length === 0) throw invalid("patch", "must change at least one member");
      const set = install.assign({ ...changes, updatedAt: call.now() });
      return change(call, key, { set, ifVersion }) as Promise<MarketplaceInstall<Stored<T>>>;
    });
  }

  /**
   * Uninstalls a plugin and deletes its config, as `marketplace.uninstall` does.
   *
   * @param options.ifVersion only if the install still has this `rowVersion`
   * @returns whether it was installed
   * @throws UnifiedStoreError `version_conflict`, `validation`
   * @example
   * await acme.marketplace.installs.remove("ether", { ifVersion: install.rowVersion });
   */
  override remove(pluginId: string, options: WriteOptions = {}): Promise<boolean> {
    return super.remove(pluginId, options);
  }
}

const ById = Shape.of<{ id: string }>({ id: { type: "name", options: {} } });
