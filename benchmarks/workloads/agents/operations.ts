import { agentLeaseTable, agentStateTable, agentTable } from "../../../entities/agents";
import type { Json } from "../../../src/core/json/json";
import type { Agent, AgentLease, AgentState } from "../../../src/stores/agents/types";
import { agentName, stateKey, stateValue } from "../../fill/stores/agents";
import { firstOf } from "../baseline";
import { drawer, freshName } from "../draw";
import { type Pair, pair, row } from "../pair";
import { agentReader, leaseReader, stateReader } from "./rows";

/** One of this many puts is of a key without a value. */
const PUTS_TO_A_NEW_ONE = 4;
const LEASE_MS = 30_000;
const HOLDER = "bench";

export function agentPairs(records: number): readonly Pair[] {
  const draw = drawer(records);
  const known = draw(({ row }) => ({ key: stateKey(row()), value: stateValue(row()) }));
  let puts = 0;
  return [
    pair<string, Agent | null>({
      name: "agents.get",
      kind: "read",
      weight: 20,
      next: draw(({ row }) => agentName(row())),
      subject: (scope, name) => scope.agents.get(name),
      baseline: (baseline, name) =>
        baseline.run([...baseline.scope, name], (rows) => firstOf(rows, agentReader(baseline))),
    }),
    pair<string, Agent>({
      name: "agents.heartbeat",
      kind: "write",
      weight: 15,
      next: draw(({ row }) => agentName(row())),
      subject: (scope, name) => scope.agents.heartbeat(name, { status: "busy" }),
      baseline: (baseline, name) => {
        const at = baseline.codec.instant(new Date());
        return baseline.run([at, at, at, "busy", ...baseline.scope, name], (rows) =>
          agentReader(baseline)(rows[0]!),
        );
      },
      rows: (name) => [row(agentTable, { name })],
    }),
    pair<string, AgentState | null>({
      name: "agents.state.get",
      kind: "read",
      weight: 30,
      next: draw(({ row }) => stateKey(row())),
      subject: (scope, key) => scope.agents.state.get(key),
      baseline: (baseline, key) =>
        baseline.run([...baseline.scope, key], (rows) => firstOf(rows, stateReader(baseline))),
    }),
    pair<{ key: string; value: ReturnType<typeof stateValue> }, AgentState>({
      name: "agents.state.put",
      kind: "write",
      weight: 20,
      next: () => (++puts % PUTS_TO_A_NEW_ONE === 0 ? { ...known(), key: freshName() } : known()),
      subject: (scope, { key, value }) => scope.agents.state.put({ key, value }),
      baseline: (baseline, { key, value }) => {
        const at = baseline.codec.instant(new Date());
        return baseline.run(
          [...baseline.scope, key, JSON.stringify(value), at, at, null, null, null, at],
          (rows) => stateReader(baseline)(rows[0]!),
        );
      },
      rows: ({ key }) => [row(agentStateTable, { key })],
    }),
    pair<string, AgentState>({
      name: "agents.state.modify",
      kind: "write",
      weight: 10,
      next: draw(({ row }) => stateKey(row())),
      subject: (scope, key) => scope.agents.state.modify(key, changed),
      baseline: async (baseline, key) => {
        const read = (rows: unknown[][]): AgentState | null => firstOf(rows, stateReader(baseline));
        // Until there is no version conflict, as the subject does it.
        for (;;) {
          const { value, version } = (await baseline.run([...baseline.scope, key], read))!;
          const at = baseline.codec.instant(new Date());
          const values = [JSON.stringify(changed(value)), null, at, ...baseline.scope, key, version];
          const written = await baseline.runSecond(values, read);
          if (written) return written;
        }
      },
      rows: (key) => [row(agentStateTable, { key })],
    }),
    pair<string, AgentLease | null>({
      name: "agents.leases.acquire",
      kind: "write",
      weight: 5,
      next: draw(({ row }) => `job ${row()}`),
      subject: (scope, name) => scope.agents.leases.acquire({ name, holder: HOLDER, leaseMs: LEASE_MS }),
      baseline: (baseline, name) => {
        const now = Date.now();
        const [from, to] = [now, now + LEASE_MS].map((time) => baseline.codec.instant(new Date(time)));
        return baseline.run([...baseline.scope, name, HOLDER, 1, from, to], (rows) =>
          firstOf(rows, leaseReader(baseline)),
        );
      },
      rows: (name) => [row(agentLeaseTable, { name })],
    }),
  ];
}

const changed = (value: Json | null): Json => ({ ...(value as ReturnType<typeof stateValue>), step: 11 });
