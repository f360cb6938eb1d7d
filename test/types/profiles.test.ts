import type {
  Json,
  Profile,
  ProfileInput,
  ProfileLink,
  ProfileLinkInput,
  ProfileNetwork,
  UnifiedStoreManager,
} from "../../src";
import { createTestStores } from "../../src/testing";

/** An interface has no index signature, but is accepted as JSON. */
interface Player {
  elo: number;
  clubs?: string[];
}

/** Code that must compile: an interface is accepted and returned. */
async function use(stores: UnifiedStoreManager): Promise<unknown[]> {
  const { profiles } = stores.scope({ tenant: "t" });
  const player: Player = { elo: 1500 };
  const put: Profile<Player> = await profiles.put({ name: "ada", data: player });
  const [bob] = await profiles.putMany<Player>([{ name: "bob", data: { elo: 1400 } }]);
  const read: Player | undefined = (await profiles.get<Player>("ada"))?.data;
  const there: Profile<Player> = await profiles.getOrThrow("ada");
  const both: (Profile<Player> | null)[] = await profiles.getMany<Player>(["ada", "nobody"]);
  let best = 0;
  for await (const { data } of profiles.list<Player>({ prefix: "a" })) best = Math.max(best, data.elo);
  const untyped: Json = (await profiles.getOrThrow("ada")).data;
  const link: ProfileLink = await profiles.links.add({ from: "ada", to: "bob", seenAt: undefined });
  const network: ProfileNetwork<Player> = await profiles.network("ada");
  const elo: number | undefined = network.nodes[0]?.profile?.data.elo;
  return [
    put.data.elo,
    bob?.data.elo,
    read?.elo,
    there.data.elo,
    both.length,
    best,
    untyped,
    link.count,
    elo,
  ];
}

/** Code that must not compile. It is not run. */
async function misuse(stores: UnifiedStoreManager): Promise<void> {
  const { profiles } = stores.scope({ tenant: "t" });
  // @ts-expect-error a function is not JSON
  await profiles.put({ name: "n", data: () => 1 });
  // @ts-expect-error the store sets versions
  const input: ProfileInput = { name: "n", data: 1, version: 2 };
  // @ts-expect-error the store sets the times of a link
  const seen: ProfileLinkInput = { from: "a", to: "b", firstSeenAt: new Date() };
  // @ts-expect-error the data must have the type of the type parameter
  const wrong: string = (await profiles.getOrThrow<Player>("n")).data.elo;
  // @ts-expect-error a link needs two ends
  await profiles.links.get({ from: "a" });
  // @ts-expect-error the filter is not an option
  await profiles.remove("n", { links: true });
  // @ts-expect-error counts of links are added up, so links have no version
  await profiles.links.add({ from: "a", to: "b" }, { ifVersion: 1 });
  void [input, seen, wrong];
}
void misuse;

test("the types of profiles are checked by the compiler; allowed code runs", async () => {
  const stores = await createTestStores();
  expect(await use(stores)).toEqual([1500, 1400, 1500, 1500, 2, 1500, { elo: 1500 }, 1, 1500]);
  await stores.close();
});
