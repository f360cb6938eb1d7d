import { type MetricEntity, metricTable } from "../../../entities/analytics";
import { unsignedZero } from "../../core/zero";
import { Table } from "../../db/table";
import { all, name, sql } from "../../dialect/sql";
import { AnalyticsMetricInput, AnalyticsMetricListInput } from "./inputs";
import { recordLister } from "./lists";
import { recorder } from "./recorder";
import type { AnalyticsMetric } from "./types";

export const metric = new Table<MetricEntity, AnalyticsMetric>(metricTable);

export const newMetrics = recorder<MetricEntity, AnalyticsMetricInput, AnalyticsMetric>({
  table: metric,
  Input: AnalyticsMetricInput,
  list: "metrics",
  own: ["name", "value", "labels"],
  json: "labels",
  make: ({ name, value, labels }) => ({ name, value: unsignedZero(value), labels: labels ?? null }),
});

export const listOfMetrics = recordLister(metric, {
  method: "listMetrics",
  Input: AnalyticsMetricListInput,
  where: (input) => all(input.name === undefined ? [] : [sql`c.name = ${name(input.name)}`]),
  order: "newest",
});
