import type { CallOptions } from "../../core/call/deadline";
import { decodeCursor } from "../../core/cursor";
import type { WriteOptions } from "../../core/input/arguments";
import { JsonText } from "../../core/json/json";
import { Collection } from "../../db/collection";
import { changer } from "../../db/collections/change";
import { pageOf } from "../../db/pages/keyset";
import type { PageOptions, PageRequest } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import type { ScopeContext } from "../../db/scoped";
import { EMPTY, integer, name, ReturnedRows, raw, sql } from "../../dialect/sql";
import { checkModelKnown } from "../vectors/embedder-for";
import { forgetConfig } from "./cached-config";
import { CONFIGS, config, configVersion, type RetrievalConfig, type RetrievalConfigVersion } from "./config";
import { RetrievalConfigVersionsInput } from "./rules";
import { checkConfigInput, type RetrievalConfigInput, storedSettings } from "./settings";

export interface RetrievalConfigVersionsQuery extends PageOptions {
  name: string;
}

const change = changer(config, CONFIGS);

const REPLACE = raw(
  `on conflict (tenant_id, name) do update set settings = excluded.settings,
  updated_at = excluded.updated_at, version = retrieval_config.version + 1 returning`,
);
const WRITTEN = new ReturnedRows(
  config.rowColumns(["name", "settings", "createdAt", "updatedAt", "version"]),
);

/**
 * Configurations of searches by name. All workspaces of a tenant share them. Each `put` makes a
 * version, and older versions can be read. Reached as `scope.retrieval.configs`.
 */
export class RetrievalConfigs extends Collection<RetrievalConfig, PageOptions> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, CONFIGS);
  }

  /**
   * Creates the configuration of this name, or replaces it by a new version. Other processes use
   * the new version within two seconds.
   *
   * @param input.name its name
   * @param input.weights and the other members of a query that it keeps: `in`, `where`, `limit`,
   * `minScore`, `recency`, `diversity`, `model`, `log`, `cacheMs`
   * @param options.ifVersion replace only an existing configuration that still has this version
   * @throws UnifiedStoreError `validation`; `not_found` when neither the tenant nor the manager has
   * the `model`; with `ifVersion` also `version_conflict`, and `not_found` when there is no
   * configuration of this name
   * @example
   * await acme.retrieval.configs.put({
   *   name: "support",
   *   in: ["memory", "messages"],
   *   weights: { lexical: 0.3, dense: 0.7 },
   *   minScore: 0.2,
   * });
   */
  put(input: RetrievalConfigInput, options: WriteOptions = {}): Promise<RetrievalConfig> {
    return this.write("put", options, async (call, { ifVersion }) => {
      const { name: key, settings: given } = checkConfigInput(input);
      if (given.model !== undefined) await checkModelKnown(call, given.model);
      const settings = JsonText.of(storedSettings(given), "settings");
      const now = call.now();
      const keep = sql`
        insert into ${configVersion.name} (tenant_id, name, version, settings, created_at)
        select ${name(call.tenant)}, m.name, m.version, m.settings, m.updated_at from ${WRITTEN} as m`;
      const written = async (): Promise<RetrievalConfig> => {
        if (ifVersion !== undefined) {
          const set = config.assign({ settings, updatedAt: now });
          return change(call, key, { set, ifVersion, dependents: [keep] });
        }
        const row = { name: key, settings, createdAt: now, updatedAt: now, version: 1 };
        const added = config.insert({ tenant: call.tenant, ...row });
        const statement = sql`${added} ${REPLACE} ${config.columns.sql}`;
        return (await call.first(statement, config.columns, { dependents: [keep] }))!;
      };
      const row = await written();
      forgetConfig(call, key);
      return row;
    });
  }

  /**
   * Lists the versions of a configuration, the newest first.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { version, weights } of acme.retrieval.configs.versions({ name: "support" }))
   *   console.log(version, weights);
   */
  versions(
    query: RetrievalConfigVersionsQuery,
    options: CallOptions = {},
  ): PageRequest<RetrievalConfigVersion> {
    const called = { method: "versions", Input: RetrievalConfigVersionsInput, query, options };
    return paged(this.db, called, async (call, input, { limit, cursor }) => {
      const id = call.queryId(input);
      const before = cursor === undefined ? null : (decodeCursor(id, cursor, ["number"])[0] as number);
      const behind = before === null ? EMPTY : sql` and version < ${integer(before)}`;
      const statement = sql`
        select ${configVersion.columns.sql} from ${configVersion.name}
        where ${call.inTenant()} and name = ${name(input.name)}${behind}
        order by version desc limit ${integer(limit + 1)}`;
      const rows = await call.all(statement, configVersion.columns);
      return pageOf(rows, { query: id, limit, keyOf: (row) => [row.version] });
    });
  }

  /**
   * Removes a configuration with all of its versions. Searches that name it are refused then.
   *
   * @param options.ifVersion remove only if the configuration still has this version
   * @returns whether it existed
   * @throws UnifiedStoreError `version_conflict`, `validation`
   * @example
   * await acme.retrieval.configs.remove("support");
   */
  override remove(configName: string, options: WriteOptions = {}): Promise<boolean> {
    return this.write("remove", options, async (call, { ifVersion }) => {
      const key = CONFIGS.key.check(configName);
      const existed = await CONFIGS.remove(call, key, ifVersion);
      forgetConfig(call, key);
      return existed;
    });
  }
}
