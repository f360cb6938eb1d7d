import type { CommandLine } from "../../command-line/command";
import { EXIT } from "../../command-line/exit-code";
import { complain, note, publishResult } from "../../command-line/output";
import { UsageError } from "../../command-line/usage-error";
import { wholeNumber } from "../../command-line/values";
import { UnifiedStoreError } from "../../core/errors";
import type { UnifiedStoreManager } from "../../manager";
import { collectionNames } from "../../operations/look/collections";
import { type LookQuery, type LookResult, lookAt, lookFor, lookUp } from "../../operations/look/look";
import { terminalOf } from "../../presentation/terminal/style";
import { openExisting } from "../target/open-target";
import { targetAt } from "../target/target";
import type { GetOption, ListOption } from "./options";
import { scopeOf, tenantsText } from "./scope";
import { rowsText, rowText } from "./text";

const DEFAULT_LIMIT = 20;

/** `unified-store get` */
export async function runGet({ values, operands, json }: CommandLine<GetOption>): Promise<number> {
  const [collection, ...key] = operands;
  await using stores = await openExisting(targetAt(values));
  const scope = await scopeOf(stores, values);
  const row = await checked(() => lookUp(stores, { ...scope, collection: collection! }, key));
  if (row === null) {
    complain(`There is no such row.${await tenantsText(stores, scope.tenant)}`);
    if (json !== null) await publishResult(json, { row }, () => "");
    return EXIT.failed;
  }
  await publishResult(json, { row }, () => rowText(row));
  return EXIT.done;
}

/** `unified-store list` */
export async function runList(line: CommandLine<ListOption>): Promise<number> {
  const { values, operands, json } = line;
  const [collection] = operands;
  await using stores = await openExisting(targetAt(values));
  if (collection === undefined) {
    // Any scope has the same.
    const names = collectionNames(stores.scope({ tenant: "any" }), "list");
    await publishResult(json, { collections: names }, () => names.join("\n"));
    return EXIT.done;
  }
  return await publish(stores, line, (query) => lookAt(stores, { ...query, collection }));
}

/** `unified-store search` */
export async function runSearch(line: CommandLine<ListOption>): Promise<number> {
  const [collection, text] = line.operands;
  if (text === undefined) throw new UsageError("search needs a text behind the store: put it into quotes.");
  await using stores = await openExisting(targetAt(line.values));
  return await publish(stores, line, (query) => lookFor(stores, { ...query, collection: collection! }, text));
}

async function publish(
  stores: UnifiedStoreManager,
  { values, lists, json }: CommandLine<ListOption>,
  look: (query: Omit<LookQuery, "collection">) => Promise<LookResult>,
): Promise<number> {
  const limit =
    values.limit === undefined ? DEFAULT_LIMIT : wholeNumber("limit", values.limit, { most: 1000 });
  const filters = filtersIn(lists.filter ?? []);
  const scope = await scopeOf(stores, values);
  const result = await checked(() => look({ ...scope, filters, limit }));
  if (result.items.length === 0) note(`There are no such rows.${await tenantsText(stores, scope.tenant)}`);
  else if (result.hasMore) note(`The first ${limit} rows: --limit shows more, --filter fewer.`);
  await publishResult(json, result, () => rowsText(result.items, terminalOf(process.stdout).columns));
  return EXIT.done;
}

/** A filter that is given more than once is a list. @throws UsageError */
function filtersIn(given: readonly string[]): Record<string, string[]> {
  const filters: Record<string, string[]> = {};
  for (const each of given) {
    const at = each.indexOf("=");
    if (at < 1) throw new UsageError(`--filter takes NAME=VALUE, not ${JSON.stringify(each)}.`);
    const name = each.slice(0, at);
    filters[name] = [...(filters[name] ?? []), each.slice(at + 1)];
  }
  return filters;
}

/** What the stores refuse is wrong with the command line. */
async function checked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UnifiedStoreError && error.code === "validation")
      throw new UsageError(`${error.message}.`);
    throw error;
  }
}
