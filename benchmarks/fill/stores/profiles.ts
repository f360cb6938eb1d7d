import { profileLinkTable, profileTable } from "../../../entities/profiles";
import type { Scope } from "../../../src/scope";
import { mergeLinks, newLink } from "../../../src/stores/profiles/link";
import { newRow } from "../../../src/stores/profiles/profile";
import type { ProfileInput, ProfileLinkInput } from "../../../src/stores/profiles/types";
import { filler } from "../fill";
import { idOf, timeOf, unit } from "../rows";
import { numbers, sentence } from "../sentences";
import { FilledTable } from "../table";

/** A profile's name without its last two digits: the common beginning of a hundred names. */
export const profileName = (n: number): string => `user-${String(n).padStart(9, "0")}`;

export const profileData = (n: number): { bio: string; elo: number; active: boolean } => ({
  bio: sentence(n),
  elo: 1000 + Math.floor(unit(n) * 1000),
  active: n % 3 !== 0,
});

/** The nth profile. */
const profileRow = (n: number): ProfileInput => ({
  name: profileName(n),
  data: profileData(n),
  id: idOf("profile", n),
  createdAt: timeOf(n),
});

/** The links of the nth profile: to two earlier profiles, or to itself. */
export const linkRows = (n: number): ProfileLinkInput[] =>
  [n, -n - 1].map((seed) => ({
    from: profileName(n),
    to: profileName(Math.floor(unit(seed) * (n + 1))),
    seenAt: timeOf(n),
  }));

export async function addProfiles(scope: Scope, from: number, to: number): Promise<void> {
  await scope.profiles.putMany(numbers(from, to).map(profileRow));
  await scope.profiles.links.addMany(numbers(from, to).flatMap(linkRows));
}

const PROFILE = FilledTable.of(profileTable);
const LINK = FilledTable.of(profileLinkTable);

export const fillProfiles = filler({
  tables: [PROFILE, LINK],
  make: (n, { db, emit }) => {
    emit(PROFILE, newRow(db, profileRow(n)));
    // Two links to one profile are one link with a count of two.
    for (const link of mergeLinks(linkRows(n).map((each) => newLink(db, each)))) emit(LINK, link);
  },
});
