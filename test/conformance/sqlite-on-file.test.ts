import { conformanceOn } from "./on";

conformanceOn("SQLite on file");
