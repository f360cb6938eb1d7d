import { z } from "zod";
import type { Schemas } from "../../src";

export const counted = z.object({ n: z.int(), tags: z.array(z.string()).default([]) });
/** What all kinds of content have a schema for: the type, source, key or name "a". */
export const schemas = {
  memory: { a: counted },
  jobs: { a: counted },
  state: { a: counted },
  events: { a: counted },
  profiles: { a: counted },
  nodes: { a: counted },
} satisfies Schemas;

/** The same a version later: `n` is called `count`. */
export const renamed = z.object({ count: z.int(), tags: z.array(z.string()) });
export const entry = {
  schema: renamed,
  version: 2,
  upgrade: { 1: ({ n, tags = [] }: { n: number; tags?: string[] }) => ({ count: n, tags }) },
};
export const later = {
  memory: { a: entry },
  jobs: { a: entry },
  state: { a: entry },
  events: { a: entry },
  profiles: { a: entry },
  nodes: { a: entry },
} satisfies Schemas;
