import { instant, integer, name, real, version } from "./columns";
import { type RowOf, type TenantRow, table } from "./table";

/**
 * A model whose vectors a tenant keeps. It belongs to the tenant, in all of its workspaces. The
 * vectors themselves are in side tables that no definition maps: `<table>_vector` has the floats,
 * `<table>_sketch` the bits that find candidates.
 */
export const embeddingModelTable = table("embedding_model", {
  scope: "tenant",
  key: ["name"],
  columns: {
    /** As the embedder calls it, such as `text-embedding-3-small`. */
    name: name(),
    /** Numbers of each vector, 1 to 16,384. */
    dimensions: integer().between(1, 16_384),
    /** Bits of a sketch for each dimension. */
    bits: integer().generated(),
    /** The cosine of texts that have nothing in common, from -1 to 0.99. Default: 0. */
    baseline: real().between(-1, 0.99).default(0),
    /**
     * `filling`: vectors are written beside the active model; `active`: searches use it;
     * `retired`: another model took its place.
     */
    state: name().oneOf("filling", "active", "retired").generated(),
    createdAt: instant().generated(),
    /** When searches began to use it; null: never. */
    activatedAt: instant().nullable().generated(),
    version: version(),
  },
  indexes: {
    embedding_model_active: { on: [], unique: true, where: "state = 'active'" },
  },
});

export type EmbeddingModelEntity = TenantRow<typeof embeddingModelTable>;

/** A model as applications see it. */
export type EmbeddingModelRow = RowOf<typeof embeddingModelTable>;
