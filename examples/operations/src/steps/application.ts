import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "../expect";
import { DATABASE, query } from "../server";
import type { Step } from "./step";

/** PostgreSQL's code for a missing privilege, and for a table of another owner. */
const INSUFFICIENT_PRIVILEGE = "42501";

/** The application opens the stores as the role that serves, and fills them. */
export const applicationStep: Step = {
  name: "application",
  title: "The application, as the serving role",
  async run({ shell, server: { app } }) {
    shell.say("src/application.js is examples/operations/src/application.ts, compiled");
    copyFileSync(join(__dirname, "../application.js"), join(shell.folder, "src/application.js"));
    await shell.node(["--env-file=.env", "src/application.js", "acme"], { as: app });
    const [count] = await query(
      app,
      "select count(*)::int as facts from unified_store.memory_item where tenant_id = 'acme'",
    );
    expect(count!.facts === 4, `the database ${DATABASE} has the four facts of acme`);
    shell.say(`It owns nothing: ${app.name} may not change the tables`);
    await shell.refused(app, "drop table unified_store.memory_item", INSUFFICIENT_PRIVILEGE);
  },
};
