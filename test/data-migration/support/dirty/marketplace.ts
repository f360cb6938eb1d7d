import {
  bad,
  type Cells,
  type DirtyFile,
  type DirtyRow,
  good,
  MARK,
  NAN,
  noInstant,
  noSuchDay,
} from "./tables";

/** A row of the marketplace: its document, and its other columns. */
const documents = (columns: string, usual: (n: number) => [Cells, object], rows: readonly DirtyRow[]) => ({
  columns: `${columns}, data text`,
  usual: (n: number) => {
    const [cells, document] = usual(n);
    return { ...cells, data: JSON.stringify(document) };
  },
  rows,
});
const data = (document: object): Cells => ({ data: JSON.stringify(document) });

export const marketplace: DirtyFile = {
  kind: "marketplace",
  tables: [
    {
      table: "mp_repos",
      ...documents("id text primary key", (n) => [{ id: `r${n}` }, { id: `r${n}`, name: MARK }], [
        good(),
        good(data({ name: `${MARK}\0`, id: null, url: "\ud83d", more: { a: 1 } })),
        bad({ id: null }, "id is null"),
        bad(data({ name: [MARK] }), "data.name is not a text"),
        bad(data({}), "data.name is missing"),
        bad(data({ id: "r1", name: MARK }), "data.id disagrees with the row's own column"),
        bad({ data: NAN }, "data has NaN or Infinity, which Python writes and JSON does not have"),
        bad({ data: "[]" }, "data is not a JSON object"),
        bad(data({ name: MARK, last_synced_at: "soon" }), noInstant("data.last_synced_at")),
      ]),
    },
    {
      table: "mp_plugins",
      ...documents(
        "id text primary key, repo_id text",
        (n) => [{ id: `p${n}`, repo_id: "r1" }, { name: `plugin ${n}` }],
        [
          good(),
          good(data({ name: "same name" })),
          good(data({ name: "same name" })),
          bad(
            { repo_id: "r9" },
            "repository_id refers to a marketplace_repository that is not there: it is missing in the source, or in quarantine",
          ),
          bad({ repo_id: null }, "repo_id is null"),
          bad(data({ name: MARK, published_at: "2024-02-30" }), noSuchDay("data.published_at")),
        ],
      ),
    },
    {
      table: "mp_installs",
      ...documents(
        "id text primary key",
        (n) => [{ id: `i${n}` }, { plugin_name: "p1", version: "1.0.0", tenant_id: "acme" }],
        [
          bad(
            {},
            "plugin_id refers to a marketplace_release that is not there: it is missing in the source, or in quarantine",
          ),
          bad(
            data({ plugin_name: "same name", version: "1.0.0" }),
            "data.plugin_name is the name of several plugins",
          ),
          bad(
            data({ plugin_name: "p1", version: "1.0.0", tenant_id: `t\0` }),
            "data.tenant_id must be well-formed Unicode without U+0000 and U+FFFF",
            "data",
          ),
          bad(
            data({ plugin_name: "p1", version: "1.0.0", tenant_id: `\ud83d` }),
            "data.tenant_id must be well-formed Unicode without U+0000 and U+FFFF",
            "data",
          ),
        ],
      ),
    },
    {
      table: "mp_rollouts",
      ...documents("id text primary key", (n) => [{ id: `o${n}` }, { plugin_id: "p1", percent: 50 }], [
        good(),
        good(data({ plugin_id: "p1", percent: "12.5" })),
        bad(data({ plugin_id: "p1", percent: -1 }), "percent must be a number from 0 to 100", null),
        bad(data({ plugin_id: "p1", percent: "half" }), "data.percent is not a number"),
        bad(
          data({ plugin_id: "p9", percent: 1 }),
          "plugin_id refers to a marketplace_plugin that is not there: it is missing in the source, or in quarantine",
        ),
      ]),
    },
  ],
};
