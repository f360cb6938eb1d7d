import { refused } from "../../../conformance/suite";
import { createTestStores } from "../../../src/testing";

test("a read that cannot learn what is hidden is refused, and leaves no rejection behind", async () => {
  // A database in memory is opened from an image: what it hides is read with the first read.
  const stores = await createTestStores();
  const { memory, conversations, agents } = stores.scope({ tenant: "t" });
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  process.on("unhandledRejection", note);
  try {
    await stores.close();
    await refused(memory.list(), "closed");
    await refused(memory.get(crypto.randomUUID()), "closed");
    await refused(conversations.messages.search({ text: "x" }), "closed");
    await refused(agents.state.list(), "closed");
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  } finally {
    process.off("unhandledRejection", note);
  }
});
