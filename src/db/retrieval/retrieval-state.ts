import { ExpiringCache } from "../../core/expiring-cache";
import { type Logger, silentLogger } from "../../core/logger";
import { scopeKey } from "../../core/search-text";
import type { RetrievalSettings } from "./settings";

/** Answers in the cache: some hundred bytes for each hit. */
const MOST_ANSWERS = 1_000;
const MOST_CHARACTERS = 10_000_000;
/** Configurations that are remembered. */
const MOST_CONFIGS = 1_000;

/** What the retrieval of a manager shares among scopes: its settings and its caches. */
export class RetrievalState {
  /** Answers as JSON, without contents of rows. Their keys begin with the scope. */
  readonly answers = new ExpiringCache<string>(MOST_ANSWERS, MOST_CHARACTERS);
  /** Configurations as JSON, by tenant and name. */
  readonly configs = new ExpiringCache<string>(MOST_CONFIGS);

  constructor(
    readonly settings: RetrievalSettings = {},
    readonly logger: Logger = silentLogger,
  ) {}

  /** Forgets all answers of a scope. */
  forgetAnswers({ tenant, workspace }: { tenant: string; workspace: string }): void {
    this.answers.deleteAll(answersOf(tenant, workspace));
  }
}

/** How the keys of a scope's answers begin. Names have no U+0000. */
export const answersOf = (tenant: string, workspace: string): string =>
  `${scopeKey(tenant, workspace)}\u0000`;
