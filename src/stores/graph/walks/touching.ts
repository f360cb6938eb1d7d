import type { Call } from "../../../db/call";
import { selection } from "../../../db/table";
import { AnyOf, sql } from "../../../dialect/sql";
import { asOf } from "../as-of";
import { graphEdge } from "../edge";
import type { GraphAsOf } from "../types";

/** An edge by its ends. */
export interface EdgeEnds {
  from: string;
  to: string;
  type: string;
}

const ENDS = selection<EdgeEnds>({ from: "uuid", to: "uuid", type: "name" });

/**
 * The edges of the given types that begin or end at one of the nodes, in one statement. An edge
 * between two of the nodes comes twice.
 */
export function touching(
  call: Call,
  { ids, types, ...times }: { ids: readonly string[]; types: readonly string[] } & GraphAsOf,
): Promise<EdgeEnds[]> {
  const nodes = new AnyOf("uuid", ids);
  const matching = sql`${call.inScope("e")} and e.type ${new AnyOf("name", types)} and ${asOf(times)}`;
  const statement = sql`
    select e.from_id, e.to_id, e.type from ${graphEdge.name} as e where ${matching} and e.from_id ${nodes}
    union all
    select e.from_id, e.to_id, e.type from ${graphEdge.name} as e where ${matching} and e.to_id ${nodes}`;
  return call.all(statement, ENDS);
}
