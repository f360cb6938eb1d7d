import { addProfiles, fillProfiles } from "../../fill/profiles";
import type { Subject } from "../../types";
import { StoreWorkload } from "../workload";
import { profilePairs } from "./operations";

export const profilesWorkload = (subject: Subject): Promise<StoreWorkload> =>
  StoreWorkload.of(subject, {
    store: "profiles",
    add: addProfiles,
    fill: fillProfiles,
    pairs: profilePairs,
    grown: [
      ["profile_link", "first_seen_at"],
      ["profile", "created_at"],
    ],
  });
