import { addGraph, fillGraph } from "../../fill/graph";
import type { Subject } from "../../types";
import { StoreWorkload } from "../workload";
import { graphPairs } from "./operations";

export const graphWorkload = (subject: Subject): Promise<StoreWorkload> =>
  StoreWorkload.of(subject, {
    store: "graph",
    add: addGraph,
    fill: fillGraph,
    pairs: graphPairs,
    grown: [
      ["graph_edge", "created_at"],
      ["graph_node", "created_at"],
    ],
  });
