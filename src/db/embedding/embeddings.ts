import type { EmbeddingModelRow } from "../../../entities/embedding";
import { type CheckedEmbedder, checkEmbedders } from "./embedder";
import { EmbeddingClient } from "./embedding-client";

/** How long a tenant's models are believed to be as they were read, in milliseconds. */
const MOST_AGE_MS = 2_000;
/** Tenants whose models are remembered. */
const MOST_TENANTS = 10_000;

interface Known {
  models: readonly EmbeddingModelRow[];
  until: number;
}

/** The embedders of a manager, and what this process knows of the tenants' models. */
export class Embeddings {
  /** By model, in the order given. */
  readonly clients: ReadonlyMap<string, EmbeddingClient>;
  private readonly known = new Map<string, Known>();
  private readonly tenants = new Set<string>();
  private readonly told = new Set<string>();

  constructor(embedders: readonly CheckedEmbedder[] = []) {
    this.clients = new Map(embedders.map((each) => [each.model, new EmbeddingClient(each)]));
  }

  /** @throws UnifiedStoreError `validation` */
  static of(embedder: unknown): Embeddings {
    return new Embeddings(embedder === undefined ? [] : checkEmbedders(embedder));
  }

  /** Whether texts of a tenant may have vectors, as far as this process knows. */
  mayHaveVectors(tenant: string): boolean {
    return this.clients.size > 0 || this.tenants.has(tenant);
  }

  /** The models of a tenant as they were at most two seconds ago; undefined: to be read. */
  modelsOf(tenant: string): readonly EmbeddingModelRow[] | undefined {
    const known = this.known.get(tenant);
    return known && known.until > performance.now() ? known.models : undefined;
  }

  remember(tenant: string, models: readonly EmbeddingModelRow[]): void {
    if (this.known.size >= MOST_TENANTS) this.known.clear();
    this.known.set(tenant, { models, until: performance.now() + MOST_AGE_MS });
    if (models.length > 0) this.tenants.add(tenant);
  }

  /** True the first time for this key: what is logged once. */
  isNews(key: string): boolean {
    if (this.told.has(key) || this.told.size >= MOST_TENANTS) return false;
    this.told.add(key);
    return true;
  }

  /** After an erasure: a query may have contained the person's data. */
  forgetQueries(): void {
    for (const client of this.clients.values()) client.forgetQueries();
  }

  /** After a change of the models of any tenants. */
  forgetAll(): void {
    this.known.clear();
  }

  /** After a change of a tenant's models. */
  forget(tenant: string): void {
    this.known.delete(tenant);
    this.tenants.add(tenant);
  }
}
