import type { Scope } from "../../src";

/** How content of one kind is written and read. */
export interface Kind {
  field: string;
  write(scope: Scope, type: string, content: unknown): Promise<unknown>;
  writeMany(scope: Scope, type: string, contents: unknown[]): Promise<unknown[]>;
  read(scope: Scope, type: string): Promise<unknown>;
}

const any = (value: unknown): never => value as never;
export const KINDS: Record<string, Kind> = {
  memory: {
    field: "content",
    write: async ({ memory }, type, content) => (await memory.add(any({ type, content }))).content,
    writeMany: async ({ memory }, type, contents) =>
      (await memory.addMany(contents.map((content) => any({ type, content })))).map((each) => each.content),
    read: async ({ memory }, type) => (await memory.list({ type })).items[0]?.content,
  },
  jobs: {
    field: "payload",
    write: async ({ ingest }, source, payload) =>
      (await ingest.jobs.enqueue(any({ source, externalId: "x", payload }))).job.payload,
    writeMany: async ({ ingest }, source, payloads) => {
      const inputs = payloads.map((payload, i) => any({ source, externalId: `${i}`, payload }));
      return (await ingest.jobs.enqueueMany(inputs)).map(({ job }) => job.payload);
    },
    read: async ({ ingest }, source) => (await ingest.jobs.list({ source })).items[0]?.payload,
  },
  state: {
    field: "value",
    write: async ({ agents }, key, value) => (await agents.state.put(any({ key, value }))).value,
    writeMany: async ({ agents }, key, values) => {
      const written: unknown[] = [];
      for (const value of values)
        written.push((await agents.state.modify(key, async () => any(value))).value);
      return written;
    },
    read: async ({ agents }, key) => (await agents.state.get(key))?.value,
  },
  events: {
    field: "payload",
    write: async ({ agents }, type, payload) =>
      (await agents.events.append("t", any({ type, payload }))).payload,
    writeMany: async ({ agents }, type, payloads) => {
      const inputs = payloads.map((payload) => any({ type, payload }));
      return (await agents.events.appendMany("t", inputs)).map(({ payload }) => payload);
    },
    read: async ({ agents }, type) => {
      const { items } = await agents.events.list({ topic: "t" });
      return items.find((each) => each.type === type)?.payload;
    },
  },
  profiles: {
    field: "data",
    write: async ({ profiles }, name, data) => (await profiles.put(any({ name, data }))).data,
    writeMany: async ({ profiles }, name, all) =>
      (await profiles.putMany(all.map((data) => any({ name, data })))).map(({ data }) => data),
    read: async ({ profiles }, name) => (await profiles.get(name))?.data,
  },
  nodes: {
    field: "attrs",
    write: async ({ graph }, type, attrs) =>
      (await graph.nodes.upsert(any({ type, name: "x", attrs }))).attrs,
    writeMany: async ({ graph }, type, all) => {
      const inputs = all.map((attrs, i) => any({ type, name: `${i}`, attrs }));
      return (await graph.nodes.upsertMany(inputs)).map(({ attrs }) => attrs);
    },
    read: async ({ graph }, type) => (await graph.nodes.list({ type })).items[0]?.attrs,
  },
};
