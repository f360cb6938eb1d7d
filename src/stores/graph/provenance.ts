import {
  type GraphProvenanceEntity,
  type GraphProvenanceId,
  graphProvenanceTable,
} from "../../../entities/graph";
import { checkEach } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { hasCode, invalid } from "../../core/errors";
import { validate } from "../../core/validation";
import { Collection, collection } from "../../db/collection";
import { insertion } from "../../db/insertion";
import { lister } from "../../db/list-page";
import type { PageRequest } from "../../db/page";
import { paged } from "../../db/paged";
import { rowMaker } from "../../db/row-maker";
import type { RowDefaults, ScopeContext, ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { sql, uuid } from "../../dialect/sql";
import { edgeRows } from "./edge";
import { GraphProvenanceListInput } from "./inputs";
import { missingReference, type Reference } from "./missing";
import { nodeRows } from "./node";
import type { GraphProvenance, GraphProvenanceInput, GraphProvenanceListQuery } from "./types";
import { memberAt } from "./wanted";

const table = new Table<GraphProvenanceEntity, GraphProvenance>(graphProvenanceTable);
export const provenanceMaker = rowMaker<typeof graphProvenanceTable, GraphProvenance, GraphProvenanceInput>(
  graphProvenanceTable,
);
const ROWS = insertion<GraphProvenanceEntity, GraphProvenance>(table, provenanceMaker.properties);
const oldestFirst = lister(table, "p", "createdAt");

const PROVENANCE = collection({
  place: "graph.provenance",
  what: "provenance",
  table,
  key: "id",
  page: list,
});

/** @param path of the input in errors, such as `provenances[3]`; empty for a single one */
export function newProvenance(db: RowDefaults, given: unknown, path = ""): GraphProvenance {
  const input = validate(provenanceMaker.input, given, path);
  checkSubject(input, path);
  return provenanceMaker.row(db, input);
}

/**
 * Where nodes and edges were learnt. It is added once and not changed. Reached as
 * `scope.graph.provenance`.
 */
export class GraphProvenances extends Collection<
  GraphProvenance,
  GraphProvenanceListQuery,
  GraphProvenanceId
> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, PROVENANCE);
  }

  /**
   * Notes where a node or an edge was learnt. It may have any number of these.
   *
   * @throws UnifiedStoreError `validation`, also unless exactly one of `nodeId` and `edgeId` is
   * given; `not_found` when that is not in this scope; `unique_violation` when the id is taken
   * @example
   * await acme.graph.provenance.add({
   *   nodeId: ada.id,
   *   sourceUrl: "https://example.org/ada",
   *   license: "CC-BY-4.0",
   * });
   */
  add(input: GraphProvenanceInput, options: CallOptions = {}): Promise<GraphProvenance> {
    return this.db.method("add", async () => {
      options = checkOptions(options);
      const row = newProvenance(this.db, input);
      await ROWS.one(this.db, "add", row, { ...options, alone: true }).catch(async (error: unknown) => {
        throw await this.#explained("add", error, [subjectOf(row, "")], options);
      });
      return row;
    });
  }

  /**
   * Adds all provenances or none, in one statement.
   *
   * @returns them in the order given
   * @throws UnifiedStoreError `validation`, naming the input as `provenances[3].nodeId`;
   * `not_found`, naming it in the same way where that can be told; `unique_violation`
   * @example
   * await acme.graph.provenance.addMany(
   *   edges.map(({ id }) => ({ edgeId: id, episode: "interview-7" })),
   * );
   */
  addMany(inputs: readonly GraphProvenanceInput[], options: CallOptions = {}): Promise<GraphProvenance[]> {
    return this.db.method("addMany", async () => {
      options = checkOptions(options);
      const rows = checkEach(inputs, "provenances", (input, path) => newProvenance(this.db, input, path));
      // In the order of the ids: of two calls that share some, one waits for the other, and never
      // both.
      const sorted = [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));
      await ROWS.many(this.db, "addMany", sorted, options).catch(async (error: unknown) => {
        const subjects = rows.map((row, i) => subjectOf(row, `provenances[${i}]`));
        throw await this.#explained("addMany", error, subjects, options);
      });
      return rows;
    });
  }

  /** A missing row is what a provenance is about: it refers to nothing else. */
  async #explained(
    method: string,
    error: unknown,
    references: Reference[],
    options: CallOptions,
  ): Promise<unknown> {
    if (!hasCode(error, "in_use")) return error;
    const otherwise = { what: "node or edge of one of the ids given", field: "provenances" };
    return missingReference(this.db, method, { cause: error.cause, references, otherwise }, options);
  }

  /**
   * Lists where a node or an edge was learnt, oldest first, page by page; nothing when there is no
   * such node or edge.
   *
   * @throws UnifiedStoreError `validation`, also unless exactly one of `nodeId` and `edgeId` is
   * given
   * @example
   * for await (const { sourceUrl } of acme.graph.provenance.list({ edgeId: edge.id }))
   *   console.log(sourceUrl);
   */
  override list(query: GraphProvenanceListQuery, options: CallOptions = {}): PageRequest<GraphProvenance> {
    return super.list(query, options);
  }
}

function list(
  db: ScopedDb,
  query: GraphProvenanceListQuery,
  options: CallOptions,
): PageRequest<GraphProvenance> {
  const call = { method: "list", Input: GraphProvenanceListInput, query, options };
  return paged(db, call, (input, at, options) => {
    checkSubject(input, "");
    const [nodeId, edgeId] = [input.nodeId?.toLowerCase() ?? null, input.edgeId?.toLowerCase() ?? null];
    const where = nodeId !== null ? sql`p.node_id = ${uuid(nodeId)}` : sql`p.edge_id = ${uuid(edgeId)}`;
    return oldestFirst(db, {
      ...at,
      where,
      order: "oldest",
      query: db.queryId("list", { nodeId, edgeId }),
      options,
    });
  });
}

function checkSubject({ nodeId = null, edgeId = null }: GraphProvenanceInput, path: string): void {
  if ((nodeId === null) !== (edgeId === null)) return;
  throw invalid(memberAt(path, "nodeId"), "or edgeId must be given, exactly one of the two");
}

const subjectOf = ({ nodeId, edgeId }: GraphProvenance, path: string): Reference =>
  nodeId !== null
    ? { what: "node", rows: nodeRows, id: nodeId, field: memberAt(path, "nodeId") }
    : { what: "edge", rows: edgeRows, id: edgeId!, field: memberAt(path, "edgeId") };
