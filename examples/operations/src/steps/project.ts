import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "../expect";
import { DATABASE } from "../server";
import type { Step } from "./step";

/** `init` in a new folder. */
export const projectStep: Step = {
  name: "project",
  title: "A new project",
  async run({ shell, server }) {
    const { folder } = shell;
    // As npm install does. A link needs no registry, and is the package that runs this.
    mkdirSync(join(folder, "node_modules"), { recursive: true });
    const installed = dirname(require.resolve("unified-store/package.json"));
    symlinkSync(installed, join(folder, "node_modules/unified-store"), "junction");

    const flags = ["--language", "javascript", "--modules", "commonjs", "--development", "postgres"];
    await shell.unifiedStore(["init", ...flags, "--database", DATABASE, "--yes"]);
    for (const file of ["src/store.js", ".env.example", "compose.yaml", "package.json"])
      expect(existsSync(join(folder, file)), `init has written ${file}`);

    shell.say("cp .env.example .env, and the server's address in it");
    const settings = readFileSync(join(folder, ".env.example"), "utf8");
    const addressed = [server.app, server.migrator].reduce(
      (text, { name, url }) => text.replace(new RegExp(`postgres://${name}:\\S+`), () => url),
      settings,
    );
    writeFileSync(join(folder, ".env"), addressed);
  },
};
