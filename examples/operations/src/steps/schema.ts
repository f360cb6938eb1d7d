import { expect } from "../expect";
import { query } from "../server";
import type { Step } from "./step";

/** The tables, made by the one role, and the privileges of the other one. */
export const schemaStep: Step = {
  name: "schema",
  title: "The tables, by the migrating role",
  async run({ shell, server: { migrator, app } }) {
    const to = ["--url", migrator.url];
    await shell.unifiedStore(["schema", "migrate", ...to, "--quiet"], { as: migrator });
    const grants = ["schema", "grants", "--app-role", app.name, "--apply", ...to, "--quiet"];
    await shell.unifiedStore(grants, { as: migrator });
    const others = await query(
      migrator,
      "select 1 from pg_tables where schemaname = 'unified_store' and tableowner <> $1",
      [migrator.name],
    );
    expect(others.length === 0, `all tables belong to ${migrator.name}`);
    await shell.unifiedStore(["health", "--to", app.url], { as: app });
  },
};
