import { expect } from "../expect";
import { query } from "../server";
import type { Step } from "./step";

/** Model calls are kept for a year. */
export const retentionStep: Step = {
  name: "retention",
  title: "Retention: model calls are kept for a year",
  async run({ shell, server: { app } }) {
    const to = ["--to", app.url];
    const calls = async (): Promise<unknown> =>
      (await query(app, "select count(*)::int as calls from unified_store.analytics_call"))[0]!.calls;
    await shell.unifiedStore(["retention", "put", "analytics.calls", "--max-age", "365d", ...to], {
      as: app,
    });
    const doctor = ["doctor", ...to, "--only", "retention", "--fail-on", "warning"];
    await shell.unifiedStore(doctor, { as: app, code: 1 });
    await shell.unifiedStore(["prune", "--dry-run", ...to], { as: app });
    expect((await calls()) === 10, "the dry run has deleted nothing");
    await shell.unifiedStore(["prune", "--yes", ...to], { as: app });
    expect((await calls()) === 6, "four of ten calls were older than a year, and only they are gone");
    await shell.unifiedStore(doctor, { as: app });
  },
};
