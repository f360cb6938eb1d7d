import { suite } from "../suite";
import { events } from "./events";
import { leases } from "./leases";
import { presence } from "./presence";
import { registry } from "./registry";
import { state } from "./state";
import { updates } from "./updates";

export const agents = suite("agents", {
  ...registry,
  ...presence,
  ...state,
  ...updates,
  ...events,
  ...leases,
});
