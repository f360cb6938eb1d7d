import { type GraphProvenanceEntity, graphProvenanceTable } from "../../../entities/graph";
import type { CallOptions } from "../../core/call/deadline";
import { invalid } from "../../core/errors";
import { validate } from "../../core/input/validation";
import { collection } from "../../db/collection";
import { Records, type RecordWrites, recordWrites } from "../../db/collections/records";
import { usesOf } from "../../db/collections/references";
import { lister } from "../../db/pages/keyset-by-time";
import type { PageRequest } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import { rowMaker } from "../../db/row-maker";
import type { RowDefaults, ScopeContext, ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { sql, uuid } from "../../dialect/sql";
import { edgeRows } from "./edge";
import { GraphProvenanceListInput } from "./inputs";
import { missingReference } from "./missing";
import { nodeRows } from "./node";
import type { GraphProvenance, GraphProvenanceInput, GraphProvenanceListQuery } from "./types";

export const provenance = new Table<GraphProvenanceEntity, GraphProvenance>(graphProvenanceTable);
export const provenanceMaker = rowMaker<typeof graphProvenanceTable, GraphProvenance, GraphProvenanceInput>(
  graphProvenanceTable,
);
const oldestFirst = lister(provenance, "p", "createdAt");

const PROVENANCE = collection({
  name: "graph.provenance",
  what: "provenance",
  table: provenance,
  key: "id",
  page: list,
});

const SUBJECTS = [
  { field: "nodeId", what: "node", rows: nodeRows },
  { field: "edgeId", what: "edge", rows: edgeRows },
];

/** Adds the check across members, which the rules of single members cannot do. */
const MAKER: typeof provenanceMaker = {
  ...provenanceMaker,
  row(defaults, input, path = "") {
    checkSubject(input, path);
    return provenanceMaker.row(defaults, input, path);
  },
};
const WRITES: RecordWrites<GraphProvenanceInput, GraphProvenance> = {
  ...recordWrites(provenance, MAKER, { list: "provenances", parents: SUBJECTS }),
  explain(call, { cause }, given) {
    const rows = [given].flat();
    const changes = rows.map((row, i) => ({ row, path: row === given ? "" : `provenances[${i}].` }));
    const otherwise = { what: "node or edge of one of the ids given", field: "provenances" };
    return missingReference(call, { cause, uses: usesOf(changes, SUBJECTS), otherwise });
  },
};

export const newProvenance = (defaults: RowDefaults, given: unknown): GraphProvenance =>
  MAKER.row(defaults, validate(MAKER.input, given, ""));

/**
 * Provenance: the sources of nodes and edges. Entries are immutable. Reached as
 * `scope.graph.provenance`.
 */
export class GraphProvenances extends Records<
  GraphProvenanceInput,
  GraphProvenance,
  GraphProvenanceListQuery
> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, PROVENANCE, WRITES);
  }

  /**
   * Records a source of a node or an edge. Each may have any number of sources.
   *
   * @throws UnifiedStoreError `validation`, also unless exactly one of `nodeId` and `edgeId` is
   * given; `not_found` when that node or edge is not in this scope; `unique_violation` when the id
   * is taken
   * @example
   * await acme.graph.provenance.add({
   *   nodeId: ada.id,
   *   sourceUrl: "https://example.org/ada",
   *   license: "CC-BY-4.0",
   * });
   */
  override add(input: GraphProvenanceInput, options: CallOptions = {}): Promise<GraphProvenance> {
    return super.add(input, options);
  }

  /**
   * Bulk insert: adds all provenances or none, in one statement.
   *
   * @returns the provenances in the order given
   * @throws UnifiedStoreError `validation`, naming the input as `provenances[3].nodeId`;
   * `not_found`, naming the input in the same way if known; `unique_violation`
   * @example
   * await acme.graph.provenance.addMany(
   *   edges.map(({ id }) => ({ edgeId: id, episode: "interview-7" })),
   * );
   */
  override addMany(
    inputs: readonly GraphProvenanceInput[],
    options: CallOptions = {},
  ): Promise<GraphProvenance[]> {
    return super.addMany(inputs, options);
  }

  /**
   * Lists the sources of a node or an edge, oldest first, page by page. The list is empty when
   * there is no such node or edge.
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
  const called = { method: "list", Input: GraphProvenanceListInput, query, options };
  return paged(db, called, (call, input, at) => {
    checkSubject(input, "");
    const [nodeId, edgeId] = [input.nodeId?.toLowerCase() ?? null, input.edgeId?.toLowerCase() ?? null];
    const where = nodeId !== null ? sql`p.node_id = ${uuid(nodeId)}` : sql`p.edge_id = ${uuid(edgeId)}`;
    return oldestFirst(call, { ...at, where, order: "oldest", query: call.queryId({ nodeId, edgeId }) });
  });
}

function checkSubject({ nodeId = null, edgeId = null }: GraphProvenanceInput, path: string): void {
  if ((nodeId === null) !== (edgeId === null)) return;
  throw invalid(`${path}nodeId`, "or edgeId must be given, exactly one of the two");
}
