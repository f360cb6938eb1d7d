import type { ArchiveEntry, Json, Scope } from "../../src";
import { createTestStores } from "../../src/testing";

/** An interface has no index signature, but is accepted and returned. */
interface Compression {
  ratio: number;
  lossless: boolean;
}

const compression: Compression = { ratio: 0.5, lossless: true };
const whale = {
  contentHash: "h",
  messageId: "m",
  channelId: "c",
  filename: "whale.png",
  sizeBytes: 1,
  sha256: "h",
};

/** Code that must not compile. It is not run. */
async function misuse({ archive }: Scope): Promise<void> {
  // @ts-expect-error a Date is not JSON
  await archive.add({ ...whale, compression: new Date() });
  // @ts-expect-error a hash is passed as an object
  await archive.getByContentHash("h");
  // @ts-expect-error tags must be a list
  await archive.tag("id", "reviewed");
  // @ts-expect-error misspelt filter
  await archive.list({ tag: "reviewed" });
  // @ts-expect-error the key of a place has three members
  await archive.places.get({ entryId: "id", messageId: "m" });
  // @ts-expect-error places never change, so they have no version
  await archive.places.remove({ entryId: "id", messageId: "m", channelId: "c" }, { ifVersion: 1 });
  // @ts-expect-error get may return null
  const entry: ArchiveEntry = await archive.get("id");
  void entry;
}
void misuse;

/** Code that must compile. */
async function use({ archive }: Scope): Promise<(Compression | Json | null | undefined)[]> {
  const { entry } = await archive.add({ ...whale, compression });
  const added: Compression | null = entry.compression;
  const [again] = await archive.addMany([{ ...whale, compression }]);
  const known: ArchiveEntry<Compression> = await archive.getOrThrow<Compression>(entry.id);
  const [item] = (await archive.list<Compression>({ tags: undefined, messageId: "m" })).items;
  const found = (await archive.search<Compression>({ text: "whale" })).items[0];
  const byHash = await archive.getByContentHash<Compression>({ contentHash: "h" });
  const [place] = (await archive.places.list<Compression>({ entryId: entry.id })).items;
  const ratios: (number | undefined)[] = [known, item, found, byHash, place].map(
    (each) => each?.compression?.ratio,
  );
  const plain: Json | undefined = (await archive.get(entry.id))?.compression;
  return [added, again?.entry.compression, plain, ...ratios.map((ratio) => ratio ?? null)];
}

test("the archive's compression has the application's own type", async () => {
  await using stores = await createTestStores();
  const given = [compression, compression, compression];
  await expect(use(stores.scope({ tenant: "t" }))).resolves.toEqual([...given, 0.5, 0.5, 0.5, 0.5, 0.5]);
});
