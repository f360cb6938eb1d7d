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
    // A revision closes an edge, and the edge that it adds is removed.
    closed: {
      table: "graph_edge",
      set: "period = 0, recorded_to = null",
      where: "recorded_to is not null",
    },
  });
