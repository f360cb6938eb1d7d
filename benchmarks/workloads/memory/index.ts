import { addMemory, fillMemory } from "../../fill/memory";
import type { Subject } from "../../types";
import { StoreWorkload } from "../workload";
import { memoryPairs } from "./operations";

export const memoryWorkload = (subject: Subject): Promise<StoreWorkload> =>
  StoreWorkload.of(subject, {
    store: "memory",
    add: addMemory,
    fill: fillMemory,
    pairs: memoryPairs,
    grown: [["memory_item", "created_at"]],
  });
