import type { AgentEntity } from "../../../entities/agents";
import { checkEach, checkName, checkNames, checkWriteOptions, type WriteOptions } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { invalid, notFound, versionConflict } from "../../core/errors";
import { JsonText } from "../../core/json";
import { validate } from "../../core/validation";
import type { PageRequest } from "../../db/page";
import { type ScopeContext, ScopedStore } from "../../db/scoped";
import { retryOnUniqueViolation } from "../../db/unique-violation";
import { atVersion } from "../../db/version";
import { EMPTY, instant, name, type Sql, sql } from "../../dialect/sql";
import {
  type AgentWrite,
  agent,
  agents,
  newAgent,
  once,
  replaceCapabilities,
  upsertMany,
  upsertOne,
  WITH_SET,
} from "./agent";
import { AgentEvents } from "./events";
import { AgentHeartbeatInput, AgentInput, AgentPatch } from "./inputs";
import { AgentLeases } from "./leases";
import { listAgents, staleAgents } from "./queries";
import { AgentStates } from "./state";
import type { Agent, AgentHeartbeatOptions, AgentListQuery, AgentStaleQuery } from "./types";

/** In errors. */
const AGENT = "agent of this name";

/**
 * A registry of agents, and what agents share: state, events and leases. Reached as `scope.agents`.
 *
 * Times come from the process's clock (`clock` of the manager): those of all processes must agree to well within the times that
 * `stale` and leases are asked for.
 */
export class AgentStore extends ScopedStore {
  /** Values by key, with versions. Keys need not belong to an agent. */
  readonly state: AgentStates;
  /** Logs that agents append to, and consumers that each read at their own pace. */
  readonly events: AgentEvents;
  /** Only one of us does this, for a time. */
  readonly leases: AgentLeases;

  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "agents");
    this.state = new AgentStates(context);
    this.events = new AgentEvents(context);
    this.leases = new AgentLeases(context);
  }

  /**
   * Registers an agent, or replaces the definition, capabilities, config and status of the one that has this name and counts its
   * version up. Id, `createdAt` and `lastSeenAt` of an agent that exists stay as they are, whatever the input says.
   *
   * @param options.ifVersion replace only if the agent exists and still has this version
   * @throws UnifiedStoreError `validation`; `unique_violation` when the id belongs to another name; with `ifVersion`
   * `not_found` and `version_conflict`
   * @example
   * await acme.agents.put({ name: "writer", definition: { model: "large" }, capabilities: ["draft", "edit"] });
   */
  put(input: AgentInput, options: WriteOptions = {}): Promise<Agent> {
    return this.db.method("put", async () => {
      const { ifVersion, ...call } = checkWriteOptions(options);
      const write = newAgent(this.db, validate(AgentInput, input, ""));
      if (ifVersion === undefined) return (await this.upsert("put", [write], call))[0]!;
      const { definition, capabilities, config, status } = write.row;
      const changes = { definition, capabilities, config, status } as Partial<AgentEntity>;
      return this.change("put", write.row.name, changes, {
        ifVersion,
        capabilities: write.capabilities,
        call,
      });
    });
  }

  /**
   * The same for any number of agents, all or none, in one statement. Of entries with the same name the last one counts,
   * and the version grows by one.
   *
   * @returns for each entry, in the order given, the agent of its name as it is now
   * @throws UnifiedStoreError `validation`, naming the entry as `agents[3].name`; `unique_violation`
   * @example
   * await acme.agents.putMany(roles.map((role) => ({ name: role, capabilities: [role] })));
   */
  putMany(inputs: readonly AgentInput[], options: CallOptions = {}): Promise<Agent[]> {
    return this.db.method("putMany", async () => {
      options = checkOptions(options);
      const writes = new Map<string, AgentWrite>();
      const names = checkEach(inputs, "agents", (input, path) => {
        const write = newAgent(this.db, validate(AgentInput, input, path), `${path}.`);
        writes.set(write.row.name, write);
        return write.row.name;
      });
      if (names.length === 0) return [];
      const sorted = [...writes.values()].sort((a, b) => (a.row.name < b.row.name ? -1 : 1));
      const written = await this.upsert("putMany", sorted, options);
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
  get(agentName: string, options: CallOptions = {}): Promise<Agent | null> {
    return this.db.method("get", () => {
      options = checkOptions(options);
      return agents.one(this.db, "get", checkName(agentName), options);
    });
  }

  /**
   * Reads an agent that has to be there.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { config } = await acme.agents.getOrThrow("writer");
   */
  getOrThrow(agentName: string, options: CallOptions = {}): Promise<Agent> {
    return this.db.method("getOrThrow", async () => {
      options = checkOptions(options);
      const found = await agents.one(this.db, "getOrThrow", checkName(agentName), options);
      if (!found) throw notFound(AGENT);
      return found;
    });
  }

  /**
   * Reads any number of agents in one statement.
   *
   * @returns for each name, in the order given, its agent or null
   * @throws UnifiedStoreError `validation`, naming the entry as `names[3]`
   * @example
   * const [writer, editor] = await acme.agents.getMany(["writer", "editor"]);
   */
  getMany(names: readonly string[], options: CallOptions = {}): Promise<(Agent | null)[]> {
    return this.db.method("getMany", async () => {
      options = checkOptions(options);
      return agents.many(this.db, "getMany", checkNames(names), options);
    });
  }

  /**
   * Lists agents by name in code point order, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { name } of acme.agents.list({ status: "idle", capability: "draft" })) console.log(name);
   */
  list(query: AgentListQuery = {}, options: CallOptions = {}): PageRequest<Agent> {
    return listAgents(this.db, query, options);
  }

  /**
   * Changes the members given, in one statement: parallel updates of different members all survive.
   *
   * @param options.ifVersion change only if the agent still has this version
   * @returns the agent as it is now
   * @throws UnifiedStoreError `not_found`; `version_conflict`; `validation`, also for a patch with nothing in it
   * @example
   * await acme.agents.update("writer", { config: { temperature: 0.2 } });
   */
  update(agentName: string, patch: AgentPatch, options: WriteOptions = {}): Promise<Agent> {
    return this.db.method("update", async () => {
      const { ifVersion, ...call } = checkWriteOptions(options);
      const who = checkName(agentName);
      const { definition, capabilities: given, config, status } = validate(AgentPatch, patch, "patch");
      if ([definition, given, config, status].every((value) => value === undefined))
        throw invalid("patch", "must change at least one member");
      const capabilities = given && once(given);
      const changes = {
        definition: definition === undefined ? undefined : JsonText.of(definition, "patch.definition"),
        capabilities: capabilities && JsonText.of(capabilities, "patch.capabilities"),
        config: config === undefined ? undefined : JsonText.of(config, "patch.config"),
        status,
      } as Partial<AgentEntity>;
      return this.change("update", who, changes, { ifVersion, capabilities, call });
    });
  }

  /**
   * Notes that an agent is alive, and what it is doing. A heartbeat from before the last one known changes nothing. The version stays.
   *
   * @param options.status what it is doing now. Default: as before.
   * @param options.at the moment of the heartbeat. Default: now.
   * @returns the agent as it is now
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * await acme.agents.heartbeat("writer", { status: "busy" });
   */
  heartbeat(agentName: string, options: AgentHeartbeatOptions = {}): Promise<Agent> {
    return this.db.method("heartbeat", async () => {
      const { status, at: given, ...call } = checkOptions(options, ["status", "at"]);
      const { at = this.db.now() } = validate(AgentHeartbeatInput, { status, at: given }, "options");
      const who = checkName(agentName);
      const doing =
        status === undefined
          ? EMPTY
          : sql`, status = case when last_seen_at <= ${instant(at)} then ${name(status)} else status end`;
      const statement = sql`
        update ${agent.name}
        set last_seen_at = case when last_seen_at < ${instant(at)} then ${instant(at)} else last_seen_at end${doing}
        where ${this.db.inScope()} and name = ${name(who)} returning ${agent.columns.sql}`;
      const seen = await this.db.first("heartbeat", statement, agent.columns, { options: call });
      if (!seen) throw notFound(AGENT);
      return seen;
    });
  }

  /**
   * Lists agents without a heartbeat for longer than a time, the longest first, page by page. One that never had any counts from its
   * creation.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.agents.stale({ olderThanMs: 60_000 });
   */
  stale(query: AgentStaleQuery, options: CallOptions = {}): PageRequest<Agent> {
    return staleAgents(this.db, query, options);
  }

  /**
   * Deletes an agent and its capabilities. State, events and leases stay: they belong to the scope, not to an agent.
   *
   * @param options.ifVersion delete only if the agent still has this version
   * @returns whether it was there
   * @throws UnifiedStoreError `version_conflict`, `validation`
   * @example
   * const existed = await acme.agents.remove("writer");
   */
  remove(agentName: string, options: WriteOptions = {}): Promise<boolean> {
    return this.db.method("remove", async () => {
      const { ifVersion, ...call } = checkWriteOptions(options);
      const who = checkName(agentName);
      const statement = sql`delete from ${agent.name} where ${this.at(who, ifVersion)} returning ${agent.columns.sql}`;
      const removed = await this.db.first("remove", statement, agent.columns, { options: call });
      if (!removed && ifVersion !== undefined && (await agents.one(this.db, "remove", who, call)))
        throw versionConflict("the agent", ifVersion);
      return removed !== null;
    });
  }

  /**
   * Two first puts of the same name and the same id may meet so that one finds the id taken before it sees the name; once
   * the other is done, the name is there. An id that belongs to another name is refused again.
   */
  private async upsert(
    method: string,
    writes: readonly AgentWrite[],
    options: CallOptions,
  ): Promise<Agent[]> {
    const statement = writes.length === 1 ? upsertOne(this.db, writes[0]!) : upsertMany(this.db, writes);
    const follow = replaceCapabilities(
      this.db,
      writes.map(({ row, capabilities }) => ({ agent: row.name, capabilities })),
    );
    return retryOnUniqueViolation(() => this.db.all(method, statement, agent.columns, { follow, options }));
  }

  private async change(
    method: string,
    who: string,
    changes: Partial<AgentEntity>,
    { ifVersion, capabilities, call }: Change,
  ): Promise<Agent> {
    const set = capabilities ? sql`, capability_set = capability_set + 1` : EMPTY;
    const statement = sql`
      update ${agent.name} set ${agent.assign({ ...changes, updatedAt: new Date(this.db.now()) })}${set}, version = version + 1
      where ${this.at(who, ifVersion)} ${WITH_SET}`;
    const follow = capabilities && replaceCapabilities(this.db, [{ agent: who, capabilities }]);
    const changed = await this.db.first(method, statement, agent.columns, { follow, options: call });
    if (changed) return changed;
    throw ifVersion !== undefined && (await agents.one(this.db, method, who, call))
      ? versionConflict("the agent", ifVersion)
      : notFound(AGENT);
  }

  private at(who: string, ifVersion: number | undefined): Sql {
    const key = sql`${this.db.inScope()} and name = ${name(who)}`;
    return sql`${key}${atVersion(ifVersion)}`;
  }
}

interface Change {
  ifVersion: number | undefined;
  /** Set where they are among the changes. */
  capabilities: readonly string[] | undefined;
  call: CallOptions;
}
