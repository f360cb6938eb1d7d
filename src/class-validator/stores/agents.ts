import type { Json } from "../../core/json";
import * as rules from "../../stores/agents/inputs";
import type * as types from "../../stores/agents/types";
import { inputClass, queryClass } from "../input-class";

export class AgentInput extends inputClass<rules.AgentInput, rules.AgentInput<Json>>(rules.AgentInput) {}
export class AgentPatch extends inputClass<rules.AgentPatch, rules.AgentPatch<Json>>(rules.AgentPatch) {}
export class AgentHeartbeatInput extends inputClass(rules.AgentHeartbeatInput) {}
export class AgentListQuery extends queryClass<types.AgentListQuery>(rules.AgentListInput) {}
export class AgentStateInput extends inputClass<rules.AgentStateInput, rules.AgentStateInput<Json>>(
  rules.AgentStateInput,
) {}
export class AgentStateListQuery extends queryClass<types.AgentStateListQuery>(rules.StateListInput) {}
export class AgentEventInput extends inputClass<rules.AgentEventInput, rules.AgentEventInput<Json>>(
  rules.AgentEventInput,
) {}
export class AgentEventKey extends queryClass<types.AgentEventKey>(rules.EventKeyInput) {}
export class AgentEventListQuery extends queryClass<types.AgentEventListQuery>(rules.EventListInput) {}
export class AgentEventPollQuery extends queryClass<types.AgentEventPollQuery>(rules.EventPollInput) {}
export class AgentEventCommitInput extends inputClass<types.AgentEventCommitInput>(rules.EventCommitInput) {}
export class AgentEventTrimQuery extends queryClass<types.AgentEventTrimQuery>(rules.EventTrimInput) {}
export class AgentConsumerKey extends queryClass<types.AgentConsumerKey>(rules.ConsumerKeyInput) {}
export class AgentConsumerListQuery extends queryClass<types.AgentConsumerListQuery>(
  rules.ConsumerListInput,
) {}
export class AgentLeaseInput extends inputClass<types.AgentLeaseInput>(rules.LeaseAcquireInput) {}
export class AgentLeaseRenewInput extends inputClass<types.AgentLeaseRenewInput>(rules.LeaseRenewalInput) {}
export class AgentLeaseKey extends queryClass<types.AgentLeaseKey>(rules.LeaseKeyInput) {}
export class AgentLeaseListQuery extends queryClass<types.AgentLeaseListQuery>(rules.LeaseListInput) {}
