import { memory } from "./memory";
import type { Source } from "./source";

/** Every kind of file that can be moved, the critical ones first. */
export const SOURCES: readonly Source[] = [memory];
