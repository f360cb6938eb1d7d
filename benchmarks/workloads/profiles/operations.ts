import { profileLinkTable, profileTable } from "../../../entities/profiles";
import { successor } from "../../../src/core/prefix";
import type { ProfileInput } from "../../../src/stores/profiles/inputs";
import type { Profile, ProfileLink, ProfileNetwork } from "../../../src/stores/profiles/types";
import { profileData, profileName } from "../../fill/profiles";
import { drawer, freshName } from "../draw";
import { firstOf, newId, pageOf } from "../hand";
import { type Pair, pair, row } from "../pair";
import { linkReader, networkOf, profileReader } from "./rows";

const PAGE = 20;
const DEPTH = 2;
const NETWORK = 50;
/** One put of so many is of a name that has no profile yet. */
const PUTS_TO_A_NEW_ONE = 4;

export function profilePairs(records: number): readonly Pair[] {
  const draw = drawer(records);
  const known = draw(({ row }) => ({ name: profileName(row()), data: profileData(row()) }));
  let puts = 0;
  return [
    pair<string, Profile | null>({
      name: "profiles.get",
      kind: "read",
      weight: 40,
      next: draw(({ row }) => profileName(row())),
      ours: (scope, name) => scope.profiles.get(name),
      hand: (hand, name) => hand.run([...hand.scope, name], (rows) => firstOf(rows, profileReader(hand))),
    }),
    pair<string, Profile[]>({
      name: "profiles.list",
      kind: "read",
      weight: 10,
      next: draw(({ row }) => profileName(row()).slice(0, -2)),
      ours: (scope, prefix) => scope.profiles.list({ prefix, limit: PAGE }).then(({ items }) => items),
      hand: (hand, prefix) =>
        hand.run([...hand.scope, prefix, successor(prefix), PAGE + 1], (rows) =>
          pageOf(rows, PAGE, profileReader(hand)),
        ),
    }),
    pair<string, ProfileLink[]>({
      name: "profiles.links",
      kind: "read",
      weight: 10,
      next: draw(({ row }) => profileName(row())),
      ours: (scope, name) => scope.profiles.links(name, { limit: PAGE }).then(({ items }) => items),
      hand: (hand, name) => {
        const at = [...hand.scope, name];
        return hand.run([...at, ...at, name, PAGE + 1], (rows) => pageOf(rows, PAGE, linkReader(hand)));
      },
    }),
    pair<string, ProfileNetwork>({
      name: "profiles.network",
      kind: "read",
      weight: 2,
      next: draw(({ row }) => profileName(row())),
      ours: (scope, name) => scope.profiles.network(name, { depth: DEPTH, limit: NETWORK }),
      hand: (hand, name) => {
        const { scope } = hand;
        const walk = [...scope, name, name, ...scope, ...scope, DEPTH];
        return hand.run([...walk, NETWORK, ...scope, ...scope], (rows) => networkOf(hand, rows));
      },
    }),
    pair<ProfileInput, Profile>({
      name: "profiles.put",
      kind: "write",
      weight: 18,
      next: () => (++puts % PUTS_TO_A_NEW_ONE === 0 ? { ...known(), name: freshName() } : known()),
      ours: (scope, input) => scope.profiles.put(input),
      hand: (hand, { name, data }) => {
        const now = new Date();
        const at = hand.codec.instant(now);
        return hand.run([...hand.scope, newId(), name, JSON.stringify(data), at, at, 1], (rows) => {
          const kept = rows[0] as [string, string, unknown, number];
          return {
            id: kept[0],
            name,
            data: data as Profile["data"],
            createdAt: hand.codec.date(kept[2]),
            updatedAt: now,
            version: kept[3],
          };
        });
      },
      rows: ({ name }) => [row(profileTable, { name })],
    }),
    pair<{ source: string; target: string }, ProfileLink>({
      name: "profiles.link",
      kind: "write",
      weight: 20,
      next: draw(({ row }) => ({ source: profileName(row()), target: profileName(row()) })),
      ours: (scope, { source, target }) => scope.profiles.link(source, target),
      hand: (hand, { source, target }) => {
        const at = hand.codec.instant(new Date());
        return hand.run([...hand.scope, source, target, 1, at, at], (rows) => linkReader(hand)(rows[0]!));
      },
      rows: (pair) => [row(profileLinkTable, pair)],
    }),
  ];
}
