import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { expect } from "../expect";
import { withPassword } from "../server";
import { contentsOf } from "./contents";
import type { Step } from "./step";

/** One tenant goes from production to a laptop. */
export const exportStep: Step = {
  name: "export",
  title: "acme of production, on a laptop",
  async run({ shell, server: { app } }) {
    const laptop = "sqlite:laptop.db";
    const out = ["--out", "acme-export", "--tenant", "acme"];
    await shell.unifiedStore(["export", "--from", app.url, ...out], { as: app });
    await shell.unifiedStore(["load", "--from", "acme-export", "--to", laptop]);
    const words = ["search", "memory", "whales", "--tenant", "acme", "--workspace", "research"];
    await shell.unifiedStore([...words, "--to", laptop]);
    const production = await contentsOf(withPassword(app), "acme");
    const loaded = await contentsOf(`sqlite:${join(shell.folder, "laptop.db")}`, "acme");
    expect(isDeepStrictEqual(production, loaded), "acme has the same rows on the laptop");
  },
};
