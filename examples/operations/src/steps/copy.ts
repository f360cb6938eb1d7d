import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { expect } from "../expect";
import { withPassword } from "../server";
import { contentsOf } from "./contents";
import type { Step } from "./step";

/** The store of a pilot on SQLite comes to PostgreSQL. */
export const copyStep: Step = {
  name: "copy",
  title: "The pilot of globex, on SQLite until today",
  async run({ shell, server: { app } }) {
    const pilot = { DATABASE_URL: "sqlite:pilot.db" };
    await shell.node(["src/application.js", "globex"], { env: pilot });
    await shell.unifiedStore(["copy", "--from", pilot.DATABASE_URL, "--to", app.url], { as: app });
    const before = await contentsOf(`sqlite:${join(shell.folder, "pilot.db")}`, "globex");
    expect(before.facts.length === 4, "the pilot has four facts");
    const after = await contentsOf(withPassword(app), "globex");
    expect(isDeepStrictEqual(before, after), "globex has the same rows in both databases");
  },
};
