import { invalid } from "../../core/errors";
import { readable } from "../../core/input/snapshot";
import type { PageRequest } from "../../db/pages/page";
import { partNames, type Scope } from "../../scope";

/** A store or collection, as far as it is looked into. */
export interface Collection {
  get?(key: unknown): Promise<object | null>;
  list?(query: object): PageRequest<object>;
  search?(query: object): PageRequest<object>;
}

type Verb = keyof Collection;
const VERBS: readonly Verb[] = ["get", "list", "search"];
/** It concerns persons, and has neither rows nor lists of its own. */
const WITHOUT_ROWS = "privacy";
/** It searches several stores at once, and notes its searches. */
const NO_PAGES = "retrieval";

/**
 * The names of stores and collections that have a verb, such as `memory.policies`. They are read
 * off the stores themselves, so none is missing.
 */
export function collectionNames(scope: Scope, verb: Verb): string[] {
  return [...collectionsOf(scope)]
    .flatMap(([name, collection]) => (has(collection, verb) ? name : []))
    .sort();
}

/** @throws UnifiedStoreError `validation`, naming those that there are */
export function collectionAt(scope: Scope, name: string, verb: Verb): Collection {
  const found = collectionsOf(scope).get(name);
  if (found && has(found, verb)) return found;
  const has_ = `those with ${verb} are ${collectionNames(scope, verb).join(", ")}`;
  throw invalid("collection", found ? `has no ${verb}: ${has_}` : `is not known: ${has_}`);
}

const has = (collection: Collection, verb: Verb): boolean => typeof collection[verb] === "function";

function collectionsOf(scope: Scope): Map<string, Collection> {
  const found = new Map<string, Collection>();
  const add = (name: string, value: unknown, depth: number): void => {
    if (typeof value !== "object" || value === null || depth > 3) return;
    const collection = value as Collection;
    if (name !== NO_PAGES && VERBS.some((verb) => has(collection, verb))) found.set(name, collection);
    for (const member of Object.keys(value))
      add(
        `${name}.${member}`,
        readable(() => (value as Record<string, unknown>)[member]),
        depth + 1,
      );
  };
  for (const name of partNames) if (name !== WITHOUT_ROWS) add(name, scope[name as keyof Scope], 1);
  return found;
}
