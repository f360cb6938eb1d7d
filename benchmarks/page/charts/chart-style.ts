/** CSS rules of the charts. */
export const chartStyle = `
svg { display: block; overflow: visible; }
svg.key { display: inline-block; vertical-align: -1px; }
.drawing { width: 100%; min-width: 0; }
.stretched { width: 100%; }
.stretched path { vector-effect: non-scaling-stroke; fill: none; stroke-linejoin: round; }
.tick { stroke: var(--rule); stroke-width: 1; }
.tick.minor { opacity: 0.5; }
line.reference { stroke: var(--text); stroke-width: 1; stroke-dasharray: 3 3; opacity: 0.65; }
text { font-size: 0.75rem; fill: var(--quiet); }
text.reference, text.note { paint-order: stroke; stroke: var(--page); stroke-width: 3px; }
text.reference { fill: var(--text); }
svg .subject { --who: var(--subject); }
svg .baseline { --who: var(--baseline); }
svg .even { --who: var(--quiet); }

.axis { position: relative; height: 1.25rem; font-size: 0.75rem; line-height: 1.25rem; color: var(--quiet); }
.axis span { position: absolute; transform: translateX(-50%); white-space: nowrap; }
.axis .reference { color: var(--text); }
.axis.two { height: 2.25rem; }
.axis.two span:not(.reference) { bottom: 0; }

.swarm { padding: 0 0.75rem; }
.swarm > svg { width: 100%; }
.dot path { fill: var(--subject); stroke: var(--page); stroke-width: 1; }
.dot.miss path { fill: none; stroke: var(--miss); stroke-width: 2.5; }

.strips { --name: 8.5rem; --values: calc(var(--figures) * 3.75rem); position: relative; container-type: inline-size; font-size: 0.8125rem; }
.strip > .name { font-size: 0.78125rem; }
.strip { display: grid; grid-template-columns: var(--name) minmax(0, 1fr) var(--values); gap: 0 0.75rem; align-items: center; position: relative; }
.strip.begins { border-top: 1px solid var(--rule); }
.strip:not(.head, .foot):hover { background: color-mix(in srgb, var(--panel) 70%, transparent); }
@media (min-width: 80rem) { .head { position: sticky; top: var(--bar, 2.9rem); background: var(--page); z-index: 2; } }
.head { border-bottom: 1px solid var(--rule); }
.strips > .grid { position: absolute; left: calc(var(--name) + 0.75rem); right: calc(var(--values) + 0.75rem); width: auto; top: 2.25rem; height: calc(100% - 3.5rem); }
.grid { width: calc(100% - var(--name) - var(--values) - 1.5rem) !important; }
.figures { display: grid; grid-template-columns: repeat(var(--figures), 1fr); text-align: right; white-space: nowrap; font-size: 0.75rem; }
.head .figures { color: var(--quiet); align-self: end; line-height: 1.25rem; }
.ridge.subject { fill: color-mix(in srgb, var(--who) 28%, transparent) !important; stroke: var(--who); stroke-width: 1; }
.ridge.baseline { stroke: var(--who); stroke-width: 1.25; }
.whisker { stroke: var(--who); stroke-width: 1.5; }
.median { stroke: var(--who); stroke-width: 2.5; }
.p99 { fill: var(--who); stroke: var(--page); stroke-width: 1; }
.p99.over { fill: var(--miss); }
.p999 { fill: var(--page); stroke: var(--who); stroke-width: 1.5; }
.interval { stroke: var(--who); stroke-width: 4; stroke-linecap: round; opacity: 0.4; }
.ratio { fill: var(--who); }

.chart { container-type: inline-size; margin: 0 0 1.25rem; min-width: 0; }
figcaption { display: flex; flex-wrap: wrap; gap: 0 0.5rem; justify-content: space-between; font-size: 0.8125rem; line-height: 1.35; margin-bottom: 0.375rem; }
figcaption .name { font-weight: 600; margin-right: auto; }
.name .quiet { font-weight: 400; }
.frame { display: grid; grid-template-columns: 3.25rem minmax(0, 1fr); margin-bottom: 1.25rem; }
.frame.named { grid-template-columns: 3.25rem minmax(0, 1fr) var(--ends, 14rem); }
.frame .axis { grid-column: 2; }
.vertical { position: relative; font-size: 0.75rem; line-height: 1; color: var(--quiet); }
.vertical span { position: absolute; right: 0.5rem; transform: translateY(-50%); white-space: nowrap; }
.ends { position: relative; font-size: 0.75rem; line-height: 1.25; }
.ends svg { position: absolute; width: 16px; }
.ends > span { position: absolute; left: 17px; right: 0; transform: translateY(-50%); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.ends > [class^="colour"] { display: grid; grid-template-columns: minmax(0, 1fr) auto 3.5rem; column-gap: 0.5rem; text-align: right; color: var(--quiet); }
.ends > [class^="colour"] > :first-child { text-align: left; color: var(--line); overflow: hidden; text-overflow: ellipsis; }
.ends > .subject { color: var(--subject); }
.ends > .baseline { color: var(--baseline); }
.leader { stroke: var(--line, var(--who)); opacity: 0.6; }
.growth { stroke: var(--line); stroke-width: 2; }
.growth.baseline { stroke-width: 1.25; stroke-dasharray: 4 3; opacity: 0.75; }
circle.growth { fill: var(--line); stroke: var(--page); stroke-width: 1; }
.over-time { stroke: var(--who); stroke-width: 1.5; }
.over-time.baseline { stroke-width: 1.25; }
.over-time-area { fill: color-mix(in srgb, var(--who) 16%, transparent) !important; }
.multiples .chart { margin-bottom: 0.25rem; }
.mixes, .multiples { display: grid; gap: 0.5rem 1.25rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 14.5rem), 1fr)); }
.mixes { grid-template-columns: 1fr; --ends: 8.25rem; margin-bottom: 0.75rem; }
.multiples .frame { grid-template-columns: 2.25rem minmax(0, 1fr); }
.values { white-space: nowrap; }

@container (max-width: 30rem) {
  .strips > .grid { left: 0; width: 100% !important; top: 3.75rem; height: calc(100% - 5rem); }
  .strip > .name, .strip > .figures { background: var(--page); }
  .frame.named { grid-template-columns: 3.25rem minmax(0, 1fr) var(--ends, 10.5rem); }
  .ends > [class^="colour"] { grid-template-columns: minmax(0, 1fr) 3.75rem; }
  .ends > [class^="colour"] > :last-child { display: none; }
  .strip { grid-template-columns: 1fr auto; padding-top: 0.25rem; }
  .strip > .name { grid-area: 1 / 1; }
  .strip > .figures { grid-area: 1 / 2; grid-template-columns: repeat(var(--figures), 4rem); }
  .strip > .drawing, .strip > .axis { grid-area: 2 / 1 / 3 / 3; }
}

#tip { position: fixed; z-index: 9; pointer-events: none; max-width: min(28rem, 90vw); background: var(--text); color: var(--page); border-radius: 0.375rem; padding: 0.375rem 0.625rem; font-size: 0.75rem; line-height: 1.45; white-space: pre-line; }
#cursor { position: fixed; z-index: 8; width: 1px; pointer-events: none; background: var(--text); opacity: 0.5; }
`;
