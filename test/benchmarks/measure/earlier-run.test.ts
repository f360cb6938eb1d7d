import { comparisonText } from "../../../benchmarks/report/comparison";
import { type Change, compareWithEarlierRun } from "../../../benchmarks/report/earlier-run";
import { measurement, report } from "./reports";

const worseOf = (changes: readonly Change[]): string[] =>
  changes.filter(({ verdict }) => verdict === "worse").map(({ operation, what }) => `${operation} ${what}`);

/**
 * Subject and baseline of one operation, with five rounds each. The baseline makes 1000 calls per
 * second with a p99 of 1 ms.
 */
const both = (operation: string, throughputs: number[], p99s: number[] = [1, 1, 1, 1, 1]) => [
  measurement({ operation, rounds: throughputs.map((throughput, i) => ({ throughput, p99: p99s[i]! })) }),
  measurement({ operation, contender: "baseline" }),
];
const steady = (throughput: number): number[] => Array(5).fill(throughput);

test("a run compared with itself is neither worse nor better", () => {
  const same = report([
    ...both("a.get", [900, 910, 890, 950, 850]),
    ...both("a.add", [400, 300, 500, 450, 350]),
  ]);
  const { changes, remarks } = compareWithEarlierRun(same, same);
  expect(changes.map(({ verdict }) => verdict)).toEqual(["same", "same", "same", "same"]);
  expect(remarks).toEqual([]);
});

test("a change within the floor is noise, a change beyond it is not, in both directions", () => {
  const earlierRun = report([
    ...both("a.get", steady(900)),
    ...both("a.add", steady(900)),
    ...both("a.list", steady(900)),
  ]);
  const now = report([
    ...both("a.get", steady(825)),
    ...both("a.add", steady(800)),
    ...both("a.list", steady(1000)),
  ]);
  const { changes } = compareWithEarlierRun(now, earlierRun);
  expect(changes.filter(({ what }) => what === "throughput").map(({ verdict }) => verdict)).toEqual([
    "same",
    "worse",
    "better",
  ]);
});

test("the spread of both runs' rounds widens the noise", () => {
  const restless = [900, 700, 1100, 800, 1000];
  const earlierRun = report(both("a.get", restless));
  expect(
    worseOf(
      compareWithEarlierRun(
        report(
          both(
            "a.get",
            restless.map((x) => x * 0.8),
          ),
        ),
        earlierRun,
      ).changes,
    ),
  ).toEqual([]);
  expect(
    worseOf(
      compareWithEarlierRun(
        report(
          both(
            "a.get",
            restless.map((x) => x * 0.5),
          ),
        ),
        earlierRun,
      ).changes,
    ),
  ).toEqual(["a.get throughput"]);
});

test("rounds that are close together by chance are judged by the usual spread of the run", () => {
  const restless = [900, 700, 1100, 800, 1000];
  const others = ["b", "c", "d"].flatMap((name) => both(name, restless));
  const earlierRun = report([...both("a.get", steady(900)), ...others]);
  const now = report([...both("a.get", steady(720)), ...others]);
  expect(worseOf(compareWithEarlierRun(now, earlierRun).changes)).toEqual([]);
});

test("p99 is compared too, and higher is worse", () => {
  const earlierRun = report(both("a.get", steady(900)));
  const now = report(both("a.get", steady(900), [2, 2, 2, 2, 2]));
  expect(worseOf(compareWithEarlierRun(now, earlierRun).changes)).toEqual(["a.get p99"]);
  expect(worseOf(compareWithEarlierRun(earlierRun, now).changes)).toEqual([]);
});

test("the p99 of a few calls is not compared", () => {
  const earlierRun = report(both("a.get", steady(900)));
  const few = both("a.get", steady(900), [9, 9, 9, 9, 9]).map((each) => ({ ...each, count: 400 }));
  expect(compareWithEarlierRun(report(few), earlierRun)).toEqual({
    changes: [expect.objectContaining({ what: "throughput", verdict: "same" })],
    remarks: ["p99 of 1 measurements is not compared: fewer than 100 calls a round, see --seconds"],
  });
});

test("a slower machine is no regression if the baseline is slower too, but is one without a baseline", () => {
  const slower = both("a.get", steady(450), [2, 2, 2, 2, 2]);
  const rounds = steady(500).map((throughput) => ({ throughput, p99: 2 }));
  slower[1] = measurement({ operation: "a.get", contender: "baseline", rounds });
  const earlierRun = report(both("a.get", steady(900)));
  expect(worseOf(compareWithEarlierRun(report(slower), earlierRun).changes)).toEqual([]);

  const alone = { ...slower[0]!, ratio: null };
  const { changes } = compareWithEarlierRun(report([alone]), earlierRun);
  expect(worseOf(changes)).toEqual(["a.get throughput", "a.get p99"]);
  expect(changes.map(({ basis }) => basis)).toEqual(["absolute", "absolute"]);
});

test("newly failing calls are always a regression; calls that no longer fail are an improvement", () => {
  const sound = report(both("a.get", steady(900)));
  const failing = both("a.get", steady(900));
  failing[0] = { ...failing[0]!, failures: 1, successRate: 0.99999 };
  expect(worseOf(compareWithEarlierRun(report(failing), sound).changes)).toEqual(["a.get success rate"]);
  expect(compareWithEarlierRun(sound, report(failing)).changes.at(-1)).toMatchObject({ verdict: "better" });
});

test("there is no division by a round without success", () => {
  const dead = both("a.get", [0, 900, 900, 900, 900]);
  dead[0] = { ...dead[0]!, failures: 10, successRate: 0.8, ratio: null };
  const { changes } = compareWithEarlierRun(report(dead), report(both("a.get", steady(900))));
  expect(worseOf(changes)).toEqual(["a.get success rate"]);
});

test("measurements of only one of the runs are reported, not compared", () => {
  const earlierRun = report([...both("a.get", steady(900)), ...both("a.old", steady(900))]);
  const now = report([...both("a.get", steady(900)), ...both("a.new", steady(900))]);
  const { changes, remarks } = compareWithEarlierRun(now, earlierRun);
  expect(new Set(changes.map(({ operation }) => operation))).toEqual(new Set(["a.get"]));
  expect(remarks).toEqual([
    "not in the earlier run: SQLite a.new at 100 records",
    "only in the earlier run: SQLite a.old at 100 records",
  ]);
});

test("another version is reported and compared; another number of workers is not compared", () => {
  const earlierRun = report(both("a.get", steady(900)));
  const newer = report(both("a.get", steady(900)).map((each) => ({ ...each, engine: "SQLite 4.0" })));
  const { changes, remarks } = compareWithEarlierRun(newer, earlierRun);
  expect(changes).toHaveLength(2);
  expect(remarks).toEqual(["SQLite 4.0, the earlier run ran on SQLite 3.0"]);

  const busier = report(both("a.get", steady(900)), { workers: 50 });
  expect(compareWithEarlierRun(busier, earlierRun)).toEqual({
    changes: [],
    remarks: ["50 workers, the earlier run had 5: nothing is compared"],
  });
});

test("open loops are compared by p99, and only at the same rate", () => {
  const open = (rate: number) =>
    both("a mix", steady(900)).map((each) => ({ ...each, loop: "open" as const, rate }));
  const half = compareWithEarlierRun(report(open(450)), report(open(470)));
  expect(half.changes.map(({ what }) => what)).toEqual(["p99"]);
  const given = compareWithEarlierRun(report(open(450), { rate: 450 }), report(open(470), { rate: 470 }));
  expect(given).toEqual({
    changes: [],
    remarks: ["open loops at rate 450, the earlier run's at 470: they are not compared"],
  });
});

test("regressions are named in words, after a table of all that changed", () => {
  const earlierRun = report([...both("a.get", steady(900)), ...both("a.add", steady(500))]);
  const now = report([...both("a.get", steady(600)), ...both("a.add", steady(800))]);
  const text = comparisonText("old.json", compareWithEarlierRun(now, earlierRun));
  expect(text).toContain(
    "worse: SQLite a.get at 100 records: throughput is 0.6 × the baseline's throughput, before 0.9 (−33%",
  );
  expect(text).toMatch(/SQLite +a\.add +100 +throughput ÷ baseline +0\.5 +0\.8 +\+60% +−9% to \+10% +better/);
  expect(text).toContain("1 worse, 1 better, 2 within their noise");
});
