import type { ScopeContext } from "../../db/scoped";
import { AnalyticsBandits } from "./bandits";
import { AnalyticsCalls } from "./calls";
import { AnalyticsFeedbacks } from "./feedback";
import { AnalyticsMetrics } from "./metrics";
import { AnalyticsVariants } from "./variants";

/** Analytics of language models: calls, costs and results. Reached as `scope.analytics`. */
export class AnalyticsStore {
  readonly calls: AnalyticsCalls;
  /** Feedback from people about calls. */
  readonly feedback: AnalyticsFeedbacks;
  /** Choices among arms, and their rewards. */
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
