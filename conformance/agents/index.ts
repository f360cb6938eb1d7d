import { suite } from "../suite";
import { consumers } from "./consumers";
import { events } from "./events";
import { leases } from "./leases";
import { modifications } from "./modify";
import { presence } from "./presence";
import { registry } from "./registry";
import { state } from "./state";

export const agents = suite("agents", {
  ...registry,
  ...presence,
  ...state,
  ...modifications,
  ...events,
  ...consumers,
  ...leases,
});
