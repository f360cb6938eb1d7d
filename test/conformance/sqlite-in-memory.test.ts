import { conformanceOn } from "./on";

conformanceOn("SQLite in memory");
