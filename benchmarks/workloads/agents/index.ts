import { addAgents, fillAgents } from "../../fill/agents";
import type { Subject } from "../../types";
import { StoreWorkload } from "../workload";
import { agentPairs } from "./operations";

export const agentsWorkload = (subject: Subject): Promise<StoreWorkload> =>
  StoreWorkload.of(subject, {
    store: "agents",
    add: addAgents,
    fill: fillAgents,
    pairs: agentPairs,
    grown: [
      ["agent_state", "created_at"],
      ["agent_lease", "acquired_at"],
    ],
  });
