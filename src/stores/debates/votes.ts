import { type DebateVoteEntity, debateVoteTable } from "../../../entities/debates";
import { rowMaker } from "../../db/row-maker";
import type { ScopeContext } from "../../db/scoped";
import { Table } from "../../db/table";
import { DebateEvents, eventKind } from "./events";
import { DebateVoteListInput } from "./inputs";
import type { DebateVote, DebateVoteInput, DebateVoteListQuery } from "./types";

export const votes = new Table<DebateVoteEntity, DebateVote>(debateVoteTable);

/** Makes rows of votes from validated inputs. */
export const voteMaker = rowMaker<typeof debateVoteTable, DebateVote, DebateVoteInput>(debateVoteTable);

const KIND = eventKind(votes, {
  what: "vote",
  maker: voteMaker,
  Query: DebateVoteListInput,
  filters: ["voter", "chosen"],
});

/**
 * Votes: each for a role or another choice. A voter may vote again: every vote counts. Reached as
 * `scope.debates.votes`.
 */
export class DebateVotes extends DebateEvents<DebateVoteInput, DebateVote, DebateVoteListQuery> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, KIND);
  }
}
