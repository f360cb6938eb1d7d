import { instant, integer, json, name, version } from "../columns";
import { type TenantRow, table } from "../table";

/**
 * Retrieval configuration: members of queries under a name. All workspaces of a tenant share it.
 */
export const retrievalConfigTable = table("retrieval_config", {
  scope: "tenant",
  key: ["name"],
  columns: {
    name: name(),
    /** Members of a query, such as `{ "weights": { "lexical": 0.3, "dense": 0.7 } }`. */
    settings: json().object(),
    createdAt: instant().generated(),
    updatedAt: instant().generated(),
    version: version(),
  },
});

/** One version of a configuration. It is deleted with its configuration. */
export const retrievalConfigVersionTable = table("retrieval_config_version", {
  scope: "tenant",
  key: ["name", "version"],
  columns: {
    name: name(),
    version: integer(),
    settings: json().object(),
    /** When this version was written. */
    createdAt: instant(),
  },
  references: {
    retrieval_config_version_of_config: {
      on: ["name"],
      table: () => retrievalConfigTable,
      onDelete: "CASCADE",
    },
  },
});

export type RetrievalConfigEntity = TenantRow<typeof retrievalConfigTable>;
export type RetrievalConfigVersionEntity = TenantRow<typeof retrievalConfigVersionTable>;
