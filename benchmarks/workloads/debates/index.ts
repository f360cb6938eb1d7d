import { addDebates, fillDebates } from "../../fill/stores/debates";
import type { Testbed } from "../../types";
import { StoreWorkload } from "../workload";
import { debatePairs } from "./operations";

export const debatesWorkload = (testbed: Testbed): Promise<StoreWorkload> =>
  StoreWorkload.of(testbed, {
    store: "debates",
    add: addDebates,
    fill: fillDebates,
    pairs: debatePairs,
    grown: [
      ["debate_turn", "created_at"],
      ["debate", "created_at"],
    ],
  });
