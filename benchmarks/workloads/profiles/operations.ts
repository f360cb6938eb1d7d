import { profileLinkTable, profileTable } from "../../../entities/profiles";
import type { Json } from "../../../src/core/json/json";
import { successor } from "../../../src/core/prefix";
import type { Profile, ProfileInput, ProfileLink, ProfileNetwork } from "../../../src/stores/profiles/types";
import { profileData, profileName } from "../../fill/stores/profiles";
import { firstOf, newId, pageOf } from "../baseline";
import { drawer, freshName } from "../draw";
import { type Pair, pair, row } from "../pair";
import { linkReader, networkOf, profileReader } from "./rows";

const PAGE = 20;
const DEPTH = 2;
const NETWORK = 50;
/** One of this many puts is of a name without a profile. */
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
      subject: (scope, name) => scope.profiles.get(name),
      baseline: (baseline, name) =>
        baseline.run([...baseline.scope, name], (rows) => firstOf(rows, profileReader(baseline))),
    }),
    pair<string, Profile[]>({
      name: "profiles.list",
      kind: "read",
      weight: 10,
      next: draw(({ row }) => profileName(row()).slice(0, -2)),
      subject: (scope, prefix) => scope.profiles.list({ prefix, limit: PAGE }).then(({ items }) => items),
      baseline: (baseline, prefix) =>
        baseline.run([...baseline.scope, prefix, successor(prefix), PAGE + 1], (rows) =>
          pageOf(rows, PAGE, profileReader(baseline)),
        ),
    }),
    pair<string, ProfileLink[]>({
      name: "profiles.links.list",
      kind: "read",
      weight: 10,
      next: draw(({ row }) => profileName(row())),
      subject: (scope, name) => scope.profiles.links.list({ name, limit: PAGE }).then(({ items }) => items),
      baseline: (baseline, name) => {
        const at = [...baseline.scope, name];
        return baseline.run([...at, ...at, name, PAGE + 1], (rows) =>
          pageOf(rows, PAGE, linkReader(baseline)),
        );
      },
    }),
    pair<string, ProfileNetwork>({
      name: "profiles.network",
      kind: "read",
      weight: 2,
      next: draw(({ row }) => profileName(row())),
      subject: (scope, name) => scope.profiles.network(name, { depth: DEPTH, limit: NETWORK }),
      baseline: (baseline, name) => {
        const { scope } = baseline;
        const walk = [name, ...scope, ...scope, ...scope, DEPTH];
        return baseline.run([...walk, NETWORK, ...scope, ...scope], (rows) => networkOf(baseline, rows));
      },
    }),
    pair<ProfileInput<Json>, Profile>({
      name: "profiles.put",
      kind: "write",
      weight: 18,
      next: () => (++puts % PUTS_TO_A_NEW_ONE === 0 ? { ...known(), name: freshName() } : known()),
      subject: (scope, input) => scope.profiles.put(input),
      baseline: (baseline, { name, data }) => {
        const now = new Date();
        const at = baseline.codec.instant(now);
        return baseline.run(
          [...baseline.scope, name, newId(), at, JSON.stringify(data), null, at, 1],
          (rows) => {
            const kept = rows[0] as [string, string, unknown, number];
            return {
              id: kept[0],
              name,
              data,
              createdAt: baseline.codec.date(kept[2]),
              updatedAt: now,
              version: kept[3],
            };
          },
        );
      },
      rows: ({ name }) => [row(profileTable, { name })],
    }),
    pair<{ from: string; to: string }, ProfileLink>({
      name: "profiles.links.add",
      kind: "write",
      weight: 20,
      next: draw(({ row }) => ({ from: profileName(row()), to: profileName(row()) })),
      subject: (scope, { from, to }) => scope.profiles.links.add({ from, to }),
      baseline: (baseline, { from, to }) => {
        const at = baseline.codec.instant(new Date());
        return baseline.run([...baseline.scope, from, to, 1, at, at, 1], (rows) =>
          linkReader(baseline)(rows[0]!),
        );
      },
      rows: ({ from, to }) => [row(profileLinkTable, { from_name: from, to_name: to })],
    }),
  ];
}
