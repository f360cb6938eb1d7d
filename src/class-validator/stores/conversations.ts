import type { Json } from "../../core/json/json";
import * as rules from "../../stores/conversations/inputs";
import { participantMaker } from "../../stores/conversations/participant";
import { sessionMaker } from "../../stores/conversations/session";
import type * as types from "../../stores/conversations/types";
import { inputClass, queryClass } from "../input-class";

export class ConversationParticipantInput extends inputClass<
  types.ConversationParticipantInput,
  types.ConversationParticipantInput<NonNullable<Json>>
>(participantMaker.input) {}
export class ConversationParticipantPatch extends inputClass<
  rules.ConversationParticipantPatch,
  rules.ConversationParticipantPatch<NonNullable<Json>>
>(rules.ConversationParticipantPatch) {}
export class ConversationParticipantListQuery extends queryClass<types.ConversationParticipantListQuery>(
  rules.ParticipantListInput,
) {}
export class ConversationConsentInput extends inputClass<types.ConversationConsentInput>(
  rules.ConsentInput,
) {}
export class ConversationWithdrawalInput extends inputClass<types.ConversationWithdrawalInput>(
  rules.WithdrawalInput,
) {}
export class ConversationExternalKey extends queryClass<types.ConversationExternalKey>(
  rules.ExternalKeyInput,
) {}
export class ConversationSessionInput extends inputClass<
  types.ConversationSessionInput,
  types.ConversationSessionInput<NonNullable<Json>>
>(sessionMaker.input) {}
export class ConversationSessionPatch extends inputClass<
  rules.ConversationSessionPatch,
  rules.ConversationSessionPatch<NonNullable<Json>>
>(rules.ConversationSessionPatch) {}
export class ConversationSessionEndInput extends inputClass<types.ConversationSessionEndInput>(
  rules.SessionEndInput,
) {}
export class ConversationSessionListQuery extends queryClass<types.ConversationSessionListQuery>(
  rules.SessionListInput,
) {}
export class ConversationMessageInput extends inputClass<
  types.ConversationMessageInput,
  types.ConversationMessageInput<Json>
>(rules.messageInput) {}
export class ConversationMessageListQuery extends queryClass<types.ConversationMessageListQuery>(
  rules.MessageListInput,
) {}
export class ConversationMessageSearchQuery extends queryClass<types.ConversationMessageSearchQuery>(
  rules.MessageSearchInput,
) {}
export class ConversationRatingInput extends inputClass(rules.ConversationRatingInput) {}
