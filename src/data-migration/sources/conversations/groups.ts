/**
 * The SQL of interactions that hang together. An interaction is a message, and with an answer two; they come in the order of their times as
 * far as SQLite can read them, unreadable ones first, and else as they were added.
 */
const MESSAGES = "case when octet_length(bot_response) > 0 then 2 else 1 end";
const TIME = "unixepoch(timestamp, 'auto', 'subsec')";
/** What has no name can be nobody's, and nowhere: the rows themselves are refused. */
const NAMED = ["user_id", "guild_id"].map((column) => `typeof(${column}) not in ('null', 'blob')`);

const ALL = "rows between unbounded preceding and unbounded following";
/** The first and the last time of each of these groups, of those that can be read where there is one. */
const period = (group: string): string => `
  window earliest as (partition by ${group} order by ${TIME} nulls last, id ${ALL}),
    latest as (partition by ${group} order by ${TIME} nulls first, id ${ALL})`;

/** One row for each user and guild, with what its session needs to know of its messages. */
export const SESSIONS = `
  select distinct user_id, guild_id, sum(${MESSAGES}) over latest as message_count,
    first_value(timestamp) over earliest as first_at, last_value(timestamp) over latest as last_at
  from discord_interactions where ${NAMED.join(" and ")} ${period("user_id, guild_id")}`;

/** One row for each user, with what is known of them from their interactions alone. */
export const USERS = `
  select distinct user_id, count(*) over latest as interaction_count,
    case when min(guild_id) over latest = max(guild_id) over latest then min(guild_id) over latest end as only_guild_id,
    first_value(timestamp) over earliest as first_at, last_value(timestamp) over latest as last_at
  from discord_interactions where ${NAMED.join(" and ")} ${period("user_id")}`;

/** For each interaction the position of its last message in its session. */
export const POSITIONS = `
  select id, sum(${MESSAGES}) over (
    partition by user_id, guild_id order by ${TIME}, id rows unbounded preceding
  ) as position
  from discord_interactions`;
