import { BatchQueue } from "../../src/core/call/batch-queue";
import { QueuedCall } from "../../src/core/call/queued-call";
import type { StopSignal } from "../../src/core/call/stop-signal";

/** Batch queue: when calls go, which ones go together, and how they leave. */
class Call extends QueuedCall<string> {
  constructor(
    readonly name: string,
    signal?: StopSignal,
  ) {
    super(signal);
  }
}

interface Rules {
  most?: number;
  mostUnderWay?: number;
  longestWaitMs?: number;
}

function observed({ most = 3, mostUnderWay = 1, longestWaitMs }: Rules = {}) {
  const batches: string[] = [];
  const ends: (() => void)[] = [];
  let idle = 0;
  const queue = new BatchQueue<Call>(
    {
      mostUnderWay,
      ...(longestWaitMs !== undefined && { longestWaitMs }),
      most: () => most,
      send: async (calls) => {
        batches.push(calls.map(({ name }) => name).join(""));
        await new Promise<void>((resolve) => ends.push(resolve));
        for (const call of calls) call.succeed(call.name);
      },
    },
    () => idle++,
  );
  const add = (names: string, signal?: StopSignal): Promise<string>[] =>
    [...names].map((name) => {
      const call = new Call(name, signal);
      queue.add(call);
      return call.answer;
    });
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  /** Ends the batch that was sent first. */
  const end = async (): Promise<void> => {
    ends.shift()?.();
    await turn();
  };
  return { queue, batches, add, turn, end, idle: () => idle };
}

test("calls of one tick go together at its end, in their order", async () => {
  const { batches, add, turn, end } = observed();
  const answers = add("a");
  await Promise.resolve();
  answers.push(...add("bc"));
  expect(batches).toEqual([]);
  await turn();
  expect(batches).toEqual(["abc"]);
  await end();
  expect(await Promise.all(answers)).toEqual(["a", "b", "c"]);
});

test("those beyond a batch, and those that come meanwhile, go with the next in their order", async () => {
  const { batches, add, turn, end } = observed();
  add("abcd");
  await turn();
  add("efg");
  await turn();
  expect(batches).toEqual(["abc"]);
  await end();
  expect(batches).toEqual(["abc", "def"]);
  await end();
  expect(batches).toEqual(["abc", "def", "g"]);
});

test("several batches are under way where the sender can", async () => {
  const { batches, add, turn } = observed({ mostUnderWay: 2 });
  add("abcdefg");
  await turn();
  expect(batches).toEqual(["abc", "def"]);
});

test("after the longest wait calls go although too many are under way", async () => {
  const { batches, add, turn } = observed({ longestWaitMs: 5 });
  add("a");
  await turn();
  add("b");
  await turn();
  expect(batches).toEqual(["a"]);
  while (batches.length < 2) await turn();
  expect(batches).toEqual(["a", "b"]);
});

test("a call leaves when its signal fires: before, while it waits and while it is under way", async () => {
  const { batches, add, turn, end } = observed({ most: 1 });
  const [early, waits, underWay] = [new AbortController(), new AbortController(), new AbortController()];
  early.abort("early");
  const answers = [...add("a", early.signal), ...add("b", underWay.signal), ...add("c", waits.signal)];
  const settled = Promise.allSettled([...answers, ...add("d")]);
  await turn();
  waits.abort("waits");
  underWay.abort("under way");
  await end();
  await end();
  expect(batches).toEqual(["b", "d"]);
  expect((await settled).map((each) => ("reason" in each ? each.reason : each.value))).toEqual([
    "early",
    "under way",
    "waits",
    "d",
  ]);
});

test("what a sender puts back goes before all others", async () => {
  const { queue, batches, add, turn, end } = observed();
  add("a");
  await turn();
  add("d");
  queue.putBack(["b", "c"].map((name) => new Call(name)));
  await end();
  expect(batches).toEqual(["a", "bcd"]);
});

test("it tells when it is idle, and not before", async () => {
  const { add, turn, end, idle } = observed({ most: 1 });
  add("ab");
  await turn();
  await end();
  expect(idle()).toBe(0);
  await end();
  expect(idle()).toBe(1);
  const [refused] = add("c", AbortSignal.abort("no"));
  await expect(refused).rejects.toBe("no");
  expect(idle()).toBe(2);
});
