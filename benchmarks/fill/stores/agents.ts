import { agentCapabilityTable, agentStateTable, agentTable } from "../../../entities/agents";
import { JsonText } from "../../../src/core/json/json";
import type { Scope } from "../../../src/scope";
import { newAgent } from "../../../src/stores/agents/agent";
import type { AgentInput } from "../../../src/stores/agents/types";
import { filler } from "../fill";
import { idOf, timeOf } from "../rows";
import { numbers, sentence } from "../sentences";
import { FilledTable } from "../table";

export const agentName = (n: number): string => `agent-${String(n).padStart(9, "0")}`;

const STATUSES = ["idle", "busy", "waiting"];
const CAPABILITIES = 40;

/** The nth agent. */
const agentRow = (n: number): AgentInput => ({
  name: agentName(n),
  definition: { prompt: sentence(n), model: `model-${n % 5}` },
  capabilities: [`capability-${n % CAPABILITIES}`, "talk"],
  config: { temperature: (n % 10) / 10 },
  status: STATUSES[n % STATUSES.length]!,
  id: idOf("agent", n),
  createdAt: timeOf(n),
});

export const stateKey = (n: number): string => `workflow-${String(n).padStart(9, "0")}`;

export const stateValue = (n: number): { step: number; messages: { role: string; content: string }[] } => ({
  step: n % 10,
  messages: [{ role: "user", content: sentence(n) }],
});

export async function addAgents(scope: Scope, from: number, to: number): Promise<void> {
  await scope.agents.putMany(numbers(from, to).map(agentRow));
  for (const n of numbers(from, to)) {
    const at = { createdAt: timeOf(n), updatedAt: timeOf(n) };
    await scope.agents.state.put({ key: stateKey(n), value: stateValue(n), ...at });
  }
}

const AGENT = FilledTable.of(agentTable);
const CAPABILITY = FilledTable.of(agentCapabilityTable);
const STATE = FilledTable.of(agentStateTable);

/** As many values of state as agents. */
export const fillAgents = filler({
  tables: [AGENT, CAPABILITY, STATE],
  make: (n, { db, emit }) => {
    const { row, capabilities } = newAgent(db, agentRow(n));
    emit(AGENT, row);
    for (const capability of capabilities)
      emit(CAPABILITY, { agentName: row.name, capability, capabilitySet: row.capabilitySet });
    const value = JsonText.of(stateValue(n), "value");
    emit(STATE, { key: stateKey(n), value, version: 1, createdAt: timeOf(n), updatedAt: timeOf(n) });
  },
});
