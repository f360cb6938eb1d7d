import type {
  Document,
  DocumentChunk,
  DocumentChunkId,
  DocumentPutResult,
  DocumentSection,
  DocumentSectionId,
  Json,
  UnifiedStoreManager,
} from "../../src";
import { createTestStores } from "../../src/testing";

/** An interface has no index signature, but is accepted as JSON. */
interface Meta {
  author: string;
  tags?: string[];
}

/**
 * Code that must compile: an interface is accepted and returned, and ids of two kinds do not mix.
 */
async function use(stores: UnifiedStoreManager): Promise<unknown[]> {
  const { documents } = stores.scope({ tenant: "t" });
  const meta: Meta = { author: "ada" };
  const put: DocumentPutResult<Meta> = await documents.put({ source: "a", text: "# a\n\nb", meta });
  const [other] = await documents.putMany<Meta>([{ source: "b", sections: [{ text: "b" }], meta: null }]);
  const there: Document<Meta> = await documents.getOrThrow<Meta>("a");
  const untyped: Json = (await documents.getOrThrow("a")).meta;
  const {
    items: [chunk],
  }: { items: DocumentChunk[] } = await documents.chunks.list({ source: "a" });
  const id: DocumentSectionId = chunk!.sectionId;
  const around: DocumentSection | null = await documents.sections.get(id);
  const own: DocumentChunkId = chunk!.id;
  // @ts-expect-error the id of a section is none of a chunk
  const wrong: DocumentChunk | null = await documents.chunks.get(id);
  return [
    put.document.meta?.author,
    other?.outcome,
    there.meta?.tags,
    untyped,
    around?.text,
    own === id,
    wrong,
  ];
}

test("documents have the type of their metadata", async () => {
  const stores = await createTestStores();
  expect(await use(stores)).toEqual([
    "ada",
    "created",
    undefined,
    { author: "ada" },
    "# a\n\nb",
    false,
    null,
  ]);
  await stores.close();
});
