import { addAnalytics, fillAnalytics } from "../../fill/analytics";
import type { Subject } from "../../types";
import { StoreWorkload } from "../workload";
import { analyticsPairs } from "./operations";

export const analyticsWorkload = (subject: Subject): Promise<StoreWorkload> =>
  StoreWorkload.of(subject, {
    store: "analytics",
    add: addAnalytics,
    fill: fillAnalytics,
    pairs: analyticsPairs,
    grown: [["analytics_call", "created_at"]],
  });
