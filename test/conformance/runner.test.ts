import { conformanceSuites, describeConformance } from "../../conformance";
import { createTestStores } from "../../src/testing/stores";

test("each case sets its timeout in the runner, in Mocha through its context", async () => {
  const bodies: ((this: unknown) => Promise<void>)[] = [];
  const timeouts = new Set<number>();
  let after = async (): Promise<void> => {};
  describeConformance(
    {
      describe: (_name, body) => body(),
      it: (_name, body, timeoutMs) => {
        bodies.push(body);
        timeouts.add(timeoutMs);
      },
      afterAll: (body) => {
        after = body;
      },
    },
    () => createTestStores(),
  );
  expect(bodies).toHaveLength(conformanceSuites.reduce((sum, { cases }) => sum + cases.length, 0));
  expect([...timeouts]).toEqual([60_000]);
  const timeout = jest.fn();
  await bodies[0]!.call({ timeout });
  expect(timeout).toHaveBeenCalledWith(60_000);
  await after();
});
