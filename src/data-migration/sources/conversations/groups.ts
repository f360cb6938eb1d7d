/**
 * Grouping of interactions, as SQL. An interaction is one message, or two with its answer.
 *
 * Interactions are ordered by time, as far as SQLite can read it. Those with an unreadable time
 * come first, and equal ones come as they were added.
 */
const MESSAGES = "case when octet_length(bot_response) > 0 then 2 else 1 end";
const TIME = "unixepoch(timestamp, 'auto', 'subsec')";
/** Rows whose user or guild is no name are in no group. The rows themselves are rejected. */
const NAMED = ["user_id", "guild_id"].map((column) => `typeof(${column}) not in ('null', 'blob')`);

const ALL = "rows between unbounded preceding and unbounded following";
/** First and last time of each group. A readable time is preferred to an unreadable one. */
const period = (group: string): string => `
  window earliest as (partition by ${group} order by ${TIME} nulls last, id ${ALL}),
    latest as (partition by ${group} order by ${TIME} nulls first, id ${ALL})`;

/** Sessions: one row for each user and guild, with what a session has of its messages. */
export const SESSIONS = `
  select distinct user_id, guild_id, sum(${MESSAGES}) over latest as message_count,
    first_value(timestamp) over earliest as first_at, last_value(timestamp) over latest as last_at
  from discord_interactions where ${NAMED.join(" and ")} ${period("user_id, guild_id")}`;

/** Users: one row for each user, with what their interactions alone tell. */
export const USERS = `
  select distinct user_id, count(*) over latest as interaction_count,
    case when min(guild_id) over latest = max(guild_id) over latest then min(guild_id) over latest end as only_guild_id,
    first_value(timestamp) over earliest as first_at, last_value(timestamp) over latest as last_at
  from discord_interactions where ${NAMED.join(" and ")} ${period("user_id")}`;

/** Position of each interaction: that of its last message in its session. */
export const POSITIONS = `
  select id, sum(${MESSAGES}) over (
    partition by user_id, guild_id order by ${TIME}, id rows unbounded preceding
  ) as position
  from discord_interactions`;
