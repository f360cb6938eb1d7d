import { type Found, found } from "../../../diagnostics/check";
import { pragma, type SqliteCheck } from "../file";

/** Pragmas of the connection that lose data or time. A borrowed connection has its owner's. */
export const settings: SqliteCheck = {
  id: "settings",
  look: async ({ path, db, step }) => {
    const { journal, synchronous, foreignKeys, encoding } = await step(() => ({
      journal: String(pragma(db, "journal_mode")),
      synchronous: Number(pragma(db, "synchronous")),
      foreignKeys: Number(pragma(db, "foreign_keys")),
      encoding: String(pragma(db, "encoding")),
    }));
    const wrong: Found[] = [];
    const say = (level: "error" | "warning", name: string, text: string, cure: string): void => {
      wrong.push(found(level, name, text, `pragma ${name} = ${cure};`));
    };
    if (path !== null && journal !== "wal")
      say(
        "warning",
        "journal_mode",
        `journal_mode is ${journal}: readers and the writer wait for each other`,
        "wal",
      );
    if (path !== null && synchronous === 0)
      say("error", "synchronous", "synchronous is off: a power cut can destroy the file", "normal");
    if (foreignKeys === 0)
      say("error", "foreign_keys", "foreign_keys is off: rows can lose what they refer to", "on");
    const level = ["off", "normal", "full", "extra"][synchronous] ?? String(synchronous);
    const facts = `encoding ${encoding}, journal_mode ${journal}, synchronous ${level}`;
    return [...wrong, found("info", null, facts)];
  },
};
