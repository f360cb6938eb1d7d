import { alternate } from "../../../benchmarks/measure/alternate";

test("contenders alternate, each goes first in turn, and warm-up rounds do not count", async () => {
  const log: string[] = [];
  const turn = (name: string) => async (round: number) => {
    log.push(name);
    return `${name}${round}`;
  };
  const results = await alternate([turn("a"), turn("b")], { rounds: 3, warmUpRounds: 1 });
  expect(results).toEqual([
    ["a0", "a1", "a2"],
    ["b0", "b1", "b2"],
  ]);
  expect(log.join("")).toBe("abbaabba");
});

test("a failed turn ends the measurement", async () => {
  const failing = alternate([() => Promise.reject(new Error("no"))], { rounds: 5, warmUpRounds: 0 });
  await expect(failing).rejects.toThrow("no");
});
