import { left, right, table } from "../../../../dist/benchmarks/report/format.js";
import type { RetrievalFigures } from "../../../../dist/src/index.js";
import type { ConfigName, Measured } from "../measure/measure.js";

const COLUMNS = [
  left("set"),
  left("searches"),
  right("queries"),
  right("nDCG@10"),
  right("recall@10"),
  right("MRR"),
  right("p50 ms"),
  right("p95 ms"),
  left("nDCG difference, 95 %"),
];
const CONFIGS: readonly ConfigName[] = ["lexical", "dense", "hybrid"];

/** Figures of all sets, and their means where there are several. */
export function figuresTable(sets: readonly Measured[]): string {
  const rows = sets.flatMap(rowsOf);
  return table(COLUMNS, sets.length > 1 ? [...rows, ...meanRows(sets)] : rows);
}

function rowsOf({ name, documents, queries, configs, settings, heldOut }: Measured): string[][] {
  const weights = settings.weights ?? { lexical: 0.5, dense: 0.5 };
  const { low, high, ndcg } = heldOut.difference;
  const whole = CONFIGS.map((config) => {
    const { latencyMs, ...figures } = configs[config];
    const times = [latencyMs.p50, latencyMs.p95].map((ms) => ms.toFixed(1));
    return ["", config, String(queries), ...figuresOf(figures), ...times, ""];
  });
  whole[0]![0] = name;
  whole[1]![0] = documents.toLocaleString("en-GB");
  const half = String(heldOut.queries);
  return [
    ...whole,
    ["", "other half: defaults", half, ...figuresOf(heldOut.before), "", "", ""],
    [
      "",
      `other half: lexical ${weights.lexical}, dense ${weights.dense}`,
      half,
      ...figuresOf(heldOut.after),
      "",
      "",
      `${signed(ndcg)} [${signed(low)}, ${signed(high)}]`,
    ],
  ];
}

function meanRows(sets: readonly Measured[]): string[][] {
  const row = (searches: string, figures: (set: Measured) => RetrievalFigures): string[] => {
    const all = sets.map(figures);
    const mean = (member: keyof RetrievalFigures): number => meanOf(all.map((each) => each[member]));
    return ["", searches, "", ...figuresOf({ ndcg: mean("ndcg"), recall: mean("recall"), mrr: mean("mrr") })];
  };
  const rows = [
    ...CONFIGS.map((config) => row(config, ({ configs }) => configs[config])),
    row("other half: defaults", ({ heldOut }) => heldOut.before),
    row("other half: tuned", ({ heldOut }) => heldOut.after),
  ];
  rows[0]![0] = "mean";
  return rows;
}

const figuresOf = ({ ndcg, recall, mrr }: RetrievalFigures): string[] =>
  [ndcg, recall, mrr].map((value) => value.toFixed(3));

export const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
