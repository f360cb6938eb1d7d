import { memoryItemTable, memoryPolicyTable } from "../../../entities/memory";
import { validate } from "../../core/input/validation";
import { indexEntry, itemRules, newRow } from "../../stores/memory/item";
import { policyMaker } from "../../stores/memory/policies";
import { RejectionError } from "../read/row/rejection";
import type { Source } from "../read/step";
import { Target } from "../target/target";
import { UNKNOWN_TIME, withExtras } from "./reading/values";

const ITEM = new Target(memoryItemTable, {
  entries: (item: Parameters<typeof indexEntry>[0]) => [indexEntry(item)],
  embeds: true,
});
const POLICY = new Target(memoryPolicyTable);

/** Source `memory.db`. Its rows name their tenant, and items their workspace too. */
export const memory: Source = {
  kind: "memory",
  tier: "P0",
  steps: [
    {
      table: "retention_policies",
      target: POLICY,
      key: ["name", "tenant"],
      columns: ["ttl_days"],
      transform(row, sink) {
        const ttlDays = row.number("ttl_days");
        if (ttlDays < 0) throw new RejectionError("is below 0", "ttl_days");
        const db = row.scope("tenant");
        const policy = validate(policyMaker.input, { name: row.text("name"), ttlDays }, "");
        sink.write(POLICY, db, { ...policyMaker.row(db, policy), updatedAt: UNKNOWN_TIME });
      },
    },
    {
      table: "memory_items",
      target: ITEM,
      key: ["id"],
      columns: ["tenant", "workspace", "type", "content_json", "ts_created"],
      optional: ["embedding_json", "ts_last_used", "retention_policy", "decay_score", "pinned", "archived"],
      keepsExtras: true,
      transform(row, sink) {
        const db = row.scope("tenant", "workspace");
        const createdAt = row.instant("ts_created");
        const input = validate(
          itemRules,
          {
            id: row.id(),
            type: row.text("type"),
            content: withExtras(row, row.json("content_json")),
            embedding: row.embeddingOrNull("embedding_json"),
            policyName: row.nameOrNull("retention_policy") ?? undefined,
            decayScore: row.numberOrNull("decay_score") ?? undefined,
            pinned: row.flagOrNull("pinned") ?? undefined,
            archived: row.flagOrNull("archived") ?? undefined,
            createdAt,
            lastUsedAt: row.instantOrNull("ts_last_used") ?? createdAt,
          },
          "",
        );
        sink.write(ITEM, db, { ...newRow(db, input), embedding: input.embedding });
      },
    },
  ],
};
