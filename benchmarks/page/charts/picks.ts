import { size } from "../../../src/presentation/figures";
import { type Content, html, Markup } from "../../../src/presentation/page/html";
import type { View } from "../view";

/**
 * Filters of the page: engine, number of records, store. They are radio buttons with a CSS rule for
 * each, so they work without JavaScript. Data attributes on the parts of the page hold the number
 * of their engine, size and store.
 */

interface Pick {
  readonly name: "engine" | "records" | "store";
  readonly label: string;
  readonly choices: readonly string[];
  /** If true, the first choice is all of them. */
  readonly all: boolean;
}

const picks = (view: View): Pick[] =>
  [
    { name: "engine" as const, label: "Engine", choices: view.engines, all: true },
    { name: "records" as const, label: "Records", choices: view.records.map(size), all: false },
    { name: "store" as const, label: "Store", choices: view.stores, all: true },
  ].filter(({ choices }) => choices.length > 1);

export const pickers = (view: View): Content => picks(view).map(picker);

function picker({ name, label, choices, all }: Pick): Markup {
  const options = choices.map((choice, i) => ({ id: `${name}-${i}`, choice }));
  if (all) options.unshift({ id: `${name}-all`, choice: "All" });
  // The default is the largest number of records, where engines differ most.
  const chosen = all ? 0 : options.length - 1;
  return radios(name, label, options, chosen);
}

export const radios = (
  name: string,
  label: string,
  options: readonly { id: string; choice: string }[],
  chosen: number,
): Markup =>
  html`<fieldset class="pick"><legend>${label}</legend><div class="choices">${options.map(
    ({ id, choice }, i) =>
      html`<label><input type="radio" name="${name}" id="${id}" autocomplete="off"${
        i === chosen ? new Markup(" checked") : null
      }><span>${choice}</span></label>`,
  )}</div></fieldset>`;

/**
 * Hides parts of other choices. A part that belongs to several choices is hidden if none of them is
 * chosen.
 */
export const pickRules = (view: View): string =>
  picks(view)
    .flatMap(({ name, choices }) =>
      choices.map(
        (_, i) =>
          `:root:has(#${name}-${i}:checked) [data-${name}]:not([data-${name}="${i}"]), :root:has(#${name}-${i}:checked) [data-${name}s]:not([data-${name}s~="${i}"]) { display: none; }`,
      ),
    )
    .join("\n");
