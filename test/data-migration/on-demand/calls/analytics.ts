import type { AnalyticsVariantKey, Scope } from "../../../../src";
import type { Calls } from "./call";
import { pages, spread } from "./paging";

const FROM = new Date("2024-12-01");
const TO = new Date("2025-12-01");

export async function analytics(known: Scope): Promise<Calls> {
  const calls = spread((await known.analytics.calls.list({ limit: 500 })).items);
  const [variant] = (await known.analytics.variants.list()).items;
  const [feedback] = (await known.analytics.feedback.list()).items;
  const of = (scope: Scope) => scope.analytics;
  const keyOf = ({ task, templateHash }: AnalyticsVariantKey) => ({ task, templateHash });
  return {
    "calls.summarize": (s) =>
      of(s).calls.summarize({
        createdFrom: FROM,
        createdTo: TO,
        groupBy: ["model", "task"],
        bucket: "day",
      }),
    "calls.get": (s) => of(s).calls.get(calls[0]!.id),
    "calls.list": (s) => pages(of(s).calls.list({ limit: 300 })),
    "feedback.list of a call": (s) => pages(of(s).feedback.list({ callId: feedback!.callId })),
    "feedback.list": (s) => pages(of(s).feedback.list({ limit: 20 })),
    "bandits.list": (s) => pages(of(s).bandits.list({ task: "routing", limit: 100 })),
    "bandits.arms": (s) => of(s).bandits.arms({ task: "routing", createdFrom: FROM, createdTo: TO }),
    "variants.get": (s) => of(s).variants.get(keyOf(variant!)),
    "variants.list": (s) => pages(of(s).variants.list({ limit: 6 })),
    "metrics.list": (s) => pages(of(s).metrics.list()),
    "metrics.summarize": (s) =>
      of(s).metrics.summarize({ name: "latency", createdFrom: FROM, createdTo: TO }),
    "variants.put": (s) => of(s).variants.put({ ...keyOf(variant!), description: "d" }),
    "variants.remove": (s) => of(s).variants.remove(keyOf(variant!)),
    "calls.prune": (s) => of(s).calls.prune({ olderThanMs: 1, limit: 100 }),
    "summary of what is left": (s) => of(s).calls.summarize({ createdFrom: FROM, createdTo: TO }),
  };
}
