import { type IngestLogEntity, type IngestLogId, ingestLogTable } from "../../../entities/ingest";
import type { CallOptions } from "../../core/call/deadline";
import type { Json, JsonInput, Stored } from "../../core/json/json";
import { collection } from "../../db/collection";
import { recordWrites } from "../../db/collections/records";
import type { PageRequest } from "../../db/pages/page";
import { rowMaker } from "../../db/row-maker";
import type { ScopeContext } from "../../db/scoped";
import { Table } from "../../db/table";
import { sql, uuid } from "../../dialect/sql";
import { LogListInput } from "./list-inputs";
import { IngestRecords } from "./records";
import { timeList } from "./time-list";
import type { IngestLog, IngestLogInput, IngestLogListQuery } from "./types";

/** An entry; the application defines its details. */
type AnyLog = IngestLog<unknown>;

const table = new Table<IngestLogEntity, AnyLog>(ingestLogTable);

/** Makes rows of entries from validated inputs. */
export const logMaker = rowMaker<typeof ingestLogTable, AnyLog, IngestLogInput>(ingestLogTable);

const LOGS = collection({
  name: "ingest.episodes.logs",
  what: "log entry",
  table,
  key: "id",
  page: timeList(table, {
    Input: LogListInput,
    where: ({ episodeId }) => [sql`t.episode_id = ${uuid(episodeId)}`],
  }),
});

const WRITES = recordWrites(table, logMaker, {
  list: "logs",
  parents: [{ what: "episode", field: "episodeId" }],
});

/**
 * Processing logs of episodes: one entry for each step. Entries are deleted with their episode.
 * Reached as `scope.ingest.episodes.logs`.
 */
export class IngestLogs extends IngestRecords<IngestLogInput, AnyLog, IngestLogListQuery> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, LOGS, WRITES, "log entry");
  }

  /**
   * Adds an entry to the log of an episode.
   *
   * @throws UnifiedStoreError `validation`; `not_found` when the episode does not exist;
   * `unique_violation` when the id is taken
   * @example
   * await acme.ingest.episodes.logs.add({
   *   episodeId: episode.id,
   *   status: "ok",
   *   details: { segments: 12 },
   * });
   */
  override add<T extends JsonInput = Json>(
    input: IngestLogInput<T>,
    options: CallOptions = {},
  ): Promise<IngestLog<Stored<T>>> {
    return super.add(input, options) as Promise<IngestLog<Stored<T>>>;
  }

  /**
   * Bulk insert: adds all entries or none, in one statement. An empty array sends no statement.
   *
   * @returns the entries in the order given
   * @throws UnifiedStoreError `validation`, naming the member as `logs[3].status`; `not_found` when
   * an episode does not exist; `unique_violation` when an id is taken
   * @example
   * await acme.ingest.episodes.logs.addMany(
   *   steps.map((status) => ({ episodeId: episode.id, status })),
   * );
   */
  override addMany<T extends JsonInput = Json>(
    inputs: readonly IngestLogInput<T>[],
    options: CallOptions = {},
  ): Promise<IngestLog<Stored<T>>[]> {
    return super.addMany(inputs, options) as Promise<IngestLog<Stored<T>>[]>;
  }

  /**
   * Lists the log of an episode by time, newest first, page by page. The list is empty when the
   * episode does not exist.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const {
   *   items: [last],
   * } = await acme.ingest.episodes.logs.list({ episodeId: episode.id, limit: 1 });
   */
  override list<T = Json>(query: IngestLogListQuery, options: CallOptions = {}): PageRequest<IngestLog<T>> {
    return super.list(query, options) as PageRequest<IngestLog<T>>;
  }

  /**
   * Reads one entry; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const entry = await acme.ingest.episodes.logs.get<{ segments: number }>(id);
   */
  override get<T = Json>(id: IngestLogId, options: CallOptions = {}): Promise<IngestLog<T> | null> {
    return super.get(id, options) as Promise<IngestLog<T> | null>;
  }

  /**
   * Reads one entry that must exist.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { details } = await acme.ingest.episodes.logs.getOrThrow(id);
   */
  override getOrThrow<T = Json>(id: IngestLogId, options: CallOptions = {}): Promise<IngestLog<T>> {
    return super.getOrThrow(id, options) as Promise<IngestLog<T>>;
  }
}
