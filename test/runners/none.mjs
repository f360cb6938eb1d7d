import { checkConformance } from "../../dist/conformance/index.js";
import { open } from "./open.mjs";

const stores = await open();
const { passed, failed } = await checkConformance(stores);
await stores.close();
for (const { subject, name, error } of failed) console.error(`${subject}: ${name}:`, error);
console.log(`passed ${passed}`);
process.exitCode = failed.length;
