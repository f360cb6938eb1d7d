import { addAgents, fillAgents } from "../../fill/stores/agents";
import type { Testbed } from "../../types";
import { StoreWorkload } from "../workload";
import { agentPairs } from "./operations";

export const agentsWorkload = (testbed: Testbed): Promise<StoreWorkload> =>
  StoreWorkload.of(testbed, {
    store: "agents",
    add: addAgents,
    fill: fillAgents,
    pairs: agentPairs,
    grown: [
      ["agent_state", "created_at"],
      ["agent_lease", "acquired_at"],
    ],
  });
