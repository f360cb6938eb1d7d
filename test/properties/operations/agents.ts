import fc from "fast-check";
import {
  everything,
  id,
  instant,
  json,
  NAMES,
  name,
  operation,
  page,
  partial,
  type StoreOperations,
  tuple,
} from "./arbitraries";

const names = fc.array(name, { maxLength: 4 });
/** Few values, so that fences often belong to the current lease or to an earlier one. */
const token = fc.integer({ min: 1, max: 4 });
const TOPICS = NAMES.slice(0, 3);
const LEASES = NAMES.slice(0, 2);
const topic = fc.constantFrom(...TOPICS);
const lease = fc.constantFrom(...LEASES);
const holder = fc.constantFrom("me", "they");
/** In the tests' clock a call takes one second. */
const leaseMs = fc.integer({ min: 1, max: 8000 });
const fence = fc.record({ name: lease, token });
const offset = fc.integer({ min: 0, max: 12 });
const agent = fc.record(
  {
    name,
    id,
    definition: json,
    capabilities: names,
    config: json,
    status: name,
    createdAt: instant,
    lastSeenAt: instant,
  },
  { requiredKeys: ["name", "id"] },
) as fc.Arbitrary<never>;
const event = fc.record(
  { type: name, payload: json, agentName: name, createdAt: instant },
  { requiredKeys: ["type"] },
) as fc.Arbitrary<never>;
const versions = partial({ ifVersion: fc.integer({ min: 0, max: 3 }) });

export const agents: StoreOperations = {
  operations: [
    operation("agents.put", tuple(agent, versions), (scope, input, options) =>
      scope.agents.put(input, options),
    ),
    operation("agents.putMany", tuple(fc.array(agent, { maxLength: 4 })), (scope, inputs) =>
      scope.agents.putMany(inputs),
    ),
    operation("agents.getMany", tuple(names), (scope, wanted) => scope.agents.getMany(wanted)),
    operation(
      "agents.list",
      tuple(
        partial({
          ...page,
          status: name,
          capability: name,
          lastSeenFrom: instant,
          lastSeenTo: instant,
          order: fc.constantFrom("name", "lastSeen"),
        }),
      ),
      (scope, query) => everything(scope.agents.list(query)),
    ),
    operation(
      "agents.update",
      tuple(name, partial({ definition: json, capabilities: names, config: json, status: name }), versions),
      (scope, who, patch, options) => scope.agents.update(who, patch, options),
    ),
    operation(
      "agents.heartbeat",
      tuple(name, partial({ lastSeenAt: instant, status: name })),
      (scope, who, beat) => scope.agents.heartbeat(who, beat),
    ),
    operation("agents.remove", tuple(name, versions), (scope, who, options) =>
      scope.agents.remove(who, options),
    ),
    operation(
      "agents.state.put",
      tuple(
        name,
        json,
        partial({ createdAt: fc.option(instant), updatedAt: fc.option(instant) }),
        partial({ ifVersion: fc.integer({ min: 0, max: 3 }), fence }),
      ),
      (scope, key, value, times, options) =>
        scope.agents.state.put({ key, value, ...(times as object) }, options),
    ),
    operation("agents.state.modify", tuple(name, partial({ fence })), (scope, key, options) =>
      scope.agents.state.modify(key, (value, version) => [version, value === null], options),
    ),
    operation("agents.state.remove", tuple(name, partial({ fence })), (scope, key, options) =>
      scope.agents.state.remove(key, options),
    ),
    operation("agents.state.list", tuple(partial({ ...page, prefix: name })), (scope, query) =>
      everything(scope.agents.state.list(query)),
    ),
    operation("agents.events.append", tuple(topic, event), (scope, to, given) =>
      scope.agents.events.append(to, given),
    ),
    operation(
      "agents.events.appendMany",
      tuple(topic, fc.array(event, { maxLength: 3 })),
      (scope, to, events) => scope.agents.events.appendMany(to, events),
    ),
    operation(
      "agents.events.list",
      tuple(topic, partial({ ...page, offsetFrom: offset, offsetTo: offset })),
      (scope, of, query) => everything(scope.agents.events.list({ ...(query as object), topic: of })),
    ),
    operation("agents.events.poll", tuple(topic, name), (scope, from, consumer) =>
      scope.agents.events.poll({ topic: from, consumer, limit: 3 }),
    ),
    operation(
      "agents.events.commit",
      tuple(fc.record({ topic, consumer: name, offset }), versions),
      (scope, input, options) => scope.agents.events.commit(input, options),
    ),
    operation(
      "agents.events.rewind",
      tuple(fc.record({ topic, consumer: name, offset }), versions),
      (scope, input, options) => scope.agents.events.rewind(input, options),
    ),
    operation(
      "agents.events.consumers.remove",
      tuple(topic, name, versions),
      (scope, of, consumer, options) =>
        scope.agents.events.consumers.remove({ topic: of, consumer }, options),
    ),
    operation("agents.events.topics.remove", tuple(topic), (scope, of) =>
      scope.agents.events.topics.remove(of),
    ),
    operation(
      "agents.events.getMany",
      tuple(fc.array(fc.record({ topic, offset: fc.integer({ min: 1, max: 12 }) }), { maxLength: 4 })),
      (scope, keys) => scope.agents.events.getMany(keys),
    ),
    operation(
      "agents.events.trim",
      tuple(topic, partial({ offsetTo: offset, createdTo: instant }), fc.integer({ min: 1, max: 4 })),
      (scope, of, bounds, limit) => scope.agents.events.trim({ ...(bounds as object), topic: of, limit }),
    ),
    operation("agents.leases.acquire", tuple(lease, holder, leaseMs), (scope, wanted, who, ms) =>
      scope.agents.leases.acquire({ name: wanted, holder: who, leaseMs: ms }),
    ),
    operation("agents.leases.renew", tuple(lease, token, leaseMs), (scope, held, given, ms) =>
      scope.agents.leases.renew({ name: held, token: given }, { leaseMs: ms }),
    ),
    operation("agents.leases.release", tuple(lease, token), (scope, held, given) =>
      scope.agents.leases.release({ name: held, token: given }),
    ),
    operation("agents.leases.get", tuple(lease), (scope, wanted) => scope.agents.leases.get(wanted)),
    operation("agents.leases.list", tuple(partial({ ...page, holder })), (scope, query) =>
      everything(scope.agents.leases.list(query)),
    ),
  ],

  async stateOf({ agents }) {
    const { state, events, leases } = agents;
    return {
      agents: await everything(agents.list()),
      capabilities: await Promise.all(NAMES.map((capability) => everything(agents.list({ capability })))),
      state: await everything(state.list()),
      topics: await everything(events.topics.list()),
      events: await Promise.all(TOPICS.map((each) => everything(events.list({ topic: each })))),
      offsets: await Promise.all(TOPICS.map((each) => everything(events.consumers.list({ topic: each })))),
      leases: await Promise.all(LEASES.map((each) => leases.get(each))),
    };
  },
};
