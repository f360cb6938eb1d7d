import { addMarketplace, fillMarketplace } from "../../fill/stores/marketplace";
import type { Testbed } from "../../types";
import { StoreWorkload } from "../workload";
import { marketplacePairs } from "./operations";

export const marketplaceWorkload = (testbed: Testbed): Promise<StoreWorkload> =>
  StoreWorkload.of(testbed, {
    store: "marketplace",
    add: addMarketplace,
    fill: fillMarketplace,
    pairs: marketplacePairs,
    // Installs are changed, but none is added.
    grown: [],
  });
