import type { Position } from "../../../src/data-migration/read/position";
import { SourceFile } from "../../../src/data-migration/read/source-file";
import type { Source } from "../../../src/data-migration/read/step";
import type { Target } from "../../../src/data-migration/target/target";
import { ScopedDb } from "../../../src/db/scoped";

/** The result for one row of a source. */
export interface Moved {
  table: string;
  position: Position;
  /** What it became; none where it was rejected. */
  rows: { target: Target; tenant: string; workspace: string; row: Record<string, unknown> }[];
  coercions: { name: string; example: string }[];
  /** Why it was rejected. */
  rejection: string | null;
}

const nothing = (): never => {
  throw new Error("a row that is moved says all about itself");
};

/** Reads all rows of a file and makes the rows to write, without a target. */
export function movedFrom(path: string, source: Source, tenant: string | null = "operator"): Moved[] {
  using file = new SourceFile(path);
  const moved: Moved[] = [];
  const executor = { database: {}, inTransaction: false, run: nothing, transaction: nothing };
  const options = {
    source: source.kind,
    defaults: { tenant, workspace: "default" },
    maxValueBytes: 1 << 24,
    scope: (tenant: string, workspace: string) =>
      new ScopedDb(
        { executor, tenant, workspace, now: nothing, newId: nothing } as unknown as ConstructorParameters<
          typeof ScopedDb
        >[0],
        "migrate",
      ),
  };
  for (const step of source.steps.filter(({ table }) => file.tables.has(table))) {
    for (const { position, row } of file.read(step, options, null)) {
      const rows: Moved["rows"] = [];
      let rejection: string | null = null;
      try {
        step.transform(row, {
          write: (target, { tenant, workspace }, values) =>
            void rows.push({ target, tenant, workspace, row: values as Record<string, unknown> }),
        });
      } catch (error) {
        rejection = (error as Error).message;
      }
      moved.push({
        table: step.table,
        position,
        rows: rejection === null ? rows : [],
        coercions: [...row.coercions],
        rejection,
      });
    }
  }
  return moved;
}
