import { existsSync } from "node:fs";
import { UsageError } from "../../../command-line/usage-error";
import { oneOf, wholeNumber, wrongValue } from "../../../command-line/values";
import { givenPath } from "../../../data-migration/files/source-names";
import { checkOptions, type RunOptions } from "../../../data-migration/options";
import type { Tier } from "../../../data-migration/read/step";
import type { CommandArguments } from "./command-arguments";

/**
 * What is moved, and how, checked before anything is opened. @throws UsageError, UnifiedStoreError
 * `validation`
 */
export function moveOptions(given: CommandArguments, from: readonly string[]): RunOptions {
  mustExist(from);
  const { "embedding-model": embeddingModel } = given.values;
  const { priority, tenant, workspace, "on-invalid": onInvalid, "batch-size": batchSize } = given.values;
  const options: RunOptions = {
    from,
    ...(priority !== undefined && { tiers: tiersIn(priority) }),
    ...(tenant !== undefined && { tenant }),
    ...(workspace !== undefined && { workspace }),
    ...(embeddingModel !== undefined && { embeddingModel }),
    ...(onInvalid !== undefined && { onInvalid: oneOf("on-invalid", onInvalid, ["quarantine", "fail"]) }),
    ...(batchSize !== undefined && { batchSize: wholeNumber("batch-size", batchSize, { most: 100_000 }) }),
    ...(given.flags.has("dry-run") && { dryRun: true }),
    ...(given.flags.has("follow") && { follow: true }),
  };
  checkOptions(options);
  return options;
}

/** Better said before the target is opened, or made. */
export function mustExist(from: readonly string[]): void {
  if (from.length === 0) throw new UsageError("Which files? Give --from PATH …, files or folders.");
  const missing = from.find((each) => !existsSync(givenPath(each).path));
  if (missing !== undefined)
    throw new UsageError(`--from names ${givenPath(missing).path}, which does not exist.`);
}

function tiersIn(text: string): Tier[] {
  const tiers = text.split(",").map((each) => each.trim().toUpperCase());
  const isTier = (each: string): each is Tier => /^P[012]$/.test(each);
  if (!tiers.every(isTier)) throw wrongValue("priority", text, "some of P0,P1,P2 with commas between");
  return [...new Set(tiers)];
}
