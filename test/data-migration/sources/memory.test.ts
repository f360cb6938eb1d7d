import { join } from "node:path";
import { memory } from "../../../src/data-migration/sources/memory";
import { ROOT } from "../../support/child";
import { movedFrom } from "./moved";

test("every row of a memory.db becomes an item or a policy", () => {
  const moved = movedFrom(join(ROOT, "examples/quickstart/data/memory.db"), memory);
  expect(moved.filter(({ rejection }) => rejection)).toEqual([]);
  expect(moved.filter(({ table }) => table === "memory_items")).toHaveLength(2000);
  const first = moved.find(({ table }) => table === "memory_items")!;
  expect(first.rows[0]).toMatchObject({
    tenant: "acme",
    workspace: "main",
    row: { type: "transcript", pinned: true, createdAt: new Date("2025-01-01T00:01:20.805Z") },
  });
  expect(first.coercions.map(({ name }) => name)).toContain(
    "ts_created: text to timestamp, no offset taken as UTC, cut to milliseconds",
  );
});
