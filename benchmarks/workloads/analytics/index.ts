import { addAnalytics, fillAnalytics } from "../../fill/stores/analytics";
import type { Testbed } from "../../types";
import { StoreWorkload } from "../workload";
import { analyticsPairs } from "./operations";

export const analyticsWorkload = (testbed: Testbed): Promise<StoreWorkload> =>
  StoreWorkload.of(testbed, {
    store: "analytics",
    add: addAnalytics,
    fill: fillAnalytics,
    pairs: analyticsPairs,
    grown: [["analytics_call", "created_at"]],
  });
