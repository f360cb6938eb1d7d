import { agentStateTable } from "../../../entities/agents";
import { checkName } from "../../core/input/arguments";
import { validate } from "../../core/input/validation";
import { JsonText } from "../../core/json/json";
import { stateRules } from "../../stores/agents/state-write";
import type { Source } from "../read/step";
import { Target } from "../target/target";
import { withExtras } from "./reading/values";

const STATE = new Target(agentStateTable);
const TIMES = stateRules.only(["createdAt", "updatedAt"]);

/**
 * Source `workflow_states.db`: states of workflows by id. They name neither tenant nor workspace.
 */
export const agents: Source = {
  kind: "agents",
  tier: "P1",
  steps: [
    {
      table: "workflow_states",
      target: STATE,
      key: ["workflow_id"],
      columns: ["state_json"],
      optional: ["created_at", "updated_at"],
      keepsExtras: true,
      transform(row, sink) {
        const times = validate(
          TIMES,
          { createdAt: row.instantOrNull("created_at"), updatedAt: row.instantOrNull("updated_at") },
          "",
        );
        sink.write(STATE, row.scope(), {
          key: checkName(row.text("workflow_id"), "workflow_id"),
          value: JsonText.of(withExtras(row, row.json("state_json")), "state_json"),
          version: 1,
          ...times,
          fenceLease: null,
          fenceToken: null,
          schemaVersion: null,
        });
      },
    },
  ],
};
