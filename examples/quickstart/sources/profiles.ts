import type { ProfileInput, ProfileLinkInput, Scope } from "unified-store";
import type { Row } from "./row";
import { batches, countAll, groupBy, type Source, type SourceFile } from "./source";

/** profiles.db names neither tenant nor workspace: whoever brings it in says which. */
export const OWNER = { tenant: "acme", workspace: "main" };

/** How often one name was seen with another, first and last. */
interface OldLink {
  source: string;
  target: string;
  count: number;
  firstSeen: Date;
  lastSeen: Date;
}

export const profiles: Source = {
  file: "profiles.db",
  tables: ["profiles", "cross_profile_links"],
  async bringIn(file, stores, step) {
    const scope = stores.scope(OWNER);
    for (const batch of batches(file.read("profiles", ["name"], toProfile))) {
      await putMissing(scope, batch);
      step(batch.length);
    }
    const links = readLinks(file);
    for (const [source, from] of links) {
      await linkMissing(scope, source, from);
      step(from.length);
    }

    let equal = 0;
    for (const [source, from] of links) {
      const stored = await linksFrom(scope, source);
      equal += from.filter(({ target, count }) => stored.get(target) === count).length;
    }
    return [
      { table: "profiles", stored: await countAll(scope.profiles.list({ limit: 1000 })), called: "profiles" },
      {
        table: "cross_profile_links",
        stored: equal,
        called: "links",
        note: "each with the count of its row",
      },
    ];
  },
};

const toProfile = (row: Row): ProfileInput => ({
  id: row.id(),
  name: row.text("name"),
  data: row.json("data"),
});

function readLinks(file: SourceFile): Map<string, OldLink[]> {
  const links = file.read("cross_profile_links", ["source", "target"], (row) => ({
    source: row.text("source"),
    target: row.text("target"),
    count: row.number("count"),
    firstSeen: row.instant("first_seen"),
    lastSeen: row.instant("last_seen"),
  }));
  return groupBy(links, (link) => link.source);
}

async function putMissing(scope: Scope, inputs: ProfileInput[]): Promise<void> {
  const known = await scope.profiles.getMany(inputs.map((input) => input.name));
  await scope.profiles.putMany(inputs.filter((_, i) => known[i] === null));
}

/** `linkMany` adds to what is there, so a link must not be brought in again. */
async function linkMissing(scope: Scope, source: string, links: OldLink[]): Promise<void> {
  const known = await linksFrom(scope, source);
  await scope.profiles.linkMany(links.filter(({ target }) => !known.has(target)).flatMap(toSightings));
}

/** The counted ones at the first time, and at the last time none more: one link with both times. */
const toSightings = ({ source, target, count, firstSeen, lastSeen }: OldLink): ProfileLinkInput[] => [
  { source, target, count, seenAt: firstSeen },
  { source, target, count: 0, seenAt: lastSeen },
];

async function linksFrom(scope: Scope, source: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for await (const { target, count } of scope.profiles.links(source, { direction: "out", limit: 1000 }))
    counts.set(target, count);
  return counts;
}
