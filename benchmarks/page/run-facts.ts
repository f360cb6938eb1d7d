import { duration, instant, list, NONE, rate, whole } from "../../src/presentation/figures";
import { described, section } from "../../src/presentation/page/blocks";
import { html, type Markup } from "../../src/presentation/page/html";
import type { Report } from "../types";
import type { View } from "./view";

/** Machine, versions and settings, needed to read the figures. */
export const runFacts = ({ report }: View): Markup =>
  section(
    "facts",
    "Machine and settings",
    "Do not compare figures of different machines or settings.",
    html`<div class="facts">${described(report.facts)}${described(settingsOf(report))}</div>`,
  );

const settingsOf = ({ settings, startedAt, finishedAt }: Report): Report["facts"] => [
  ["started", instant(startedAt)],
  ["finished", instant(finishedAt)],
  ["records", list(settings.records.map(whole)) || NONE],
  ["workers", whole(settings.workers)],
  ["stores", list(settings.stores) || NONE],
  ["seconds each", String(settings.seconds)],
  ["open loop", settings.rate === null ? "half of what the closed loop reached" : rate(settings.rate)],
  ["p99 target", duration(settings.targetP99Ms)],
];
