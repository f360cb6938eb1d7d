import { addGraph, fillGraph } from "../../fill/stores/graph";
import type { Testbed } from "../../types";
import { StoreWorkload } from "../workload";
import { graphPairs } from "./operations";

export const graphWorkload = (testbed: Testbed): Promise<StoreWorkload> =>
  StoreWorkload.of(testbed, {
    store: "graph",
    add: addGraph,
    fill: fillGraph,
    pairs: graphPairs,
    grown: [
      ["graph_edge", "created_at"],
      ["graph_node", "created_at"],
    ],
  });
