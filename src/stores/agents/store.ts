import type { CallOptions } from "../../core/call/deadline";
import { hasCode, idTaken } from "../../core/errors";
import { checkEach, checkName, type WriteOptions } from "../../core/input/arguments";
import { validate } from "../../core/input/validation";
import type { Json, JsonInput, Stored } from "../../core/json/json";
import type { Call } from "../../db/call";
import { Collection, collection } from "../../db/collection";
import { changedRow } from "../../db/collections/change";
import { atVersion } from "../../db/collections/version";
import type { PageRequest } from "../../db/pages/page";
import { retryOnUniqueViolation } from "../../db/retry";
import type { ScopeContext, ScopedDb } from "../../db/scoped";
import { EMPTY, instant, name, type Sql, sql } from "../../dialect/sql";
import type { SchemasOf } from "../../schemas/types";
import {
  type AgentChange,
  type AgentWrite,
  agent,
  agentMaker,
  agentPatch,
  changeOf,
  newAgent,
  replaceCapabilities,
  replacementOf,
  upsertMany,
  upsertOne,
  WITH_SET,
} from "./agent";
import { AgentEvents } from "./events/events";
import { AgentHeartbeatInput } from "./inputs";
import { AgentLeases } from "./leases";
import { listAgents } from "./queries";
import { AgentStates } from "./state";
import type { Agent, AgentInput, AgentListQuery, AgentPatch } from "./types";

const AGENTS = collection({ name: "agents", what: "agent", table: agent, key: "name", page: listAgents });

/**
 * Registry of agents, with the state, events and leases that agents share. Reached as
 * `scope.agents`.
 *
 * Times come from the process's clock (`clock` of the manager). The clocks of all processes must
 * agree to well within the times of leases, and the time after which an agent counts as gone.
 */
// biome-ignore lint/suspicious/noExplicitAny: a manager with schemas is one, whatever they are
export class AgentStore<S = any> extends Collection<Agent, AgentListQuery> {
  /** Values by key, with versions. Keys need not belong to an agent. */
  readonly state: AgentStates<SchemasOf<S, "state">>;
  /** Append-only logs; each consumer reads at its own pace. */
  readonly events: AgentEvents<SchemasOf<S, "events">>;
  /** The exclusive right to do something, for a limited time. */
  readonly leases: AgentLeases;

  /** @internal */
  constructor(context: ScopeContext) {
    super(context, AGENTS);
    this.state = new AgentStates(context);
    this.events = new AgentEvents(context);
    this.leases = new AgentLeases(context);
  }

  /**
   * Upsert by name: registers an agent, or replaces the agent of this name and increments its
   * version. Definition, capabilities, config and status are all replaced: members left out take
   * their defaults. An existing agent keeps its id, `createdAt` and `lastSeenAt`, also if the input
   * has other ones.
   *
   * @param options.ifVersion replace only if the agent exists and still has this version
   * @throws UnifiedStoreError `validation`; `unique_violation` when the id belongs to another name;
   * with `ifVersion` `not_found` and `version_conflict`
   * @example
   * await acme.agents.put({
   *   name: "writer",
   *   definition: { model: "large" },
   *   capabilities: ["draft", "edit"],
   * });
   */
  put<T extends JsonInput = Json>(
    input: AgentInput<T>,
    options: WriteOptions = {},
  ): Promise<Agent<Stored<T>>> {
    return this.write("put", options, async (call, { ifVersion }) => {
      const write = newAgent(call, validate(agentMaker.input, input, ""));
      if (ifVersion === undefined) return (await upsert<Stored<T>>(call, [write]))[0]!;
      return change<Stored<T>>(call, write.row.name, { ...replacementOf(write), ifVersion });
    });
  }

  /**
   * Bulk `put`: any number of agents, all or none, in one statement. If entries share a name, the
   * last one counts, and the version grows by one.
   *
   * @returns for each entry, in the order given, the agent of its name as it is now
   * @throws UnifiedStoreError `validation`, naming the entry as `agents[3].name`;
   * `unique_violation`
   * @example
   * await acme.agents.putMany(roles.map((role) => ({ name: role, capabilities: [role] })));
   */
  putMany<T extends JsonInput = Json>(
    inputs: readonly AgentInput<T>[],
    options: CallOptions = {},
  ): Promise<Agent<Stored<T>>[]> {
    return this.call("putMany", options, async (call) => {
      const writes = new Map<string, AgentWrite>();
      const names = checkEach(inputs, "agents", (input, path) => {
        const write = newAgent(call, validate(agentMaker.input, input, path), `${path}.`);
        writes.set(write.row.name, write);
        return write.row.name;
      });
      if (names.length === 0) return [];
      const sorted = [...writes.values()].sort((a, b) => (a.row.name < b.row.name ? -1 : 1));
      const written = await upsert<Stored<T>>(call, sorted);
      const byName = new Map(written.map((each) => [each.name, each]));
      return names.map((each) => byName.get(each)!);
    });
  }

  /**
   * Reads the agent of a name; null when there is none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const writer = await acme.agents.get("writer");
   */
  override get<T = Json>(agentName: string, options: CallOptions = {}): Promise<Agent<T> | null> {
    return super.get(agentName, options) as Promise<Agent<T> | null>;
  }

  /**
   * Reads an agent that must exist.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { config } = await acme.agents.getOrThrow("writer");
   */
  override getOrThrow<T = Json>(agentName: string, options: CallOptions = {}): Promise<Agent<T>> {
    return super.getOrThrow(agentName, options) as Promise<Agent<T>>;
  }

  /**
   * Reads any number of agents in one statement.
   *
   * @returns for each name, in the order given, its agent or null
   * @throws UnifiedStoreError `validation`, naming the entry as `names[3]`
   * @example
   * const [writer, editor] = await acme.agents.getMany(["writer", "editor"]);
   */
  override getMany<T = Json>(
    names: readonly string[],
    options: CallOptions = {},
  ): Promise<(Agent<T> | null)[]> {
    return super.getMany(names, options) as Promise<(Agent<T> | null)[]>;
  }

  /**
   * Lists the agents that meet all conditions of the query, page by page: by name in code point
   * order, or by last heartbeat, oldest first. An agent without a heartbeat counts from its
   * creation.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { name } of acme.agents.list({ status: "idle", capability: "draft" }))
   *   console.log(name);
   * const gone = await acme.agents.list({
   *   lastSeenTo: new Date(Date.now() - 60_000),
   *   order: "lastSeen",
   * });
   */
  override list<T = Json>(query: AgentListQuery = {}, options: CallOptions = {}): PageRequest<Agent<T>> {
    return super.list(query, options) as PageRequest<Agent<T>>;
  }

  /**
   * Changes the given members in one statement. Parallel updates of different members are all kept.
   *
   * @param options.ifVersion change only if the agent still has this version
   * @returns the agent as it is now
   * @throws UnifiedStoreError `not_found`; `version_conflict`; `validation`, also for an empty
   * patch
   * @example
   * await acme.agents.update("writer", { config: { temperature: 0.2 } });
   */
  update<T extends JsonInput = Json>(
    agentName: string,
    patch: AgentPatch<T>,
    options: WriteOptions = {},
  ): Promise<Agent<Stored<T>>> {
    return this.write("update", options, async (call, { ifVersion }) => {
      const who = checkName(agentName);
      const given = validate(agentPatch, patch, "patch");
      return change<Stored<T>>(call, who, { ...changeOf(given), ifVersion });
    });
  }

  /**
   * Records that an agent is alive, and what it is doing. A heartbeat older than the last one
   * changes nothing. The version stays the same.
   *
   * @returns the agent as it is now
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * await acme.agents.heartbeat("writer", { status: "busy" });
   */
  heartbeat<T = Json>(
    agentName: string,
    input: AgentHeartbeatInput = {},
    options: CallOptions = {},
  ): Promise<Agent<T>> {
    return this.call("heartbeat", options, async (call) => {
      const who = checkName(agentName);
      const { status, lastSeenAt = call.now() } = validate(AgentHeartbeatInput, input, "");
      const at = instant(lastSeenAt);
      const doing =
        status === undefined
          ? EMPTY
          : sql`, status = case when last_seen_at <= ${at} then ${name(status)} else status end`;
      const statement = sql`
        update ${agent.name} set last_seen_at = case when last_seen_at < ${at} then ${at} else last_seen_at end${doing}
        where ${rowOf(call, who)} returning ${agent.columns.sql}`;
      const seen = await call.first(statement, agent.columns);
      if (!seen) throw AGENTS.missing(who);
      return seen as Agent<T>;
    });
  }

  /**
   * Deletes an agent and its capabilities. State, events and leases stay: they belong to the scope,
   * not to an agent.
   *
   * @param options.ifVersion delete only if the agent still has this version
   * @returns whether it existed
   * @throws UnifiedStoreError `version_conflict`, `validation`
   * @example
   * const existed = await acme.agents.remove("writer");
   */
  override remove(agentName: string, options: WriteOptions = {}): Promise<boolean> {
    return super.remove(agentName, options);
  }
}

/**
 * Upsert with a second try after a unique violation. Of two concurrent first puts of one name and
 * id, one may find the id taken before it sees the name. The second try sees the name. An id that
 * belongs to another name is refused again.
 */
async function upsert<T>(call: Call, writes: readonly AgentWrite[]): Promise<Agent<T>[]> {
  const statement = writes.length === 1 ? upsertOne(call, writes[0]!) : upsertMany(call, writes);
  const dependents = replaceCapabilities(
    call,
    writes.map(({ row, capabilities }) => ({ agentName: row.name, capabilities })),
  );
  const send = () => call.all(statement, agent.columns, { dependents });
  const written = await retryOnUniqueViolation(send).catch((error: unknown) => {
    throw hasCode(error, "unique_violation") ? idTaken(TAKEN, error.cause) : error;
  });
  return written as Agent<T>[];
}

async function change<T>(
  call: Call,
  who: string,
  { changes, capabilities, ifVersion }: AgentChange & { ifVersion: number | undefined },
): Promise<Agent<T>> {
  const set = agent.assign({ ...changes, updatedAt: new Date(call.now()) });
  const anew = capabilities ? sql`, capability_set = capability_set + 1` : EMPTY;
  const statement = sql`
    update ${agent.name} set ${set}${anew}, version = version + 1 where ${rowOf(call, who, ifVersion)} ${WITH_SET}`;
  const dependents = capabilities && replaceCapabilities(call, [{ agentName: who, capabilities }]);
  const sent = { statement, returns: agent.columns, dependents, ifVersion };
  return (await changedRow(call, AGENTS, who, sent)) as Agent<T>;
}

const TAKEN = { what: "agent", cure: "put the name that has it", field: "id" };

const rowOf = (db: ScopedDb, who: string, ifVersion?: number): Sql =>
  sql`${db.inScope()} and name = ${name(who)}${atVersion(ifVersion)}`;
