import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "../expect";
import { query, type Role } from "../server";
import type { Step } from "./step";

/** A tenant leaves, and nothing of it stays. */
export const eraseStep: Step = {
  name: "erase",
  title: "globex leaves",
  async run({ shell, server: { app } }) {
    const to = ["--to", app.url];
    await shell.unifiedStore(["tenants", "list", ...to], { as: app });
    const before = await rowsOf(app, "globex");
    const acme = await rowsOf(app, "acme");
    expect(before > 0 && acme > 0, "both tenants have rows");
    const receipt = ["--receipt", "globex-erased.json"];
    await shell.unifiedStore(["tenants", "erase", "globex", ...to, "--yes", ...receipt], { as: app });
    const { complete, rows } = JSON.parse(readFileSync(join(shell.folder, receipt[1]!), "utf8"));
    expect(complete === true && rows === before, "the receipt has every row");
    await shell.unifiedStore(["tenants", "list", ...to], { as: app });
    expect((await rowsOf(app, "globex")) === 0, "no table has a row of globex");
    expect((await rowsOf(app, "acme")) === acme, "acme has kept all of its rows");
    shell.say("Counted in SQL as well: no table has a row of globex, and acme has all of its own");
  },
};

/** Rows of a tenant in every table that has tenants, whatever the product knows of them. */
async function rowsOf(role: Role, tenant: string): Promise<number> {
  const tables = await query(
    role,
    "select table_name as name from information_schema.columns where table_schema = 'unified_store' and column_name = 'tenant_id'",
  );
  const counts = tables.map(
    ({ name }) => `select count(*)::int as rows from unified_store."${name}" where tenant_id = $1`,
  );
  const [sum] = await query(role, `select sum(rows)::int as rows from (${counts.join(" union all ")}) as t`, [
    tenant,
  ]);
  return sum!.rows as number;
}
