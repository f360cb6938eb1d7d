import { after, describe, it } from "node:test";
import { describeConformance } from "../../dist/src/testing/index.js";
import { open } from "./open.mjs";

describeConformance({ describe, it, afterAll: after }, open);
