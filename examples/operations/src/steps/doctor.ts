import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "../expect";
import type { Step } from "./step";

interface Finding {
  id: string;
  level: string;
  cure: string | null;
}

/** Each fault, as somebody makes it by hand, and the check that has to find it. */
export const FAULTS = [
  ["missing-index", "drop index unified_store.archive_entry_key"],
  ["table-autovacuum", "alter table unified_store.memory_item set (autovacuum_enabled = off)"],
  ["role", "revoke insert on unified_store.conversation_message from store_app"],
] as const;

/** A healthy database, three faults, and their cures. */
export const doctorStep: Step = {
  name: "doctor",
  title: "The doctor, before and after a night of work by hand",
  async run({ shell, server: { migrator, app } }) {
    const doctor = ["doctor", "--to", app.url, "--fail-on", "warning"];
    await shell.unifiedStore(doctor, { as: app });

    shell.say(`In the night, by hand, as ${migrator.name}`);
    for (const [, statement] of FAULTS) await shell.sql(migrator, statement);
    await shell.unifiedStore([...doctor, "--json", "findings.json"], { as: app, code: 1 });
    const file = readFileSync(join(shell.folder, "findings.json"), "utf8");
    const { findings } = JSON.parse(file) as { findings: Finding[] };
    const bad = findings.filter(({ level }) => level !== "info");
    for (const [check] of FAULTS)
      expect(
        bad.some(({ id, cure }) => id === check && cure !== null),
        `doctor has found ${check}, with a cure`,
      );

    shell.say(`The cures, as the doctor printed them, as ${migrator.name}`);
    for (const { cure } of bad) if (cure !== null) await shell.sql(migrator, cure);
    await shell.unifiedStore(doctor, { as: app });
  },
};
