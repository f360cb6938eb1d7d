import { type GraphNodeEntity, graphNodeTable } from "../../../entities/graph";
import type { CallOptions } from "../../core/deadline";
import { invalid } from "../../core/errors";
import { JsonText } from "../../core/json";
import { isObject } from "../../core/snapshot";
import { validate } from "../../core/validation";
import { lookup } from "../../db/lookup";
import type { RowDefaults, ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { GraphNodeInput } from "./inputs";
import type { GraphNode } from "./types";
import { merged, type Put, runUpsert, type Upsertable, upsert } from "./upsert";

export const graphNode = new Table<GraphNodeEntity, GraphNode>(graphNodeTable);

export const nodes = lookup(graphNode, "id");

const ALL = ["id", "type", "name", "attrs", "createdAt", "updatedAt"] as const;
const KEY = ["type", "name"] as const;

const target: Upsertable<GraphNodeEntity, GraphNode> = {
  table: graphNode,
  key: KEY,
  keyColumns: graphNode.rowColumns(KEY),
  all: ALL,
  allColumns: graphNode.rowColumns(ALL),
  insertOne: graphNode.inserter(["tenant", "workspace", ...ALL]),
  changeable: ["attrs"],
};

const keyOf = ({ type, name }: { type: string; name: string }): string => `${type}\0${name}`;

/** @param path of the input in errors, such as `nodes[3]`; empty for a single one */
export function nodeToPut(db: RowDefaults, given: unknown, path = ""): Put<GraphNodeEntity> {
  const input = validate(GraphNodeInput, given, path);
  const now = db.now();
  const row = {
    id: input.id?.toLowerCase() ?? db.newId(),
    type: input.type,
    name: input.name,
    attrs: attrsText(input.attrs, path),
    createdAt: new Date(input.createdAt ?? now),
    updatedAt: now,
  };
  return { key: keyOf(input), row, given: givenMembers(input) };
}

/** Puts all or none; results in the order given. */
export async function putNodes(
  db: ScopedDb,
  method: string,
  puts: readonly Put<GraphNodeEntity>[],
  options: CallOptions,
): Promise<GraphNode[]> {
  const statement = upsert(db, target, merged(puts));
  const rows = await runUpsert(db, method, { statement, returns: graphNode.columns, options, what: "node" });
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  return puts.map(({ key }) => byKey.get(key)!);
}

export const givenMembers = (input: object): Set<string> =>
  new Set(Object.keys(input).filter((property) => input[property as keyof typeof input] !== undefined));

/** @throws UnifiedStoreError `validation` for anything but a plain object of JSON values */
export function attrsText(attrs: unknown, path: string): JsonText {
  const field = path === "" ? "attrs" : `${path}.attrs`;
  if (attrs === undefined) return NO_ATTRS;
  if (!isObject(attrs)) throw invalid(field, "must be a plain object such as { since: 2020 }");
  return JsonText.of(attrs, field);
}
const NO_ATTRS = new JsonText("{}");
