import { agentLeaseTable, agentStateTable, agentTable } from "../../../entities/agents";
import type { Json } from "../../../src/core/json/json";
import type { Agent, AgentLease, AgentState } from "../../../src/stores/agents/types";
import { agentName, stateKey, stateValue } from "../../fill/agents";
import { drawer, freshName } from "../draw";
import { firstOf } from "../hand";
import { type Pair, pair, row } from "../pair";
import { agentReader, leaseReader, stateReader } from "./rows";

/** One put of so many is of a key that has no value yet. */
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
      ours: (scope, name) => scope.agents.get(name),
      hand: (hand, name) => hand.run([...hand.scope, name], (rows) => firstOf(rows, agentReader(hand))),
    }),
    pair<string, Agent>({
      name: "agents.heartbeat",
      kind: "write",
      weight: 15,
      next: draw(({ row }) => agentName(row())),
      ours: (scope, name) => scope.agents.heartbeat(name, { status: "busy" }),
      hand: (hand, name) => {
        const at = hand.codec.instant(new Date());
        return hand.run([at, at, at, "busy", ...hand.scope, name], (rows) => agentReader(hand)(rows[0]!));
      },
      rows: (name) => [row(agentTable, { name })],
    }),
    pair<string, AgentState | null>({
      name: "agents.state.get",
      kind: "read",
      weight: 30,
      next: draw(({ row }) => stateKey(row())),
      ours: (scope, key) => scope.agents.state.get(key),
      hand: (hand, key) => hand.run([...hand.scope, key], (rows) => firstOf(rows, stateReader(hand))),
    }),
    pair<{ key: string; value: ReturnType<typeof stateValue> }, AgentState>({
      name: "agents.state.put",
      kind: "write",
      weight: 20,
      next: () => (++puts % PUTS_TO_A_NEW_ONE === 0 ? { ...known(), key: freshName() } : known()),
      ours: (scope, { key, value }) => scope.agents.state.put({ key, value }),
      hand: (hand, { key, value }) => {
        const at = hand.codec.instant(new Date());
        return hand.run([...hand.scope, key, JSON.stringify(value), at, at, null, null, null, at], (rows) =>
          stateReader(hand)(rows[0]!),
        );
      },
      rows: ({ key }) => [row(agentStateTable, { key })],
    }),
    pair<string, AgentState>({
      name: "agents.state.modify",
      kind: "write",
      weight: 10,
      next: draw(({ row }) => stateKey(row())),
      ours: (scope, key) => scope.agents.state.modify(key, changed),
      hand: async (hand, key) => {
        const read = (rows: unknown[][]): AgentState | null => firstOf(rows, stateReader(hand));
        // Until nobody else has written in between, as ours does.
        for (;;) {
          const { value, version } = (await hand.run([...hand.scope, key], read))!;
          const at = hand.codec.instant(new Date());
          const values = [JSON.stringify(changed(value)), null, at, ...hand.scope, key, version];
          const written = await hand.runSecond(values, read);
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
      ours: (scope, name) => scope.agents.leases.acquire({ name, holder: HOLDER, leaseMs: LEASE_MS }),
      hand: (hand, name) => {
        const now = Date.now();
        const [from, to] = [now, now + LEASE_MS].map((time) => hand.codec.instant(new Date(time)));
        return hand.run([...hand.scope, name, HOLDER, 1, from, to], (rows) =>
          firstOf(rows, leaseReader(hand)),
        );
      },
      rows: (name) => [row(agentLeaseTable, { name })],
    }),
  ];
}

const changed = (value: Json | null): Json => ({ ...(value as ReturnType<typeof stateValue>), step: 11 });
