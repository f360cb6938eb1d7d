import { Client, escapeLiteral, Pool, type QueryArrayConfig } from "pg";
import { type ManagerSettings, UnifiedStoreManager } from "../../src";
import { dispatched } from "../../src/dialect/dispatch";
import type { Plan, Reading, Recording, Sent } from "./plan";

/** Stores whose statements are recorded when they are sent to the server. */
export async function recordPostgres(url: string, settings: ManagerSettings = {}): Promise<Recording> {
  const sent: Sent[] = [];
  class RecordingClient extends Client {
    /** One of pg's seven overloads; the arguments are passed on. */
    override query(...args: never[]): never {
      const [config] = args as unknown as [string | QueryArrayConfig];
      // Statements that begin and end transactions are plain strings.
      if (typeof config !== "string") {
        const values = dispatched(config.values ?? [], (at) => at.toISOString());
        sent.push({ text: config.text, values });
      }
      return Reflect.apply(super.query, this, args) as never;
    }
  }
  const pool = new Pool({ connectionString: url, max: 1, Client: RecordingClient });
  const stores = await UnifiedStoreManager.open({ pool, migrateSchema: false, ...settings });
  const close = async (): Promise<void> => {
    await stores.close();
    await pool.end();
  };
  return { stores, sent, close };
}

/**
 * `custom` is a plan for these values, as for a statement's first calls; `generic` is a plan for
 * any values.
 */
export type PlanKind = "custom" | "generic";

/** Runs a statement in a transaction that is rolled back, and returns its executed plan. */
export async function explainPostgres(client: Client, { text, values }: Sent, kind: PlanKind): Promise<Plan> {
  const given = values.length === 0 ? "" : `(${values.map(literal).join(", ")})`;
  await client.query("begin");
  try {
    // Statements of one transaction are explained each alone: what one refers to is not there.
    await client.query("set local session_replication_role = replica");
    await client.query(`set local plan_cache_mode = force_${kind}_plan`);
    await client.query(`prepare explained as ${text}`);
    const { rows } = await client.query<{ "QUERY PLAN": [{ Plan: PlanNode }] }>(
      `explain (analyze, timing off, buffers off, format json) execute explained${given}`,
    );
    return planOf(rows[0]!["QUERY PLAN"][0].Plan);
  } finally {
    await client.query("rollback");
    await client.query("deallocate all");
  }
}

/** A parameter's value as the driver would send it, as a literal in the statement. */
function literal(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (Buffer.isBuffer(value)) return `'\\x${value.toString("hex")}'`;
  if (Array.isArray(value)) return escapeLiteral(`{${value.map(element).join(",")}}`);
  return escapeLiteral(String(value));
}

const element = (value: unknown): string =>
  value === null ? "NULL" : `"${String(value).replace(/["\\]/g, "\\$&")}"`;

interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Name"?: string;
  "Index Cond"?: string;
  "Conflict Arbiter Indexes"?: string[];
  /** Average of one loop. */
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  Plans?: PlanNode[];
}

function planOf(root: PlanNode): Plan {
  const plan: Plan = { readings: [], conflicts: [], sorted: 0, text: "" };
  visit(plan, root, 0);
  return plan;
}

function visit(plan: Plan, node: PlanNode, depth: number, heap?: PlanNode): void {
  const reading = readingOf(node, heap);
  if (reading) plan.readings.push(reading);
  plan.conflicts.push(...(node["Conflict Arbiter Indexes"] ?? []));
  plan.text += `${"  ".repeat(depth)}${node["Node Type"]} ${reading ? describe(reading) : ""}\n`;
  for (const child of node.Plans ?? []) {
    if (node["Node Type"].endsWith("Sort"))
      plan.sorted = Math.max(plan.sorted, child["Actual Rows"] * child["Actual Loops"]);
    visit(plan, child, depth + 1, node["Node Type"] === "Bitmap Heap Scan" ? node : heap);
  }
}

function readingOf(node: PlanNode, heap: PlanNode | undefined): Reading | null {
  if (!/^(Seq|Index|Index Only|Bitmap Index) Scan$/.test(node["Node Type"])) return null;
  const left = (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0);
  return {
    table: node["Relation Name"] ?? heap!["Relation Name"]!,
    index: node["Index Name"] ?? null,
    condition: node["Index Cond"] ?? "",
    rows: Math.round((node["Actual Rows"] + left) * node["Actual Loops"]),
  };
}

const describe = ({ table, index, condition, rows }: Reading): string =>
  `${table} by ${index ?? "nothing"} ${condition}: ${rows} rows`;
