import {
  BROKEN,
  bad,
  type Cells,
  type DirtyFile,
  good,
  HARD_JSON,
  LONG,
  MARK,
  NAN,
  NUL,
  nameNotUtf8,
  noInstant,
  noName,
  noSuchDay,
  notUtf8,
  TWICE,
} from "./tables";

const NOT_UTF8 = "has bytes that are not valid UTF-8";
const TIME = "2024-05-01T10:00:00+00:00";
const DEBATE_GONE =
  "debate_id refers to a debate that is not there: it is missing in the source, or in quarantine";

/** analytics.db, whose ids are arbitrary values. */
export const analytics: DirtyFile = {
  kind: "analytics",
  tables: [
    {
      table: "llm_calls",
      columns: `ID, Task text, model text, provider text, tokens_in integer, tokens_out integer, cost real, latency_ms real, TS text,
        profile_id text, success integer, toolset text, region text`,
      usual: (n) => ({
        ID: BigInt(n),
        Task: "chat",
        model: "m",
        tokens_in: 10n,
        cost: 0.25,
        latency_ms: 12,
        TS: TIME,
        success: 1n,
      }),
      rows: [
        good(),
        good({ toolset: HARD_JSON, region: "eu" }),
        good({ toolset: "", region: "eu", provider: "" }),
        good({ tokens_in: null, cost: "0.125", success: null }),
        good({ ID: "text" }),
        good({ ID: 2.5 }),
        bad({ ID: Number.POSITIVE_INFINITY, cost: "free" }, "cost is text, not a number"),
        bad(
          { ID: 1.0, Task: "other" },
          "another analytics_call has the same key already, and differs from this row",
          null,
        ),
        bad({ tokens_in: -5n }, "tokensIn must be a whole number from 0 to 900000000000", "tokens_in"),
        bad({ tokens_out: 1.5 }, "tokens_out is not a whole number"),
        bad(
          { tokens_in: 9007199254740993n },
          "tokens_in is a whole number above 2^53, which would be rounded",
        ),
        bad({ cost: Number.POSITIVE_INFINITY }, "cost is infinite"),
        bad({ TS: "2024-05-01T10:00:00+25:00" }, noSuchDay("ts")),
        bad({ Task: NUL }, noName("task")),
        bad({ model: null }, "model is null"),
        bad({ toolset: NAN }, "toolset has NaN or Infinity, which Python writes and JSON does not have"),
        bad({ toolset: BROKEN }, "toolset is not JSON"),
      ],
    },
    {
      table: "prompt_variants",
      columns: "id integer primary key, task text, template_hash text, description text",
      usual: (n) => ({ id: BigInt(n), task: "chat", template_hash: `hash ${n}`, description: MARK }),
      rows: [
        good(),
        good({ description: NUL }),
        good({ template_hash: "hash 1" }),
        bad(
          { template_hash: "hash 1", description: "x" },
          "another analytics_variant has the same task, template_hash already, and differs from this row",
          null,
        ),
        bad({ template_hash: "" }, noName("templateHash"), "template_hash"),
        bad({ description: notUtf8 }, `description ${NOT_UTF8}`),
      ],
    },
    {
      table: "bandit_events",
      columns: "id integer primary key, task text, context text, chosen_arm text, reward real, ts text",
      usual: (n) => ({ id: BigInt(n), task: "chat", chosen_arm: "a", reward: 1, ts: "1714557600" }),
      rows: [
        good(),
        good({ context: '{"\\u0000": 1}', reward: null }),
        bad({ reward: MARK }, "reward is text, not a number"),
        bad({ chosen_arm: "" }, noName("arm"), null),
        bad({ ts: "" }, "ts is empty where an instant is expected"),
      ],
    },
    {
      table: "human_feedback",
      columns: "id integer primary key, llm_call_id integer, rating integer, notes text, ts text",
      usual: (n) => ({ id: BigInt(n), llm_call_id: 1n, rating: 1n, notes: MARK, ts: TIME }),
      rows: [
        good(),
        good({ llm_call_id: "text", rating: null, notes: NUL }),
        bad(
          { llm_call_id: 99n },
          "call_id refers to a analytics_call that is not there: it is missing in the source, or in quarantine",
          "call_id",
        ),
        bad(
          { llm_call_id: 12n },
          "call_id refers to a analytics_call that is not there: it is missing in the source, or in quarantine",
          "call_id",
        ),
        good({ rating: 5000n }),
        bad({ ts: "now" }, noInstant("ts")),
      ],
    },
  ],
};

const event = (n: number): Cells => ({ id: BigInt(n), debate_id: 1n, round: 1n });

export const debates: DirtyFile = {
  kind: "debates",
  tables: [
    {
      table: "debates",
      columns: `id integer primary key, tenant text, workspace text, query text, panel_config_json text, n_rounds integer, final_output text,
        created_at text`,
      usual: (n) => ({
        ...{
          id: BigInt(n),
          tenant: "acme",
          workspace: "main",
          query: `${MARK}?`,
          panel_config_json: "[]",
          n_rounds: 2n,
        },
        ...{ final_output: MARK, created_at: TIME },
      }),
      rows: [
        good(),
        good({ panel_config_json: HARD_JSON, final_output: null, query: NUL }),
        bad({ query: null }, "query is null"),
        bad({ n_rounds: -1n }, "rounds must be a whole number from 1 to 10000", null),
        bad({ created_at: "" }, "created_at is empty where an instant is expected"),
        bad({ panel_config_json: "" }, "panel_config_json is empty where JSON is expected"),
      ],
    },
    {
      table: "debate_agents",
      columns: `id integer primary key, debate_id integer, role text, model text, output text, cost_usd real, latency_ms real, round integer,
        confidence real`,
      usual: (n) => ({ ...event(n), role: "pro", model: "m", output: MARK, cost_usd: 0, confidence: 0.5 }),
      rows: [
        good(),
        good({ cost_usd: "1.5", output: NUL }),
        bad({ debate_id: 99n }, "debate_id names no row of debates"),
        bad({ debate_id: 3n }, DEBATE_GONE),
        bad({ debate_id: 5n }, "debates.created_at is empty where an instant is expected"),
        bad({ confidence: MARK }, "confidence is text, not a number"),
        bad({ round: "first" }, "round is text, not a number"),
        bad({ round: -1n }, "round must be a whole number from 0 to 10000"),
        bad({ latency_ms: Number.POSITIVE_INFINITY }, "latency_ms is infinite"),
      ],
    },
    {
      table: "debate_critiques",
      columns:
        "id integer primary key, debate_id integer, from_role text, target_role text, content text, round integer",
      usual: (n) => ({ ...event(n), from_role: "pro", target_role: "con", content: MARK }),
      rows: [
        good(),
        bad({ content: null }, "content is null"),
        bad({ debate_id: null }, "debate_id is null"),
      ],
    },
    {
      table: "debate_votes",
      columns:
        "id integer primary key, debate_id integer, voter_role text, chosen_role text, reason text, round integer",
      usual: (n) => ({ ...event(n), voter_role: "pro", chosen_role: "con", reason: MARK }),
      rows: [
        good({ reason: null }),
        bad({ chosen_role: LONG }, noName("chosen"), null),
        bad({ reason: notUtf8 }, `reason ${NOT_UTF8}`),
      ],
    },
  ],
};

export const archive: DirtyFile = {
  kind: "archive",
  tables: [
    {
      table: "attachments",
      columns: `content_hash text primary key, message_id text, channel_id text, attachment_ids text, filename text, size integer, sha256 text,
        tenant text, workspace text, media_type text, visibility text, tags text, compression text, created_at text`,
      usual: (n) => ({
        ...{
          content_hash: `hash ${n}`,
          message_id: `m${n}`,
          channel_id: "c",
          attachment_ids: '["a"]',
          filename: MARK,
          size: 10n,
        },
        ...{ sha256: `${n}`.padStart(64, "0"), tags: "a,b", created_at: TIME },
      }),
      rows: [
        good(),
        good({ tags: '["z", "a", "a"]', tenant: "acme", compression: "" }),
        good({ filename: NUL, compression: HARD_JSON, created_at: null }),
        bad({ content_hash: null }, "content_hash is null, so the row has no key"),
        bad({ content_hash: null, size: 5n }, "content_hash is null, so the row has no key"),
        bad({ size: -1n }, "sizeBytes must be a whole number from 0 to 9007199254740991", null),
        bad({ size: "big" }, "size is text, not a number"),
        bad({ tags: "[NaN]" }, "tags has NaN or Infinity, which Python writes and JSON does not have"),
        bad({ compression: BROKEN }, "compression is not JSON"),
        bad({ created_at: "2024-02-30T00:00:00Z" }, noSuchDay("created_at")),
        bad({ filename: notUtf8 }, `filename ${NOT_UTF8}`),
      ],
    },
  ],
};

export const conversations: DirtyFile = {
  kind: "conversations",
  tables: [
    {
      table: "discord_user_opt_ins",
      columns: `user_id text primary key, username text, guild_id text, opted_in_at timestamp, interaction_count integer,
        last_interaction timestamp, personality_preferences json, active boolean, created_at timestamp, updated_at timestamp`,
      usual: (n) => ({
        user_id: `u${n}`,
        username: MARK,
        guild_id: "g",
        opted_in_at: TIME,
        interaction_count: 1n,
        active: 1n,
        created_at: TIME,
      }),
      rows: [
        good(),
        good({ username: NUL, active: "true", guild_id: "" }),
        good({ personality_preferences: HARD_JSON, interaction_count: null }),
        bad({ user_id: null }, "user_id is null, so the row has no key"),
        bad({ user_id: "" }, noName("externalId"), null),
        bad(
          { interaction_count: -3n },
          "interactionCount must be a whole number from 0 to 4503599627370496",
          "interaction_count",
        ),
        bad({ active: "maybe" }, "active is neither 0 nor 1"),
        bad(
          { personality_preferences: NAN },
          "personality_preferences has NaN or Infinity, which Python writes and JSON does not have",
        ),
        bad({ last_interaction: MARK }, noInstant("last_interaction")),
        bad({ username: notUtf8 }, `username ${NOT_UTF8}`),
      ],
    },
    {
      table: "discord_interactions",
      columns: `id integer primary key, user_id text, guild_id text, message_id text, interaction_type text, content text, bot_response text,
        user_reactions json, engagement_score real, timestamp timestamp`,
      usual: (n) => ({
        id: BigInt(n),
        user_id: "u1",
        guild_id: "g",
        interaction_type: "message",
        content: MARK,
        bot_response: MARK,
        timestamp: TIME,
      }),
      rows: [
        good(),
        good({ user_id: "never asked", bot_response: "", content: null }),
        good({ content: NUL, user_reactions: "" }),
        bad({ user_id: null }, "user_id is null, so the row has no key"),
        bad({ user_id: Buffer.from("u") }, "user_id is a key of bytes"),
        bad({ user_id: nameNotUtf8 }, `user_id ${NOT_UTF8}`),
        bad({ guild_id: nameNotUtf8 }, `guild_id ${NOT_UTF8}`),
        bad({ engagement_score: "high" }, "engagement_score is text, not a number"),
        bad({ timestamp: "2024-05-01T25:00:00" }, noSuchDay("timestamp")),
        bad({ user_reactions: BROKEN }, "user_reactions is not JSON"),
      ],
    },
  ],
};

export const agents: DirtyFile = {
  kind: "agents",
  tables: [
    {
      table: "workflow_states",
      columns: "workflow_id text primary key, state_json text, created_at timestamp, updated_at timestamp",
      usual: (n) => ({
        workflow_id: `w${n}`,
        state_json: `{"step": "${MARK}"}`,
        created_at: TIME,
        updated_at: TIME,
      }),
      rows: [
        good({ state_json: HARD_JSON }),
        good({ created_at: 946684800n, updated_at: 946684801n }),
        bad({ workflow_id: null }, "workflow_id is null"),
        bad({ workflow_id: NUL }, "workflow_id must be well-formed Unicode without U+0000 and U+FFFF"),
        bad({ state_json: TWICE }, "state_json has the same key twice in one object"),
        good({ created_at: null }),
        good({ updated_at: "" }),
      ],
    },
  ],
};
