import { checkId } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { notFound, UnifiedStoreError } from "../../core/errors";
import { validate } from "../../core/validation";
import type { PageRequest } from "../../db/page";
import { type ScopeContext, ScopedStore } from "../../db/scoped";
import { ID } from "../../db/table";
import { instant, sql, text, uuid } from "../../dialect/sql";
import { debate, debates, indexEntries, newDebate, newDebates, toDebate } from "./debate";
import { addMany, addOne, CRITIQUE, TURN, VOTE } from "./events";
import { stats, tally } from "./figures";
import {
  ConclusionInput,
  type DebateCritiqueInput,
  DebateInput,
  type DebateTurnInput,
  type DebateVoteInput,
  TallyInput,
} from "./inputs";
import { listDebates, searchDebates } from "./queries";
import { transcript } from "./transcript";
import type {
  Debate,
  DebateCritique,
  DebateEvent,
  DebateListQuery,
  DebateSearchQuery,
  DebateStats,
  DebateTally,
  DebateTurn,
  DebateVote,
} from "./types";

/**
 * The debates of one scope: what was asked, what each role said and held against the others, how they voted, and what
 * came of it. Reached as `scope.debates`.
 */
export class DebateStore extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "debates");
  }

  /**
   * Opens a debate; with a `finalOutput`, brings in one that is over.
   *
   * @throws UnifiedStoreError `validation`; `unique_violation` when the id is taken
   * @example
   * const debate = await acme.debates.create({ query: "Is a whale a fish?", rounds: 2, panel: ["optimist", "sceptic"] });
   */
  create(input: DebateInput, options: CallOptions = {}): Promise<Debate> {
    return this.db.method("create", async () => {
      options = checkOptions(options);
      const given = validate(DebateInput, input, "");
      const row = newDebate(this.db, given);
      await newDebates.one(this.db, "create", row, { ...options, alone: given.id !== undefined });
      return toDebate(row);
    });
  }

  /**
   * Adds what one role said. Turns may be added to a concluded debate too.
   *
   * @returns the turn as `transcript` gives it
   * @throws UnifiedStoreError `validation`; `not_found` when the debate is not there; `unique_violation` when the id is taken
   * @example
   * const turn = { role: "sceptic", model: "m-1", output: "It breathes air.", round: 1, costUsd: 0.002 };
   * await acme.debates.addTurn(debate.id, turn);
   */
  addTurn(id: string, turn: DebateTurnInput, options: CallOptions = {}): Promise<DebateTurn> {
    return addOne(this.db, TURN, { method: "addTurn", id, input: turn, options });
  }

  /**
   * Adds what one role held against another.
   *
   * @returns the critique as `transcript` gives it
   * @throws UnifiedStoreError `validation`; `not_found` when the debate is not there; `unique_violation` when the id is taken
   * @example
   * const critique = { from: "sceptic", target: "optimist", content: "Fins prove nothing.", round: 1 };
   * await acme.debates.addCritique(debate.id, critique);
   */
  addCritique(id: string, critique: DebateCritiqueInput, options: CallOptions = {}): Promise<DebateCritique> {
    return addOne(this.db, CRITIQUE, { method: "addCritique", id, input: critique, options });
  }

  /**
   * Adds a vote. Nobody is kept from voting again: every vote counts.
   *
   * @returns the vote as `transcript` gives it
   * @throws UnifiedStoreError `validation`; `not_found` when the debate is not there; `unique_violation` when the id is taken
   * @example
   * await acme.debates.addVote(debate.id, { voter: "judge", chosen: "sceptic", reason: "It has lungs.", round: 2 });
   */
  addVote(id: string, vote: DebateVoteInput, options: CallOptions = {}): Promise<DebateVote> {
    return addOne(this.db, VOTE, { method: "addVote", id, input: vote, options });
  }

  /**
   * Adds all turns or none, in one statement. Turns of one call keep their order among equal times.
   * An empty array asks nothing of the database.
   *
   * @returns the turns in the order given
   * @throws UnifiedStoreError `validation`, naming the turn as `turns[3].role`; `not_found`,
   * `unique_violation` as `addTurn`
   * @example
   * await acme.debates.addTurns(debate.id, old.map(({ at, ...turn }) => ({ ...turn, createdAt: at })));
   */
  addTurns(id: string, turns: readonly DebateTurnInput[], options: CallOptions = {}): Promise<DebateTurn[]> {
    return addMany(this.db, TURN, { method: "addTurns", id, inputs: turns, options });
  }

  /**
   * Adds all critiques or none, in one statement. Critiques of one call keep their order among equal times.
   * An empty array asks nothing of the database.
   *
   * @returns the critiques in the order given
   * @throws UnifiedStoreError `validation`, naming the critique as `critiques[3].from`; `not_found`,
   * `unique_violation` as `addCritique`
   * @example
   * await acme.debates.addCritiques(debate.id, old.map(({ at, ...critique }) => ({ ...critique, createdAt: at })));
   */
  addCritiques(
    id: string,
    critiques: readonly DebateCritiqueInput[],
    options: CallOptions = {},
  ): Promise<DebateCritique[]> {
    return addMany(this.db, CRITIQUE, { method: "addCritiques", id, inputs: critiques, options });
  }

  /**
   * Adds all votes or none, in one statement. Votes of one call keep their order among equal times.
   * An empty array asks nothing of the database.
   *
   * @returns the votes in the order given
   * @throws UnifiedStoreError `validation`, naming the vote as `votes[3].voter`; `not_found`,
   * `unique_violation` as `addVote`
   * @example
   * await acme.debates.addVotes(debate.id, jury.map((voter) => ({ voter, chosen: "sceptic", round: 2 })));
   */
  addVotes(id: string, votes: readonly DebateVoteInput[], options: CallOptions = {}): Promise<DebateVote[]> {
    return addMany(this.db, VOTE, { method: "addVotes", id, inputs: votes, options });
  }

  /**
   * Ends a debate with its outcome, now. Of parallel calls one concludes it and the others are refused.
   *
   * @returns the debate as it is now
   * @throws UnifiedStoreError `conflict` when it was concluded before, which stays as it is; `not_found`, `validation`
   * @example
   * const { concludedAt } = await acme.debates.conclude(debate.id, "A whale is a mammal.");
   */
  conclude(id: string, finalOutput: string, options: CallOptions = {}): Promise<Debate> {
    return this.db.method("conclude", async () => {
      options = checkOptions(options);
      const key = checkId(id);
      validate(ConclusionInput, { finalOutput }, "");
      const statement = sql`
        update ${debate.name} set final_output = ${text(finalOutput)}, concluded_at = ${instant(this.db.now())}
        where ${this.db.inScope()} and id = ${uuid(key)} and concluded_at is null returning ${debate.columns.sql}`;
      const index = this.db.index("debate", indexEntries({ id: key, finalOutput }));
      const concluded = await this.db.first("conclude", statement, debate.columns, { index, options });
      if (concluded) return concluded;
      throw (await debates.one(this.db, "conclude", key, options))
        ? alreadyConcluded(key)
        : notFound(`debate ${key}`);
    });
  }

  /**
   * Everything that happened in a debate, in order: by `createdAt`, and among equal times by id, which is the order of adding
   * where the store made the ids.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * for (const event of await acme.debates.transcript(debate.id)) {
   *   if (event.kind === "turn") console.log(event.role, event.output);
   * }
   */
  transcript(id: string, options: CallOptions = {}): Promise<DebateEvent[]> {
    return this.db.method("transcript", () => {
      options = checkOptions(options);
      return transcript(this.db, checkId(id), options);
    });
  }

  /**
   * Counts the votes for each choice, most first, then by name. Empty when nobody voted.
   *
   * @param options.round count the votes of this round only. Default: all.
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const [winner] = await acme.debates.tally(debate.id, { round: 2 }); // { chosen: "sceptic", votes: 3 }
   */
  tally(id: string, options: CallOptions & { round?: number } = {}): Promise<DebateTally[]> {
    return this.db.method("tally", () => {
      const { round: wanted, ...call } = checkOptions(options, ["round"]);
      const { round } = validate(TallyInput, { round: wanted }, "options");
      return tally(this.db, { id: checkId(id), round }, call);
    });
  }

  /**
   * Turns, cost in US dollars, latency in milliseconds and confidence of each role and of the debate as a whole, and how
   * many critiques and votes there were. A turn that does not tell a figure is left out of its sum and mean;
   * both are null when no turn tells it.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { totalCostUsd, roles } = await acme.debates.stats(debate.id);
   */
  stats(id: string, options: CallOptions = {}): Promise<DebateStats> {
    return this.db.method("stats", () => {
      options = checkOptions(options);
      return stats(this.db, checkId(id), options);
    });
  }

  /**
   * Reads one debate; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation` when the id is not a UUID
   * @example
   * const debate = await acme.debates.get(id);
   */
  get(id: string, options: CallOptions = {}): Promise<Debate | null> {
    return this.db.method("get", () => {
      options = checkOptions(options);
      return debates.one(this.db, "get", checkId(id), options);
    });
  }

  /**
   * Reads one debate that has to be there.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { query } = await acme.debates.getOrThrow(id);
   */
  getOrThrow(id: string, options: CallOptions = {}): Promise<Debate> {
    return this.db.method("getOrThrow", async () => {
      options = checkOptions(options);
      const found = await debates.one(this.db, "getOrThrow", checkId(id), options);
      if (!found) throw notFound(`debate ${id}`);
      return found;
    });
  }

  /**
   * Lists debates by time of creation, newest first, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const debate of acme.debates.list({ concluded: false })) console.log(debate.query);
   */
  list(query: DebateListQuery = {}, options: CallOptions = {}): PageRequest<Debate> {
    return listDebates(this.db, query, options);
  }

  /**
   * Finds debates by their query and final output, without regard to case.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.debates.search({ text: "whale", concluded: true, limit: 5 });
   */
  search(query: DebateSearchQuery, options: CallOptions = {}): PageRequest<Debate> {
    return searchDebates(this.db, query, options);
  }

  /**
   * Deletes a debate with its turns, critiques and votes.
   *
   * @returns whether it was there
   * @throws UnifiedStoreError `validation`
   * @example
   * const existed = await acme.debates.remove(id);
   */
  remove(id: string, options: CallOptions = {}): Promise<boolean> {
    return this.db.method("remove", async () => {
      options = checkOptions(options);
      const statement = sql`delete from ${debate.name} where ${this.db.inScope()} and id = ${uuid(checkId(id))} returning id`;
      return (await this.db.first("remove", statement, ID, { options })) !== null;
    });
  }
}

function alreadyConcluded(id: string): UnifiedStoreError {
  return new UnifiedStoreError("conflict", `debate ${id} is concluded already: read it with get`);
}
