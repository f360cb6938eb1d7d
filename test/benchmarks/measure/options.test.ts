import { benchOf, databaseOf, optionsOf } from "../../../benchmarks/options";
import { mustHaveOperands, readLine } from "../../../src/command-line/command";
import { helpOf } from "../../../src/command-line/help";
import { UsageError } from "../../../src/command-line/usage-error";

const STORES = ["memory", "debates"];
const BENCH = benchOf(STORES);
const usage = (columns: number): string => helpOf(BENCH, columns);

function parse(...args: string[]) {
  const line = readLine(BENCH, args);
  mustHaveOperands(BENCH, line.operands);
  return optionsOf(line, STORES);
}

test("without options it measures everything, as the help says", () => {
  expect(parse()).toEqual({
    url: undefined,
    settings: {
      records: [100, 500, 1000],
      workers: 5,
      stores: STORES,
      rate: null,
      seconds: 0.5,
      targetP99Ms: 100,
    },
    json: null,
    html: undefined,
    earlierRun: undefined,
  });
});

test("every option is parsed", () => {
  const args =
    "--records 1000,100,1000 --workers 8 --stores debates --rate 250.5 --seconds .2 --target-p99 20";
  expect(parse(...args.split(" ")).settings).toEqual({
    records: [100, 1000],
    workers: 8,
    stores: ["debates"],
    rate: 250.5,
    seconds: 0.2,
    targetP99Ms: 20,
  });
  const files = parse(
    "--json",
    "a.json",
    "--html=b.html",
    "--earlier-run",
    "c.json",
    "--url",
    "sqlite::memory:",
  );
  expect(files).toMatchObject({
    json: "a.json",
    html: "b.html",
    earlierRun: "c.json",
    url: "sqlite::memory:",
  });
  expect(parse("--to", "sqlite::memory:", "--json")).toMatchObject({ url: "sqlite::memory:", json: "-" });
  expect([...readLine(BENCH, ["--help", "-q"]).flags]).toEqual(["help", "quiet"]);
});

test.each([
  [["--record", "5"], /^There is no option --record\. Did you mean --records\? See .* bench --help/],
  [["100"], /^bench does not take "100"\. See /],
  [["--workers"], /^--workers takes a value/],
  [["--rate", "-5"], /--rate takes a value that does not begin with a dash/],
  [["--help=yes"], /^--help takes no value/],
  [["--records", "100,,500"], /--records takes a comma-separated list .* not "100,,500"/],
  [["--records", "1e3"], /--records takes a whole number from 1 to 10000000, not "1e3"/],
  [["--records", "0"], /--records takes a whole number/],
  [["--records", ""], /--records takes a value, not an empty one/],
  [["--workers", "0"], /--workers takes a whole number from 1 to 1000/],
  [["--workers", "1.5"], /--workers takes a whole number/],
  [["--workers", "many"], /--workers takes a whole number/],
  [["--stores", "memory,users"], /--stores takes a list of memory, debates, not "memory,users"/],
  [["--stores", "toString"], /--stores takes a list of memory, debates/],
  [["--rate", "0"], /--rate takes a number above 0/],
  [["--rate", "fast"], /--rate takes a number above 0/],
  [["--seconds", "1s"], /--seconds takes a number above 0/],
  [["--seconds", "Infinity"], /--seconds takes a number above 0 and up to 3600/],
  [["--target-p99", "0x10"], /--target-p99 takes a number above 0/],
  [
    ["--url", "mysql://secret@host/db"],
    /^--url takes postgres:\/\/user@host\/database, sqlite:PLACE or sqlite::memory:\.$/,
  ],
  [["--url", "file.db"], /--url takes/],
])("%j is refused with what would be right", (args, message) => {
  const taken = () => databaseOf(parse(...args));
  expect(taken).toThrow(UsageError);
  expect(taken).toThrow(message);
});

test("every option is in the help", () => {
  for (const name of [
    "url",
    "records",
    "workers",
    "stores",
    "rate",
    "seconds",
    "target-p99",
    "json",
    "html",
    "earlier-run",
  ])
    expect(usage(80)).toMatch(new RegExp(` --${name}[ ,]`));
  expect(usage(80)).toContain("memory, debates");
  for (const line of usage(80).split("\n")) expect(line.length).toBeLessThanOrEqual(80);
});
