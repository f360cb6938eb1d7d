import { SchemaMigration } from "../schema-migration";

// What is pinned or archived is little of much: without these its list reads the scope from end to end.
const up = [
  `CREATE INDEX "memory_item_pinned" ON "memory_item" ("tenant_id", "workspace_id", "created_at", "id") WHERE pinned`,
  `CREATE INDEX "memory_item_archived" ON "memory_item" ("tenant_id", "workspace_id", "created_at", "id") WHERE archived`,
];

const down = ['DROP INDEX "memory_item_archived"', 'DROP INDEX "memory_item_pinned"'];

export class MemoryMarked extends SchemaMigration {
  readonly name = "0005-memory-marked";
  protected readonly forward = up;
  protected readonly backward = down;
}
