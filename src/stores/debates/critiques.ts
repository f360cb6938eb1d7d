import { type DebateCritiqueEntity, debateCritiqueTable } from "../../../entities/debates";
import { rowMaker } from "../../db/row-maker";
import type { ScopeContext } from "../../db/scoped";
import { Table } from "../../db/table";
import { DebateEvents, eventKind } from "./events";
import { DebateCritiqueListInput } from "./inputs";
import type { DebateCritique, DebateCritiqueInput, DebateCritiqueListQuery } from "./types";

export const critiques = new Table<DebateCritiqueEntity, DebateCritique>(debateCritiqueTable);

/** Makes rows of critiques from validated inputs. */
export const critiqueMaker = rowMaker<typeof debateCritiqueTable, DebateCritique, DebateCritiqueInput>(
  debateCritiqueTable,
);

const KIND = eventKind(critiques, {
  what: "critique",
  maker: critiqueMaker,
  Query: DebateCritiqueListInput,
  filters: ["from", "to"],
});

/** Critiques: objections of one role to another. Reached as `scope.debates.critiques`. */
export class DebateCritiques extends DebateEvents<
  DebateCritiqueInput,
  DebateCritique,
  DebateCritiqueListQuery
> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, KIND);
  }
}
