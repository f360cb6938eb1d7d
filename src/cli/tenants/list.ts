import type { CommandLine } from "../../command-line/command";
import { EXIT } from "../../command-line/exit-code";
import { interruptible } from "../../command-line/interruption";
import { publishResult } from "../../command-line/output";
import { wholeNumber } from "../../command-line/values";
import type { TenantEntry } from "../../manager";
import { plural } from "../../presentation/figures";
import { terminalOf } from "../../presentation/terminal/style";
import { left, table } from "../../presentation/terminal/table";
import { printable } from "../../presentation/terminal/width";
import { openExisting } from "../target/open-target";
import { targetAt } from "../target/target";
import type { ListOption } from "./options";

const PAGE = 100;

/** `unified-store tenants list` */
export async function run({ values, json }: CommandLine<ListOption>): Promise<number> {
  const most =
    values.limit === undefined
      ? Number.POSITIVE_INFINITY
      : wholeNumber("limit", values.limit, { most: 1_000_000 });
  await using stores = await openExisting(targetAt(values));
  const { result } = await interruptible({ interrupted: "Interrupted." }, async (signal) => {
    const found: TenantEntry[] = [];
    for await (const tenant of stores.tenants({ limit: Math.min(most, PAGE) }, { signal })) {
      found.push(tenant);
      if (found.length === most) break;
    }
    return found;
  });
  await publishResult(json, { tenants: result }, () => textOf(result));
  return EXIT.done;
}

function textOf(found: readonly TenantEntry[]): string {
  if (found.length === 0) return "There are no tenants: the database has no rows.";
  const rows = found.map(({ tenant, workspaces, hasMoreWorkspaces }) => [
    printable(tenant),
    printable(workspaces.join(", ")) + (hasMoreWorkspaces ? ", …" : ""),
  ]);
  const columns = [left("tenant", { atLeast: 12 }), left("workspaces", { atLeast: 16 })];
  return `${table(columns, rows, terminalOf(process.stdout).columns)}\n${plural(found.length, "tenant")}`;
}
