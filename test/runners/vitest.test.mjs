import { afterAll, describe, it } from "vitest";
import { describeConformance } from "../../dist/conformance/index.js";
import { open } from "./open.mjs";

describeConformance({ describe, it, afterAll }, open);
