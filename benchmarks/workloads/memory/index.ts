import { addMemory, fillMemory } from "../../fill/stores/memory";
import type { Testbed } from "../../types";
import { StoreWorkload } from "../workload";
import { memoryPairs } from "./operations";

export const memoryWorkload = (testbed: Testbed): Promise<StoreWorkload> =>
  StoreWorkload.of(testbed, {
    store: "memory",
    add: addMemory,
    fill: fillMemory,
    pairs: memoryPairs,
    grown: [
      ["memory_access", "used_at"],
      ["memory_association", "created_at"],
      ["memory_item", "created_at"],
    ],
  });
