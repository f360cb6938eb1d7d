import type {
  DebateCritiqueInput,
  DebateInput,
  DebateTurnInput,
  DebateVoteInput,
  Scope,
  UnifiedStoreManager,
} from "unified-store";
import { type Row, Unreadable } from "./row";
import type { Outcome, Source, SourceFile } from "./source";

interface OldDebate {
  key: number;
  scope: Scope;
  debate: DebateInput & { id: string; createdAt: Date };
  turns: DebateTurnInput[];
  critiques: DebateCritiqueInput[];
  votes: DebateVoteInput[];
}

/** debate.db: its debates name their tenant and workspace, what was said in them names its debate. */
export const debates: Source = {
  file: "debate.db",
  tables: ["debates", "debate_agents", "debate_critiques", "debate_votes"],
  async bringIn(file, stores, step) {
    const all = readDebates(file, stores);
    for (const old of all) {
      await addIfMissing(old);
      step(1 + old.turns.length + old.critiques.length + old.votes.length);
    }
    return count(all.map((old) => old.scope));
  },
};

function readDebates(file: SourceFile, stores: UnifiedStoreManager): OldDebate[] {
  const all = file.read("debates", ["id"], (row): OldDebate => {
    const createdAt = row.instant("created_at");
    return {
      key: row.key("id"),
      scope: stores.scope({ tenant: row.text("tenant"), workspace: row.text("workspace") }),
      debate: {
        id: row.id(createdAt),
        query: row.text("query"),
        rounds: row.number("n_rounds"),
        panel: row.json("panel_config_json"),
        finalOutput: row.text("final_output"),
        createdAt,
      },
      turns: [],
      critiques: [],
      votes: [],
    };
  });
  readEvents(file, new Map(all.map((old) => [old.key, old])));
  return all;
}

/**
 * The file tells no times of what was said, only rounds: each event gets the time of its debate, and an id that keeps the order
 * of round, then kind, then row.
 */
function readEvents(file: SourceFile, byKey: ReadonlyMap<number, OldDebate>): void {
  const place = (row: Row, kind: number) => {
    const old = byKey.get(row.key("debate_id"));
    if (!old) throw new Unreadable("its debate was not brought in");
    const round = row.number("round");
    const { createdAt } = old.debate;
    const before = [old.turns, old.critiques, old.votes][kind]!.length;
    // 4 bits of round, 2 of kind, 6 of position.
    const order = Math.min(round, 15) * 256 + kind * 64 + Math.min(before, 63);
    return { old, base: { id: row.id(createdAt, order), round, createdAt } };
  };
  file.read("debate_agents", ["id"], (row) => {
    const { old, base } = place(row, 0);
    old.turns.push({
      ...base,
      role: row.text("role"),
      model: row.text("model"),
      output: row.text("output"),
      costUsd: row.orNull(row.number, "cost_usd"),
      latencyMs: row.orNull(row.number, "latency_ms"),
      confidence: row.orNull(row.number, "confidence"),
    });
  });
  file.read("debate_critiques", ["id"], (row) => {
    const { old, base } = place(row, 1);
    const [from, target, content] = [row.text("from_role"), row.text("target_role"), row.text("content")];
    old.critiques.push({ ...base, from, target, content });
  });
  file.read("debate_votes", ["id"], (row) => {
    const { old, base } = place(row, 2);
    const [voter, chosen] = [row.text("voter_role"), row.text("chosen_role")];
    old.votes.push({ ...base, voter, chosen, reason: row.orNull(row.text, "reason") });
  });
}

/** All of a debate in one transaction: one that is there is there as a whole. */
async function addIfMissing({ scope, debate, turns, critiques, votes }: OldDebate): Promise<void> {
  if (await scope.debates.get(debate.id)) return;
  await scope.transaction(async (tx) => {
    await tx.debates.create(debate);
    await tx.debates.addTurns(debate.id, turns);
    await tx.debates.addCritiques(debate.id, critiques);
    await tx.debates.addVotes(debate.id, votes);
  });
}

async function count(scopes: Scope[]): Promise<Omit<Outcome, "rows">[]> {
  const found = { debate: 0, turn: 0, critique: 0, vote: 0 };
  const distinct = new Map(scopes.map((scope) => [JSON.stringify([scope.tenant, scope.workspace]), scope]));
  for (const scope of distinct.values()) {
    for await (const debate of scope.debates.list({ limit: 1000 })) {
      found.debate++;
      for (const event of await scope.debates.transcript(debate.id)) found[event.kind]++;
    }
  }
  return [
    { table: "debates", stored: found.debate, called: "debates" },
    { table: "debate_agents", stored: found.turn, called: "turns" },
    { table: "debate_critiques", stored: found.critique, called: "critiques" },
    { table: "debate_votes", stored: found.vote, called: "votes" },
  ];
}
