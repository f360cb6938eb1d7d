import type { GraphEdge, GraphNode } from "../../../src/stores/graph/types";
import type { Baseline } from "../baseline";

/** Columns of a node in order. `unknown`: the engines write these values differently. */
type NodeColumns = [string, string, string, string, number, unknown, unknown, null];
/** Columns after those of the node in a walk. */
type VisitColumns = [...NodeColumns, number, string | null];
type EdgeColumns = [
  ...[string, string, string, string, number, string],
  ...[unknown, unknown, unknown, unknown, number, unknown, unknown],
];

export const nodeReader =
  ({ codec: { date } }: Baseline) =>
  (columns: unknown[]): GraphNode => {
    const row = columns as NodeColumns;
    return {
      id: row[0],
      type: row[1],
      name: row[2],
      attrs: JSON.parse(row[3]),
      version: row[4],
      createdAt: date(row[5]),
      updatedAt: date(row[6]),
    };
  };

export const depthOf = (columns: unknown[]): number => (columns as unknown as VisitColumns)[8];
export const parentOf = (columns: unknown[]): string | null => (columns as unknown as VisitColumns)[9];

export const edgeReader =
  ({ codec: { date } }: Baseline) =>
  (columns: unknown[]): GraphEdge => {
    const row = columns as EdgeColumns;
    return {
      id: row[0],
      from: row[1],
      to: row[2],
      type: row[3],
      weight: row[4],
      attrs: JSON.parse(row[5]),
      validFrom: row[6] === null ? null : date(row[6]),
      validTo: row[7] === null ? null : date(row[7]),
      recordedFrom: date(row[8]),
      recordedTo: row[9] === null ? null : date(row[9]),
      version: row[10],
      createdAt: date(row[11]),
      updatedAt: date(row[12]),
    };
  };

export const NODE_COLUMNS = 8;
