import { median } from "../measure/statistics";
import { left, right, table } from "../report/format";
import type { Baseline } from "./baseline";
import type { Rounds } from "./rounds";
import type { Subject } from "./subject";

/** Minimum share of COPY's rows per second. */
const LEAST_SHARE = 0.6;
/** Maximum multiple of COPY's time, including verification. */
const MOST_TIMES = 2;
/** MB, for any size. */
const MOST_MEMORY = 300;

/** One target, and whether it is met. */
export interface Verdict {
  what: string;
  asked: string;
  measured: string;
  /** Null if there is no target. */
  met: boolean | null;
}

const copying = ({ snapshot, rows, indexes }: Subject): number => snapshot + rows + indexes;
const total = (subject: Subject): number => copying(subject) + subject.verification;

/** Ratios are the medians of the ratios of the rounds. */
export function verdicts({ subject, copied, bare }: Rounds): Verdict[] {
  /** @param asked whether the target refers to this figure; otherwise it is only for comparison */
  const against = (what: string, baselines: readonly Baseline[], asked: boolean): Verdict[] => {
    const share = median(baselines.map((each, i) => each.total / copying(subject[i]!)));
    const times = median(baselines.map((each, i) => total(subject[i]!) / each.total));
    return [
      {
        what: `rows a second, of ${what}`,
        asked: asked ? `at least ${percent(LEAST_SHARE)}` : "–",
        measured: percent(share),
        met: asked ? share >= LEAST_SHARE : null,
      },
      {
        what: `time with verification, of ${what}`,
        asked: asked ? `at most ${MOST_TIMES} times` : "–",
        measured: `${times.toFixed(2)} times`,
        met: asked ? times <= MOST_TIMES : null,
      },
    ];
  };
  const peak = Math.max(...subject.map((each) => each.peak));
  return [
    ...against(COPIED, copied, true),
    ...against(BARE, bare, false),
    { what: "memory", asked: `below ${MOST_MEMORY} MB`, measured: `${peak} MB`, met: peak < MOST_MEMORY },
  ];
}

const COPIED = "COPY with indexes in place";
const BARE = "COPY with indexes made afterwards";

/** All figures as text: medians of the rounds. */
export function described(rounds: Rounds): string {
  const { rows, subject, copied, bare, sqlite } = rounds;
  const rate = (what: string, seconds: number): string[] => [
    what,
    `${seconds.toFixed(2)} s`,
    Math.round(rows / seconds).toLocaleString("en-GB"),
  ];
  const of = <T>(all: readonly T[], pick: (each: T) => number): number => median(all.map(pick));
  const lines = [
    rate("the migrator", of(subject, copying)),
    ...part(subject, "snapshot", ({ snapshot }) => snapshot),
    ...part(subject, "rows", (each) => each.rows),
    ...part(subject, "indexes, foreign keys, statistics", ({ indexes }) => indexes),
    ...part(subject, "verification, not counted above", ({ verification }) => verification),
    rate(
      COPIED,
      of(copied, (each) => each.total),
    ),
    rate(
      "  of it, or alone: memory_item",
      of(copied, ({ items }) => items),
    ),
    rate(
      BARE,
      of(bare, (each) => each.total),
    ),
    rate(
      "  of it: memory_item",
      of(bare, ({ items }) => items),
    ),
    rate(
      "  of it: memory_item_search",
      of(bare, ({ search }) => search),
    ),
    rate("the migrator into SQLite", copying(sqlite)),
    ...part([sqlite], "verification, not counted above", ({ verification }) => verification),
  ];
  const checks = verdicts(rounds).map(({ what, asked, measured, met }) => [
    what,
    asked,
    measured,
    met === null ? "" : met ? "met" : "MISSED",
  ]);
  return [
    table([left("into new tables"), right("median"), right("rows/s")], lines),
    `memory of the migrator in MB, tenth by tenth of copying, then of verifying:\n${memory(subject)}`,
    table([left("target"), left("asked"), left("measured"), left("")], checks),
  ].join("\n\n");
}

const part = (all: readonly Subject[], what: string, pick: (each: Subject) => number): string[][] => [
  [`  ${what}`, `${median(all.map(pick)).toFixed(2)} s`, ""],
];

/** The maximum of all rounds. */
function memory(subject: readonly Subject[]): string {
  const tenths = Array.from({ length: 20 }, (_, i) =>
    Math.max(...subject.map((each) => each.memory[i] ?? 0)),
  );
  const text = (from: number): string =>
    tenths
      .slice(from, from + 10)
      .map((each) => each || "–")
      .join(" ");
  return `${text(0)}; ${text(10)}`;
}

const percent = (share: number): string => `${Math.floor(share * 100)} %`;
