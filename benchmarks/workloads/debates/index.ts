import { addDebates, fillDebates } from "../../fill/debates";
import type { Subject } from "../../types";
import { StoreWorkload } from "../workload";
import { debatePairs } from "./operations";

export const debatesWorkload = (subject: Subject): Promise<StoreWorkload> =>
  StoreWorkload.of(subject, {
    store: "debates",
    add: addDebates,
    fill: fillDebates,
    pairs: debatePairs,
    grown: [
      ["debate_turn", "created_at"],
      ["debate", "created_at"],
    ],
  });
