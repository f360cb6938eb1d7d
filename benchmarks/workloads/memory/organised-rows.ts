import { createHash } from "node:crypto";
import { fold } from "../../../src/core/search-text";
import { vectorOf } from "../../../src/dialect/vectors/vector-bytes";
import type { MemoryAccess } from "../../../src/stores/memory/accesses/types";
import type {
  MemoryAssociation,
  MemoryAssociationInput,
} from "../../../src/stores/memory/associations/types";
import type { MemoryCluster, MemoryClusterItem } from "../../../src/stores/memory/clusters/types";
import { type Baseline, newId } from "../baseline";

/** Columns of rows in order. `unknown`: the engines write these values differently. */
type AssociationColumns = [string, string, string, number, unknown, unknown, number];
type AccessColumns = [string, string, string, string | null, string | null, unknown, unknown];
type ClusterColumns = [
  ...[string, string, string, number, string, Uint8Array],
  ...[number | null, number | null, unknown, unknown],
];
type MemberColumns = [string, string, number, string, unknown];

/** A use of an item, by an agent for a query. */
export interface Use {
  itemId: MemoryAccess["itemId"];
  actor: string;
  query: string;
}

export const associationReader =
  ({ codec: { date } }: Baseline) =>
  (columns: unknown[]): MemoryAssociation => {
    const row = columns as AssociationColumns;
    return {
      fromId: row[0] as MemoryAssociation["fromId"],
      toId: row[1] as MemoryAssociation["toId"],
      kind: row[2],
      weight: row[3],
      createdAt: date(row[4]),
      updatedAt: date(row[5]),
      version: row[6],
    };
  };

export const associationColumns = (
  { fromId, toId, kind, weight }: Required<MemoryAssociationInput>,
  at: string,
): unknown[] => [fromId, toId, kind, weight, at, at, 1];

export const accessReader =
  ({ codec: { date, isSet } }: Baseline) =>
  (columns: unknown[]): MemoryAccess => {
    const row = columns as AccessColumns;
    return {
      id: row[0] as MemoryAccess["id"],
      itemId: row[1] as MemoryAccess["itemId"],
      actor: row[2],
      query: row[3],
      queryHash: row[4],
      usedAt: date(row[5]),
      counted: isSet(row[6]),
    };
  };

/** An access that keeps the hash of its query, by default. */
export function newAccess({ scopeKey }: Baseline, { itemId, actor, query }: Use): MemoryAccess {
  const hash = createHash("sha256").update(`${scopeKey} ${fold(query).trim()}`);
  return {
    id: newId() as MemoryAccess["id"],
    ...{ itemId, actor, query: null },
    queryHash: hash.digest("base64url").slice(0, 22),
    usedAt: new Date(),
    counted: false,
  };
}

export const accessColumns = ({ codec }: Baseline, access: MemoryAccess): unknown[] => [
  ...[access.id, access.itemId, access.actor, access.query, access.queryHash],
  ...[codec.instant(access.usedAt), codec.flag(access.counted)],
];

export const clusterReader =
  ({ codec: { date } }: Baseline) =>
  (columns: unknown[]): MemoryCluster => {
    const row = columns as ClusterColumns;
    return {
      id: row[0] as MemoryCluster["id"],
      label: row[1],
      words: JSON.parse(row[2]),
      size: row[3],
      model: row[4],
      centroid: vectorOf(row[5]),
      threshold: row[6],
      k: row[7],
      createdAt: date(row[8]),
      updatedAt: date(row[9]),
    };
  };

export const memberReader =
  ({ codec: { date } }: Baseline) =>
  (columns: unknown[]): MemoryClusterItem => {
    const row = columns as MemberColumns;
    return {
      itemId: row[0] as MemoryClusterItem["itemId"],
      clusterId: row[1] as MemoryClusterItem["clusterId"],
      similarity: row[2],
      textHash: row[3],
      assignedAt: date(row[4]),
    };
  };
