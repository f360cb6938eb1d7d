import { checkName } from "../../../core/input/arguments";
import { validate } from "../../../core/input/validation";
import type { ScopedDb } from "../../../db/scoped";
import { INSTALL_INPUT, newInstall } from "../../../stores/marketplace/install";
import type { SourceRow } from "../../read/row/source-row";
import type { RowDocument } from "../reading/document";
import { UNKNOWN_TIME } from "../reading/values";

const NAMED = "case when json_valid(t.data) then t.data ->> '$.plugin_name' end";
const NAMES = `
  select name, json_group_array(id) as ids
  from (select id, case when json_valid(data) then data ->> '$.name' end as name from mp_plugins) group by name`;

/** Plugin of an install, which names it by id or, where no plugin has that id, by name. */
export const INSTALLED_PLUGIN = {
  joinedValues: {
    plugin: `(select p.id from mp_plugins as p where p.id = ${NAMED})`,
    plugins_of_name: "n.ids",
  },
  joinClause: `left join (${NAMES}) as n on n.name = ${NAMED}`,
  joinedTables: ["mp_plugins"],
};

export function newRowOfInstall(db: ScopedDb, row: SourceRow, document: RowDocument): object {
  const named = document.text("plugin_name");
  const plugin = pluginOf(row, document, named);
  const version = document.text("version");
  const input = {
    id: row.text("id"),
    version,
    enabled: document.flagOrNull("enabled") ?? undefined,
    config: document.decoded("config"),
    trustTier: document.textOrNull("trust_tier_assigned"),
    source: document.textOrNull("install_source"),
    installedAt: document.instantOrNull("installed_at") ?? UNKNOWN_TIME,
    updatedAt: document.instantOrNull("updated_at"),
    attrs: document.rest(),
  };
  if (plugin !== named) input.attrs.legacyPluginName = named;
  return { ...newInstall(db, plugin, validate(INSTALL_INPUT, input, "")), version };
}

/** Id of the installed plugin. A name that no plugin has stays as it is. */
function pluginOf(row: SourceRow, document: RowDocument, named: string): string {
  if (!row.isNull("plugin")) return row.text("plugin");
  const [only, ...others] = JSON.parse(String(row.raw("plugins_of_name") ?? "[]")) as string[];
  if (others.length > 0) throw document.rejection("plugin_name", "is the name of several plugins");
  if (only !== undefined) document.note("plugin_name", "name of a plugin to its id");
  return checkName(only ?? named, "data.plugin_name");
}
