import { suite } from "../suite";
import { events } from "./events";
import { leases } from "./leases";
import { registry } from "./registry";
import { state } from "./state";
import { updates } from "./updates";

export const agents = suite("agents", { ...registry, ...state, ...updates, ...events, ...leases });
