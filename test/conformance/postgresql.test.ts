import { conformanceOn } from "./on";

conformanceOn("PostgreSQL");
