import { afterAll, describe, it } from "vitest";
import { describeConformance } from "../../dist/src/testing/index.js";
import { open } from "./open.mjs";

describeConformance({ describe, it, afterAll }, open);
