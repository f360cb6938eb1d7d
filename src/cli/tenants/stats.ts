import type { CommandLine } from "../../command-line/command";
import { EXIT } from "../../command-line/exit-code";
import { interruptible } from "../../command-line/interruption";
import { note, publishResult } from "../../command-line/output";
import { UsageError } from "../../command-line/usage-error";
import type { TenantStats, UnifiedStoreManager } from "../../manager";
import { terminalOf } from "../../presentation/terminal/style";
import { openExisting } from "../target/open-target";
import { targetAt } from "../target/target";
import type { StatsOption } from "./options";
import { allTenantsText, tenantText } from "./text";

/** `unified-store tenants stats` */
export async function run({ values, operands, json }: CommandLine<StatsOption>): Promise<number> {
  const [tenant] = operands;
  if (tenant === undefined && values.workspace !== undefined)
    throw new UsageError("--workspace needs the tenant that it is of: name it before the options.");
  await using stores = await openExisting(targetAt(values));
  const { columns } = terminalOf(process.stdout);
  const manner = { interrupted: "Interrupted." };
  if (tenant !== undefined) {
    const { result } = await interruptible(manner, (signal) =>
      stores.tenant(tenant).stats({ workspace: values.workspace, signal }),
    );
    await publishResult(json, result, () => tenantText(result, columns));
  } else {
    const { result } = await interruptible(manner, (signal) => ofAll(stores, signal));
    await publishResult(json, { tenants: result }, () => allTenantsText(result, columns));
  }
  return EXIT.done;
}

async function ofAll(stores: UnifiedStoreManager, signal: AbortSignal): Promise<TenantStats[]> {
  const found: TenantStats[] = [];
  for await (const { tenant } of stores.tenants({}, { signal })) {
    note(`${tenant} …`);
    found.push(await stores.tenant(tenant).stats({ signal }));
  }
  return found;
}
