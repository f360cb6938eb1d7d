import type { Lifetime } from "../../../core/call/task-local";

/** What is known of one scope's texts in one table. */
export interface KnownScope {
  texts: number;
  meanLength: number;
  /** How many texts have a common word. */
  words: Map<string, number>;
}

const KEPT_MS = 300_000;
const MOST_SCOPES = 1000;
const MOST_WORDS = 10_000;

interface Remembered {
  scope: KnownScope;
  until: number;
}

const databases = new WeakMap<Lifetime, Map<string, Remembered>>();

/** @param key table and scope */
export function knownScope(database: Lifetime, key: string): KnownScope | undefined {
  const found = databases.get(database)?.get(key);
  return found && found.until > performance.now() ? found.scope : undefined;
}

export function rememberScope(database: Lifetime, key: string, scope: KnownScope): void {
  const scopes = databases.get(database) ?? new Map<string, Remembered>();
  databases.set(database, scopes);
  if (scopes.get(key)?.scope === scope && scope.words.size <= MOST_WORDS) return;
  // A map gives its keys in the order of their setting: the first was set longest ago.
  scopes.delete(key);
  if (scopes.size >= MOST_SCOPES) scopes.delete(scopes.keys().next().value!);
  if (scope.words.size > MOST_WORDS) scope.words.clear();
  scopes.set(key, { scope, until: performance.now() + KEPT_MS });
}
