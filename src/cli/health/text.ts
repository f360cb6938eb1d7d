import type { Health } from "../../manager";
import { list, timing } from "../../presentation/figures";
import { printable } from "../../presentation/terminal/width";

/** The answer in one line, such as `ok: PostgreSQL 18.4, 0.42 ms`. */
export function lineOf(health: Health): string {
  const { status, engine, latencyMs, error } = health;
  const name = engine.name === "sqlite" ? "SQLite" : "PostgreSQL";
  if (status === "down") return plain(`down: ${name}: ${error?.message ?? "it does not answer"}`);
  const facts = [`${name} ${engine.version}`, timing(latencyMs ?? 0), ...pending(health)];
  return plain(`${status}: ${facts.join(", ")}`);
}

const pending = ({ pendingSchemaMigrations, unknownSchemaMigrations, pendingReindex }: Health): string[] =>
  (
    [
      ["pending schema migrations", pendingSchemaMigrations],
      ["unknown schema migrations", unknownSchemaMigrations],
      ["pending reindex of", pendingReindex],
    ] as const
  ).flatMap(([what, names]) => (names.length === 0 ? [] : `${what} ${list(names)}`));

const plain = (text: string): string => printable(text.replaceAll(/\s/g, " "));
