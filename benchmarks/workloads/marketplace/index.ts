import { addMarketplace, fillMarketplace } from "../../fill/marketplace";
import type { Subject } from "../../types";
import { StoreWorkload } from "../workload";
import { marketplacePairs } from "./operations";

export const marketplaceWorkload = (subject: Subject): Promise<StoreWorkload> =>
  StoreWorkload.of(subject, {
    store: "marketplace",
    add: addMarketplace,
    fill: fillMarketplace,
    pairs: marketplacePairs,
    // Installs are changed, and none is added.
    grown: [],
  });
