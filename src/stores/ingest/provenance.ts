import { type IngestProvenanceEntity, ingestProvenanceTable } from "../../../entities/ingest";
import { checkEach, checkId } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { notFound } from "../../core/errors";
import { JsonText } from "../../core/json";
import { validate } from "../../core/validation";
import { insertion } from "../../db/insertion";
import { lister } from "../../db/list-page";
import { lookup } from "../../db/lookup";
import type { PageRequest } from "../../db/page";
import { paged } from "../../db/paged";
import { type ScopeContext, type ScopedDb, ScopedStore } from "../../db/scoped";
import { Table } from "../../db/table";
import { all, name, type Sql, sql, uuid } from "../../dialect/sql";
import { IngestProvenanceInput } from "./inputs";
import { ProvenanceListInput } from "./list-inputs";
import { dateOrNull, decoded, explaining, idOrNull, missingParent, removeById } from "./rows";
import type { IngestProvenance, IngestProvenanceListQuery } from "./types";

const provenance = new Table<IngestProvenanceEntity, IngestProvenance>(ingestProvenanceTable);
const byId = lookup(provenance, "id");

/** A row before it is written: its JSON is encoded already, which is how it was checked. */
type NewProvenance = Omit<IngestProvenance, "consentFlags"> & { consentFlags: JsonText | null };

const newRows = insertion<IngestProvenanceEntity, NewProvenance>(provenance, [
  "id",
  "contentId",
  "sourceUrl",
  "sourceType",
  "retrievedAt",
  "licence",
  "termsUrl",
  "consentFlags",
  "sha256",
  "creatorId",
  "episodeId",
  "createdAt",
]);
const list = lister(provenance, "p", "createdAt");

/** Where content came from, and on what terms. Reached as `scope.ingest.provenance`. */
export class IngestProvenances extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "ingest.provenance");
  }

  /**
   * Notes where some content came from. Nothing keeps one content from having several sources.
   *
   * @throws UnifiedStoreError `validation`; `foreign_key` when there is no such creator or episode; `unique_violation` when the id is taken
   * @example
   * await acme.ingest.provenance.add({ contentId: "v1", sourceUrl: episode.url, licence: "cc-by", episodeId: episode.id });
   */
  add(input: IngestProvenanceInput, options: CallOptions = {}): Promise<IngestProvenance> {
    return this.db.method("add", async () => {
      options = checkOptions(options);
      const row = newProvenance(this.db, input, "");
      // What it refers to may not be there: that is to fail alone.
      await explaining(newRows.one(this.db, "add", row, { ...options, alone: true }), missingParent);
      return toProvenance(row);
    });
  }

  /**
   * Adds all or none, in one statement.
   *
   * @returns them in the order given
   * @throws UnifiedStoreError as `add`; `validation` names the entry as `provenances[3].sha256`
   * @example
   * await acme.ingest.provenance.addMany(files.map(({ url, sha256 }) => ({ sourceUrl: url, sha256 })));
   */
  addMany(inputs: readonly IngestProvenanceInput[], options: CallOptions = {}): Promise<IngestProvenance[]> {
    return this.db.method("addMany", async () => {
      options = checkOptions(options);
      const rows = checkEach(inputs, "provenances", (input, path) => newProvenance(this.db, input, path));
      await explaining(newRows.many(this.db, "addMany", rows, options), missingParent);
      return rows.map(toProvenance);
    });
  }

  /**
   * Reads one provenance; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation` when the id is not a UUID
   * @example
   * const provenance = await acme.ingest.provenance.get(id);
   */
  get(id: string, options: CallOptions = {}): Promise<IngestProvenance | null> {
    return this.db.method("get", () => {
      options = checkOptions(options);
      return byId.one(this.db, "get", checkId(id), options);
    });
  }

  /**
   * Reads one provenance that has to be there.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { licence } = await acme.ingest.provenance.getOrThrow(id);
   */
  getOrThrow(id: string, options: CallOptions = {}): Promise<IngestProvenance> {
    return this.db.method("getOrThrow", async () => {
      options = checkOptions(options);
      const found = await byId.one(this.db, "getOrThrow", checkId(id), options);
      if (!found) throw notFound(`provenance ${id}`);
      return found;
    });
  }

  /**
   * Lists provenance by time of creation, newest first, page by page: all, or that of a content, a file, a creator, an episode.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.ingest.provenance.list({ sha256: "5feceb66…" });
   */
  list(query: IngestProvenanceListQuery = {}, options: CallOptions = {}): PageRequest<IngestProvenance> {
    const call = { method: "list", Input: ProvenanceListInput, query, options };
    return paged(this.db, call, (input, at, options) => {
      const { order = "newest" } = input;
      const creatorId = input.creatorId?.toLowerCase();
      const episodeId = input.episodeId?.toLowerCase();
      const filter = { ...input, creatorId, episodeId };
      const id = this.db.queryId("list", filter, { order });
      return list(this.db, { ...at, where: conditions(filter), order, query: id, options });
    });
  }

  /**
   * Deletes a provenance.
   *
   * @returns whether it was there
   * @throws UnifiedStoreError `validation`
   * @example
   * const existed = await acme.ingest.provenance.remove(id);
   */
  remove(id: string, options: CallOptions = {}): Promise<boolean> {
    return this.db.method("remove", () => {
      options = checkOptions(options);
      return removeById(this.db, provenance, checkId(id), options);
    });
  }
}

/** @param path of the input in errors, such as `provenances[3]`; empty for a single one */
export function newProvenance(db: ScopedDb, given: unknown, path: string): NewProvenance {
  const input = validate(IngestProvenanceInput, given, path);
  const createdAt = new Date(input.createdAt ?? db.now());
  return {
    id: input.id?.toLowerCase() ?? db.newId(),
    contentId: input.contentId ?? null,
    sourceUrl: input.sourceUrl ?? null,
    sourceType: input.sourceType ?? null,
    retrievedAt: dateOrNull(input.retrievedAt),
    licence: input.licence ?? null,
    termsUrl: input.termsUrl ?? null,
    consentFlags:
      JsonText.optional(input.consentFlags, path === "" ? "consentFlags" : `${path}.consentFlags`) ?? null,
    sha256: input.sha256 ?? null,
    creatorId: idOrNull(input.creatorId),
    episodeId: idOrNull(input.episodeId),
    createdAt,
  };
}

const toProvenance = (row: NewProvenance): IngestProvenance => ({
  ...row,
  consentFlags: decoded(row.consentFlags),
});

type Filter = {
  [K in "contentId" | "sha256" | "creatorId" | "episodeId"]?: string | undefined;
};

function conditions({ contentId, sha256, creatorId, episodeId }: Filter): Sql {
  const given: Sql[] = [];
  if (contentId !== undefined) given.push(sql`p.content_id = ${name(contentId)}`);
  if (sha256 !== undefined) given.push(sql`p.sha256 = ${name(sha256)}`);
  if (creatorId !== undefined) given.push(sql`p.creator_id = ${uuid(creatorId)}`);
  if (episodeId !== undefined) given.push(sql`p.episode_id = ${uuid(episodeId)}`);
  return all(given);
}
