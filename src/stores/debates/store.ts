import type { DebateId } from "../../../entities/debates";
import type { CallOptions } from "../../core/call/deadline";
import { checkId, type WriteOptions } from "../../core/input/arguments";
import { validate } from "../../core/input/validation";
import type { Json, JsonInput, Stored } from "../../core/json/json";
import type { PageRequest } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import type { ScopeContext } from "../../db/scoped";
import { conclude } from "./conclude";
import { DebateCritiques } from "./critiques";
import { debateMaker, newDebate, newDebates } from "./debate";
import { stats, tally } from "./figures";
import { ConclusionInput, DebateTallyInput, DebateTranscriptInput } from "./inputs";
import { DEBATES, searchDebates } from "./queries";
import { DebateRecords } from "./records";
import { transcript } from "./transcript";
import { DebateTurns } from "./turns";
import type {
  Debate,
  DebateConclusionInput,
  DebateEvent,
  DebateInput,
  DebateListQuery,
  DebateSearchQuery,
  DebateStats,
  DebateTally,
  DebateTallyQuery,
  DebateTranscriptQuery,
} from "./types";
import { DebateVotes } from "./votes";

const WRITES = {
  list: "debates",
  input: debateMaker.input,
  maker: { row: newDebate, read: debateMaker.read },
  rows: newDebates,
};

/**
 * The debates of one scope: the question, the turns and critiques of each role, the votes and the
 * outcome. Reached as `scope.debates`.
 */
export class DebateStore extends DebateRecords<DebateInput, Debate, DebateListQuery> {
  /** Turns: the statements of each role. */
  readonly turns: DebateTurns;
  /** Critiques: objections of one role to another. */
  readonly critiques: DebateCritiques;
  /** Votes: each for a role or another choice. */
  readonly votes: DebateVotes;

  /** @internal */
  constructor(context: ScopeContext) {
    super(context, DEBATES, WRITES);
    this.turns = new DebateTurns(context);
    this.critiques = new DebateCritiques(context);
    this.votes = new DebateVotes(context);
  }

  /**
   * Opens a debate; with a `finalOutput`, imports one that has ended.
   *
   * @throws UnifiedStoreError `validation`; `unique_violation` when the id is taken
   * @example
   * const debate = await acme.debates.add({
   *   query: "Is a whale a fish?",
   *   rounds: 2,
   *   panel: ["optimist", "sceptic"],
   * });
   */
  override add<T extends JsonInput = Json>(
    input: DebateInput<T>,
    options: CallOptions = {},
  ): Promise<Debate<Stored<T>>> {
    return super.add(input, options) as Promise<Debate<Stored<T>>>;
  }

  /**
   * Opens all debates or none, in one statement, or in one transaction if their texts are long.
   *
   * @returns the debates in the order given
   * @throws UnifiedStoreError `validation`, naming the member as `debates[3].rounds`;
   * `unique_violation` when an id is taken
   * @example
   * const opened = await acme.debates.addMany(questions.map((query) => ({ query, rounds: 2 })));
   */
  override addMany<T extends JsonInput = Json>(
    inputs: readonly DebateInput<T>[],
    options: CallOptions = {},
  ): Promise<Debate<Stored<T>>[]> {
    return super.addMany(inputs, options) as Promise<Debate<Stored<T>>[]>;
  }

  /**
   * Ends a debate with its outcome, now. Of parallel calls one succeeds, and the others are
   * refused.
   *
   * @param options.ifVersion conclude only if the debate still has this version
   * @returns the debate as it is now
   * @throws UnifiedStoreError `conflict` when it is already concluded, which changes nothing;
   * `version_conflict`, `not_found`, `validation`
   * @example
   * const { concludedAt } = await acme.debates.conclude(debate.id, {
   *   finalOutput: "A whale is a mammal.",
   * });
   */
  conclude<T = Json>(
    id: DebateId,
    input: DebateConclusionInput,
    options: WriteOptions = {},
  ): Promise<Debate<T>> {
    return this.write("conclude", options, async (call, { ifVersion }) => {
      const checked = checkId(id);
      const { finalOutput } = validate(ConclusionInput, input, "");
      return (await conclude(call, { id: checked, ifVersion, finalOutput })) as Debate<T>;
    });
  }

  /**
   * Lists all events of a debate, page by page, in order: by `createdAt`, and at equal times by id.
   * Ids that the store made are in the order of adding.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * for await (const event of acme.debates.transcript(debate.id)) {
   *   if (event.kind === "turn") console.log(event.role, event.output);
   * }
   */
  transcript(
    id: DebateId,
    query: DebateTranscriptQuery = {},
    options: CallOptions = {},
  ): PageRequest<DebateEvent> {
    const called = { method: "transcript", Input: DebateTranscriptInput, query, options };
    return paged(this.db, called, (call, { round }, at) => transcript(call, { id: checkId(id), round }, at));
  }

  /**
   * Counts the votes for each choice, most votes first, then by name. Empty without votes.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const [winner] = await acme.debates.tally(debate.id, { round: 2 });
   * // { chosen: "sceptic", votes: 3 }
   */
  tally(id: DebateId, query: DebateTallyQuery = {}, options: CallOptions = {}): Promise<DebateTally[]> {
    return this.call("tally", options, (call) => {
      const checked = checkId(id);
      const { round } = validate(DebateTallyInput, query, "");
      return tally(call, { id: checked, round });
    });
  }

  /**
   * Aggregates the turns of each role and of the whole debate: their number, cost in US dollars,
   * latency in milliseconds and confidence. It also counts critiques and votes. A turn without a
   * figure is left out of its sum and mean; both are null when no turn has the figure.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { totalCostUsd, roles } = await acme.debates.stats(debate.id);
   */
  stats(id: DebateId, options: CallOptions = {}): Promise<DebateStats> {
    return this.call("stats", options, (call) => stats(call, checkId(id)));
  }

  /**
   * Reads one debate; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation` when the id is not a UUID
   * @example
   * const debate = await acme.debates.get(id);
   */
  override get<T = Json>(id: DebateId, options: CallOptions = {}): Promise<Debate<T> | null> {
    return super.get(id, options) as Promise<Debate<T> | null>;
  }

  /**
   * Reads one debate that must exist.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { query, panel } = await acme.debates.getOrThrow<string[]>(id);
   */
  override getOrThrow<T = Json>(id: DebateId, options: CallOptions = {}): Promise<Debate<T>> {
    return super.getOrThrow(id, options) as Promise<Debate<T>>;
  }

  /**
   * Reads any number of debates in one statement.
   *
   * @returns for each id, in the order given, its debate or null
   * @throws UnifiedStoreError `validation`, naming the entry as `ids[3]`
   * @example
   * const [first, second] = await acme.debates.getMany([id, otherId]);
   */
  override getMany<T = Json>(
    ids: readonly DebateId[],
    options: CallOptions = {},
  ): Promise<(Debate<T> | null)[]> {
    return super.getMany(ids, options) as Promise<(Debate<T> | null)[]>;
  }

  /**
   * Lists debates by time of creation, newest first, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const debate of acme.debates.list({ concluded: false })) console.log(debate.query);
   */
  override list<T = Json>(query: DebateListQuery = {}, options: CallOptions = {}): PageRequest<Debate<T>> {
    return super.list(query, options) as PageRequest<Debate<T>>;
  }

  /**
   * Finds debates by their query and final output, ignoring case.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.debates.search({ text: "whale", concluded: true, limit: 5 });
   */
  search<T = Json>(query: DebateSearchQuery, options: CallOptions = {}): PageRequest<Debate<T>> {
    return searchDebates(this.db, query, options) as PageRequest<Debate<T>>;
  }

  /**
   * Deletes a debate with its turns, critiques and votes.
   *
   * @param options.ifVersion delete only if the debate still has this version
   * @returns whether it existed
   * @throws UnifiedStoreError `version_conflict`, `validation`
   * @example
   * const existed = await acme.debates.remove(id);
   */
  override remove(id: DebateId, options: WriteOptions = {}): Promise<boolean> {
    return super.remove(id, options);
  }
}
