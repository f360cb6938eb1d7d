import { addProfiles, fillProfiles } from "../../fill/stores/profiles";
import type { Testbed } from "../../types";
import { StoreWorkload } from "../workload";
import { profilePairs } from "./operations";

export const profilesWorkload = (testbed: Testbed): Promise<StoreWorkload> =>
  StoreWorkload.of(testbed, {
    store: "profiles",
    add: addProfiles,
    fill: fillProfiles,
    pairs: profilePairs,
    grown: [
      ["profile_link", "first_seen_at"],
      ["profile", "created_at"],
    ],
  });
