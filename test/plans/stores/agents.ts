import { at, type FilledScope, into, middle, nameOf } from "../data";
import { call, list, many, outside, PAGE } from "../operation";
import type { StorePlans } from "../store-plans";

const HOUR = 3_600_000;
const agent = (filled: FilledScope): string => nameOf(middle(filled));
const FENCE = { fence: { name: nameOf(0), token: 1 } };
/** After the times of all rows: no agent was seen since. */
const UNSEEN = at(200_000);
/** The topic with all events. */
const TOPIC = nameOf(0);

/** Both find the single row of a name. */
const LEASE = ["agent_lease_by_token", "agent_lease_pk"];

export const agents: StorePlans = {
  tables: [
    "agent",
    "agent_capability",
    "agent_state",
    "agent_topic",
    "agent_event",
    "agent_consumer",
    "agent_lease",
  ],

  fill({ series, id, time, name }, filled) {
    const insert = into(filled);
    const { size } = filled;
    const topics = series(Math.floor(size / 10));
    return [
      insert(
        "agent",
        "id, name, definition, capabilities, config, status, created_at, updated_at, last_seen_at, version, capability_set",
        `${id("i")}, ${name("i")}, '{}', '["all"]', '{}', 'status-' || i % 8, ${time("i")}, ${time("i")}, ${time("i")}, 1, 1`,
        series(size),
      ),
      insert(
        "agent_capability",
        "agent_name, capability, capability_set",
        `${name("i")}, 'all', 1`,
        series(size),
      ),
      insert(
        "agent_capability",
        "agent_name, capability, capability_set",
        `${name("i")}, 'capability-' || i % 50, 1`,
        series(size),
      ),
      insert(
        "agent_state",
        "key, value, version, created_at, updated_at",
        `${name("i")}, '{}', 1, ${time("i")}, ${time("i")}`,
        series(size),
      ),
      insert(
        "agent_topic",
        "name, last_offset, created_at, appended_at",
        `${name("i")}, ${size}, ${time("i")}, ${time("i")}`,
        topics,
      ),
      insert(
        "agent_event",
        "topic, event_offset, type, payload, agent_name, created_at",
        `${name("0")}, i + 1, 't', '{}', null, ${time("i")}`,
        series(size),
      ),
      insert(
        "agent_consumer",
        "topic, consumer, event_offset, version, updated_at",
        `${name("0")}, ${name("i")}, i, 1, ${time("i")}`,
        topics,
      ),
      insert(
        "agent_consumer",
        "topic, consumer, event_offset, version, updated_at",
        `${name("i")}, ${name("0")}, i, 1, ${time("i")}`,
        `${topics} where i > 0`,
      ),
      insert(
        "agent_lease",
        "name, holder, token, acquired_at, expires_at",
        // The leases last until long after the test: they are held.
        `${name("i")}, 'h', 1, ${time("i")}, ${time("(i + 3000000000)")}`,
        topics,
      ),
    ];
  },

  operations: {
    "agents.put": call(({ agents }, filled) =>
      agents.put({ name: agent(filled), capabilities: ["all", "new"] }),
    ),
    "agents.put version": call(({ agents }, filled) =>
      agents.put({ name: agent(filled), capabilities: ["new"] }, { ifVersion: 1 }),
    ),
    "agents.putMany": call(({ agents }, filled) =>
      agents.putMany(many(filled, (n) => ({ name: nameOf(n), capabilities: ["all", "new"] }))),
    ),
    "agents.get": call(({ agents }, filled) => agents.get(agent(filled))),
    "agents.getMany": call(({ agents }, filled) => agents.getMany(many(filled, nameOf))),
    "agents.list": list(({ agents }, page) => agents.list(page)),
    "agents.list status": list(({ agents }, page) => agents.list({ ...page, status: "status-3" })),
    "agents.list capability": list(({ agents }, page) =>
      agents.list({ ...page, capability: "capability-7" }),
    ),
    "agents.list capability status": list(({ agents }, page) =>
      agents.list({ ...page, capability: "all", status: "status-3" }),
    ),
    "agents.list lastSeen": list(({ agents }, page) =>
      agents.list({ ...page, lastSeenTo: UNSEEN, order: "lastSeen" }),
    ),
    "agents.list capability lastSeen": list(({ agents }, page) =>
      agents.list({ ...page, capability: "all", lastSeenTo: UNSEEN, order: "lastSeen" }),
    ),
    "agents.update": call(({ agents }, filled) => agents.update(agent(filled), { capabilities: ["new"] })),
    "agents.heartbeat": call(({ agents }, filled) => agents.heartbeat(agent(filled), { status: "busy" })),
    "agents.remove": call(({ agents }, filled) => agents.remove(agent(filled))),
    "agents.state.get": call(({ agents }, filled) => agents.state.get(agent(filled))),
    "agents.state.getMany": call(({ agents }, filled) => agents.state.getMany(many(filled, nameOf))),
    "agents.state.put": call(({ agents }, filled) => agents.state.put({ key: agent(filled), value: 1 })),
    "agents.state.put fence": call(({ agents }, filled) =>
      agents.state.put({ key: agent(filled), value: 1 }, FENCE),
    ),
    "agents.state.put version fence": call(({ agents }, filled) =>
      agents.state.put({ key: agent(filled), value: 1 }, { ...FENCE, ifVersion: 1 }),
    ),
    "agents.state.modify": call(({ agents }, filled) => agents.state.modify(agent(filled), () => 1)),
    "agents.state.remove": call(({ agents }, filled) => agents.state.remove(agent(filled), FENCE)),
    "agents.state.list": list(({ agents }, page) => agents.state.list(page)),
    "agents.state.list prefix": list(({ agents }, page) =>
      agents.state.list({ ...page, prefix: "name-000000" }),
    ),
    "agents.events.append": call(({ agents }) => agents.events.append(TOPIC, { type: "t" })),
    "agents.events.appendMany": call(({ agents }) =>
      agents.events.appendMany(
        TOPIC,
        Array.from({ length: PAGE }, () => ({ type: "t" })),
      ),
    ),
    "agents.events.list": list(({ agents }, page) => agents.events.list({ ...page, topic: TOPIC })),
    "agents.events.list offsets": list(({ agents }, page, filled) =>
      agents.events.list({ ...page, topic: TOPIC, offsetFrom: middle(filled), offsetTo: filled.size }),
    ),
    "agents.events.poll": call(({ agents }) =>
      agents.events.poll({ topic: TOPIC, consumer: nameOf(9), limit: PAGE }),
    ),
    "agents.events.commit": call(({ agents }) =>
      agents.events.commit({ topic: TOPIC, consumer: nameOf(9), offset: 20 }),
    ),
    "agents.events.consumers.list": list(({ agents }, page) =>
      agents.events.consumers.list({ topic: TOPIC, ...page }),
    ),
    "agents.events.trim": call(({ agents }) => agents.events.trim({ topic: TOPIC, offsetTo: 50 })),
    "agents.events.trim rows": call(({ agents }, filled) =>
      agents.events.trim({ topic: TOPIC, createdTo: at(filled.size), limit: 50 }),
    ),
    "agents.events.topics.list": list(({ agents }, page) => agents.events.topics.list(page)),
    "agents.leases.renew": outside(
      call(({ agents }) => agents.leases.renew({ name: nameOf(9), token: 1 }, { leaseMs: HOUR })),
    ),
    "agents.leases.acquire": outside(
      call(({ agents }) => agents.leases.acquire({ name: nameOf(9), holder: "new", leaseMs: HOUR })),
    ),
    "agents.leases.release": call(({ agents }) => agents.leases.release({ name: nameOf(9), token: 1 })),
    "agents.leases.get": call(({ agents }) => agents.leases.get(nameOf(9))),
    "agents.leases.getMany": call(({ agents }, filled) => agents.leases.getMany(many(filled, nameOf))),
    "agents.leases.list": list(({ agents }, page) => agents.leases.list(page)),
    "agents.events.get": call(({ agents }) => agents.events.get({ topic: TOPIC, offset: 20 })),
    "agents.events.getMany": call(({ agents }, filled) =>
      agents.events.getMany(many(filled, (n) => ({ topic: TOPIC, offset: n + 1 }))),
    ),
    "agents.events.commit version": call(({ agents }) =>
      agents.events.commit({ topic: TOPIC, consumer: nameOf(9), offset: 20 }, { ifVersion: 1 }),
    ),
    "agents.events.rewind": call(({ agents }) =>
      agents.events.rewind({ topic: TOPIC, consumer: nameOf(9), offset: 20 }),
    ),
    "agents.events.consumers.get": call(({ agents }) =>
      agents.events.consumers.get({ topic: TOPIC, consumer: nameOf(9) }),
    ),
    "agents.events.consumers.getMany": call(({ agents }, filled) =>
      agents.events.consumers.getMany(many(filled, (n) => ({ topic: TOPIC, consumer: nameOf(n) }))),
    ),
    "agents.events.consumers.remove": call(({ agents }) =>
      agents.events.consumers.remove({ topic: TOPIC, consumer: nameOf(9) }, { ifVersion: 1 }),
    ),
    "agents.events.topics.get": call(({ agents }) => agents.events.topics.get(nameOf(9))),
    "agents.events.topics.remove": call(({ agents }) => agents.events.topics.remove(nameOf(9))),
  },

  expected: {
    "agents.put": { by: ["agent_capability_pk"], conflict: "agent_key,agent_capability_pk" },
    "agents.put version": { by: ["agent_key", "agent_capability_pk"], conflict: "agent_capability_pk" },
    "agents.putMany": { by: ["agent_capability_pk"], conflict: "agent_key,agent_capability_pk" },
    "agents.get": { by: ["agent_key"] },
    "agents.getMany": { by: ["agent_key"] },
    "agents.list": { by: ["agent_key"] },
    "agents.list status": { by: ["agent_by_status"] },
    "agents.list capability": { by: ["agent_capability_by_capability", "agent_key"] },
    // Either of the two conditions may be the more selective one.
    "agents.list capability status": {
      either: ["agent_capability_by_capability", "agent_capability_pk", "agent_by_status", "agent_key"],
    },
    "agents.list lastSeen": { by: ["agent_by_seen"] },
    "agents.list capability lastSeen": { by: ["agent_by_seen", "agent_capability_pk"] },
    "agents.update": { by: ["agent_key", "agent_capability_pk"], conflict: "agent_capability_pk" },
    "agents.heartbeat": { by: ["agent_key"] },
    "agents.remove": { by: ["agent_key"] },
    "agents.state.get": { by: ["agent_state_pk"] },
    "agents.state.getMany": { by: ["agent_state_pk"] },
    "agents.state.put": { by: [], conflict: "agent_state_pk" },
    "agents.state.put fence": { either: LEASE, conflict: "agent_state_pk" },
    "agents.state.put version fence": { either: [...LEASE, "agent_state_pk"] },
    "agents.state.modify": { by: ["agent_state_pk"] },
    "agents.state.remove": { either: [...LEASE, "agent_state_pk"] },
    "agents.state.list": { by: ["agent_state_pk"] },
    "agents.state.list prefix": { by: ["agent_state_pk"] },
    "agents.events.append": { by: [], conflict: "agent_topic_pk" },
    "agents.events.appendMany": { by: [], conflict: "agent_topic_pk" },
    "agents.events.list": { by: ["agent_event_pk"] },
    "agents.events.list offsets": { by: ["agent_event_pk"] },
    "agents.events.poll": { by: ["agent_consumer_pk", "agent_event_pk"] },
    "agents.events.commit": { by: ["agent_topic_pk"], conflict: "agent_consumer_pk" },
    "agents.events.consumers.list": { by: ["agent_consumer_pk", "agent_topic_pk"] },
    "agents.events.trim": { by: ["agent_event_pk"] },
    "agents.events.trim rows": { by: ["agent_event_pk"] },
    "agents.events.topics.list": { by: ["agent_topic_pk"] },
    "agents.leases.acquire": { by: [], conflict: "agent_lease_pk" },
    "agents.leases.renew": { either: LEASE },
    "agents.leases.release": { either: LEASE },
    "agents.leases.get": { either: LEASE },
    "agents.leases.getMany": { either: LEASE },
    "agents.leases.list": { either: LEASE },
    "agents.events.get": { by: ["agent_event_pk"] },
    "agents.events.getMany": { by: ["agent_event_pk"] },
    "agents.events.commit version": {
      by: ["agent_consumer_pk", "agent_topic_pk"],
      conflict: "agent_consumer_pk",
    },
    "agents.events.rewind": { by: ["agent_topic_pk"], conflict: "agent_consumer_pk" },
    "agents.events.consumers.get": { by: ["agent_consumer_pk", "agent_topic_pk"] },
    "agents.events.consumers.getMany": { by: ["agent_consumer_pk", "agent_topic_pk"] },
    "agents.events.consumers.remove": { by: ["agent_consumer_pk"] },
    "agents.events.topics.get": { by: ["agent_topic_pk"] },
    "agents.events.topics.remove": { by: ["agent_topic_pk"] },
    "agents.get together": { by: ["agent_key"] },
    "agents.state.get together": { by: ["agent_state_pk"] },
  },

  together: {
    "agents.get together": { call: ({ agents }, n) => agents.get(nameOf(n)) },
    "agents.state.get together": {
      call: async ({ agents }, n) => (await agents.state.get(nameOf(n))) && { id: nameOf(n) },
    },
  },
};
