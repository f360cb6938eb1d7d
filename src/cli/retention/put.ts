import type { CommandLine } from "../../command-line/command";
import { milliseconds } from "../../command-line/duration";
import { EXIT } from "../../command-line/exit-code";
import { publishResult } from "../../command-line/output";
import { UsageError } from "../../command-line/usage-error";
import { wholeNumber } from "../../command-line/values";
import { openExisting } from "../target/open-target";
import { targetAt } from "../target/target";
import { kindAt } from "./kind";
import type { PutOption } from "./options";
import { policyText } from "./text";

const MOST_AGE_MS = 100 * 366 * 86_400_000;
const MOST_ROWS = 1_000_000_000;

/** `unified-store retention put` */
export async function run({ values, operands, flags, json }: CommandLine<PutOption>): Promise<number> {
  const kind = kindAt(operands[0]!);
  const { tenant } = values;
  const [age, rows, keepsAll] = [values["max-age"], values["max-rows"], flags.has("keep-all")];
  if ((age === undefined && rows === undefined) !== keepsAll)
    throw new UsageError("Say what is kept: --max-age, --max-rows or both; or --keep-all alone.");
  const policy = {
    ...kind,
    maxAgeMs: age === undefined ? null : milliseconds("max-age", age, { most: MOST_AGE_MS }),
    maxRows: rows === undefined ? null : wholeNumber("max-rows", rows, { least: 0, most: MOST_ROWS }),
    hide: flags.has("hide"),
  };
  await using stores = await openExisting(targetAt(values));
  const put = await (tenant === undefined
    ? stores.retention.put(policy)
    : stores.scope({ tenant }).retention.put(policy));
  await publishResult(json, put, () => `${kind.store}.${kind.what}: ${policyText(put)}`);
  return EXIT.done;
}
