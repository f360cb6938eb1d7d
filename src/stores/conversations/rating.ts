import type { ConversationMessageEntity } from "../../../entities/conversations";
import { invalid } from "../../core/errors";
import { JsonText } from "../../core/json/json";
import { unsignedZero } from "../../core/zero";
import type { Sql } from "../../dialect/sql";
import type { ConversationRatingInput } from "./inputs";
import { message } from "./message";

/** @throws UnifiedStoreError `validation` for an empty rating */
export function ratingChanges({ score, rating, reactions, notes }: ConversationRatingInput): Sql {
  const changes = {
    score: unsignedZero(score),
    rating: unsignedZero(rating),
    reactions: JsonText.optional(reactions, "rating.reactions"),
    notes,
  };
  if (Object.values(changes).every((value) => value === undefined))
    throw invalid("rating", "must have at least one of score, rating, reactions, notes");
  return message.assign(changes as Partial<ConversationMessageEntity>);
}
