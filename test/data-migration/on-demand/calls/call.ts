import type { Scope } from "../../../../src";

/** Something that an application may ask of a scope; what it is asked for is known beforehand. */
export type Call = (scope: Scope) => Promise<unknown>;
/** The calls on one store, by what they are named in the order in which they are made. */
export type Calls = Record<string, Call>;
