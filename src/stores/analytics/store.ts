import type { ScopeContext } from "../../db/scoped";
import { AnalyticsBandits } from "./bandits";
import { AnalyticsCalls } from "./calls";
import { AnalyticsFeedbacks } from "./feedback";
import { AnalyticsMetrics } from "./metrics";
import { AnalyticsVariants } from "./variants";

/** What language models did, cost and brought. Reached as `scope.analytics`. */
export class AnalyticsStore {
  readonly calls: AnalyticsCalls;
  /** What people said about calls. */
  readonly feedback: AnalyticsFeedbacks;
  /** Choices among arms, and what they brought. */
  readonly bandits: AnalyticsBandits;
  /** Prompt templates of tasks. */
  readonly variants: AnalyticsVariants;
  readonly metrics: AnalyticsMetrics;

  /** @internal */
  constructor(context: ScopeContext) {
    this.calls = new AnalyticsCalls(context);
    this.feedback = new AnalyticsFeedbacks(context);
    this.bandits = new AnalyticsBandits(context);
    this.variants = new AnalyticsVariants(context);
    this.metrics = new AnalyticsMetrics(context);
  }
}
