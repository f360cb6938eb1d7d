import { existsSync } from "node:fs";
import { Unexpected } from "./expect";
import { DATABASE, query, type Server } from "./server";

/** Nothing of anybody is replaced. @throws Unexpected where a name of the day is taken */
export async function mustBeFree(
  { superuser, migrator, app, removal }: Server,
  folder: string,
): Promise<void> {
  if (existsSync(folder)) throw new Unexpected(`There is something at ${folder}: name another folder.`);
  const taken = await query(
    superuser,
    `select 'role ' || rolname as name from pg_roles where rolname in ($1, $2)
     union all select 'database ' || datname from pg_database where datname = $3`,
    [migrator.name, app.name, DATABASE],
  );
  if (taken.length === 0) return;
  const names = taken.map(({ name }) => name).join(", ");
  const cure = removal.map((statement) => `  ${statement};`).join("\n");
  throw new Unexpected(`The server has ${names} already. If that is of an earlier day:\n${cure}`);
}
