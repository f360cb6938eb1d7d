import {
  BROKEN,
  bad,
  type Cells,
  type DirtyFile,
  type DirtyRow,
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

/** kg.db in UTF-16. */
export const graph: DirtyFile = {
  kind: "graph",
  before: ["pragma encoding = 'UTF-16le'"],
  tables: [
    {
      table: "kg_nodes",
      columns: "id integer primary key, tenant text, type text, name text, attrs_json text, created_at text",
      usual: (n) => ({
        id: BigInt(n),
        tenant: "acme",
        type: "person",
        name: `node ${n}`,
        attrs_json: `{"bio": "${MARK}"}`,
        created_at: TIME,
      }),
      rows: [
        good(),
        good({ attrs_json: HARD_JSON, name: "Ünï \ufffd \ud83d\ude00" }),
        good({ attrs_json: null }),
        good({ tenant: "other" }),
        good({ name: "node 1" }),
        bad(
          { name: "node 1", attrs_json: "{}" },
          "another graph_node has the same type, name already, and differs from this row",
          null,
        ),
        bad({ name: "" }, noName("name")),
        bad({ attrs_json: "[1]" }, "attrs_json is not a JSON object"),
        bad({ attrs_json: TWICE }, "attrs_json has the same key twice in one object"),
        bad({ created_at: "2024-13-01" }, noSuchDay("created_at")),
        bad({ created_at: MARK, name: "\ufffd" }, noInstant("created_at")),
      ],
    },
    {
      table: "kg_provenance",
      columns: `id integer primary key, node_id integer, source_url text, episode_id text, transcript_span text, speaker text,
        retrieved_at text, license text, checksum_sha256 text`,
      usual: (n) => ({
        id: BigInt(n),
        node_id: 1n,
        source_url: "https://example.org/",
        speaker: MARK,
        retrieved_at: TIME,
      }),
      rows: [
        good(),
        good({ node_id: 4n, speaker: NUL }),
        bad({ node_id: 99n }, "node_id names no row of kg_nodes"),
        bad(
          { node_id: 7n },
          "node_id refers to a graph_node that is not there: it is missing in the source, or in quarantine",
        ),
        bad({ node_id: null }, "node_id is null"),
        bad({ retrieved_at: "24:00" }, noInstant("retrieved_at")),
      ],
    },
    {
      table: "kg_edges",
      columns:
        "id integer primary key, src_id integer, dst_id integer, type text, weight real default 1.0, provenance_id integer, created_at text",
      usual: (n) => ({
        id: BigInt(n),
        src_id: 1n,
        dst_id: 2n,
        type: `knows ${n}`,
        weight: 0.5,
        created_at: TIME,
      }),
      rows: [
        good(),
        good({ weight: null, provenance_id: 1n }),
        good({ src_id: 5n, weight: -0.0 }),
        good({ src_id: 6n }),
        good({ type: "knows 1" }),
        bad(
          { type: "knows 1", weight: 1 },
          "another graph_edge has the same from_id, type, to_id already, and differs from this row",
          null,
        ),
        bad({ weight: Number.NEGATIVE_INFINITY }, "weight is infinite"),
        bad({ weight: "NaN" }, "weight is text, not a number"),
        bad({ dst_id: 99n }, "dst_id names no row of kg_nodes"),
        bad(
          { src_id: 9n },
          "from_id refers to a graph_node that is not there: it is missing in the source, or in quarantine",
          "from_id",
        ),
        bad({ dst_id: 4n }, "joins nodes of two tenants", null),
        bad({ provenance_id: 99n }, "provenance_id names no row of kg_provenance"),
        bad({ provenance_id: 2n }, "provenance_id names what another tenant has learnt"),
      ],
    },
  ],
};

/** analytics.db, whose ids are any values. */
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

/** A row of the marketplace: its document, and columns beside it. */
const documents = (columns: string, usual: (n: number) => [Cells, object], rows: readonly DirtyRow[]) => ({
  columns: `${columns}, data text`,
  usual: (n: number) => {
    const [cells, document] = usual(n);
    return { ...cells, data: JSON.stringify(document) };
  },
  rows,
});
const data = (document: object): Cells => ({ data: JSON.stringify(document) });

export const marketplace: DirtyFile = {
  kind: "marketplace",
  tables: [
    {
      table: "mp_repos",
      ...documents("id text primary key", (n) => [{ id: `r${n}` }, { id: `r${n}`, name: MARK }], [
        good(),
        good(data({ name: `${MARK}\0`, id: null, url: "\ud83d", more: { a: 1 } })),
        bad({ id: null }, "id is null"),
        bad(data({ name: [MARK] }), "data.name is not a text"),
        bad(data({}), "data.name is missing"),
        bad(data({ id: "r1", name: MARK }), "data.id disagrees with the row's own column"),
        bad({ data: NAN }, "data has NaN or Infinity, which Python writes and JSON does not have"),
        bad({ data: "[]" }, "data is not a JSON object"),
        bad(data({ name: MARK, last_synced_at: "soon" }), noInstant("data.last_synced_at")),
      ]),
    },
    {
      table: "mp_plugins",
      ...documents(
        "id text primary key, repo_id text",
        (n) => [{ id: `p${n}`, repo_id: "r1" }, { name: `plugin ${n}` }],
        [
          good(),
          good(data({ name: "same name" })),
          good(data({ name: "same name" })),
          bad(
            { repo_id: "r9" },
            "repository_id refers to a marketplace_repository that is not there: it is missing in the source, or in quarantine",
          ),
          bad({ repo_id: null }, "repo_id is null"),
          bad(data({ name: MARK, published_at: "2024-02-30" }), noSuchDay("data.published_at")),
        ],
      ),
    },
    {
      table: "mp_installs",
      ...documents(
        "id text primary key",
        (n) => [{ id: `i${n}` }, { plugin_name: "p1", version: "1.0.0", tenant_id: "acme" }],
        [
          bad(
            {},
            "plugin_id refers to a marketplace_release that is not there: it is missing in the source, or in quarantine",
          ),
          bad(
            data({ plugin_name: "same name", version: "1.0.0" }),
            "data.plugin_name is the name of several plugins",
          ),
          bad(
            data({ plugin_name: "p1", version: "1.0.0", tenant_id: `t\0` }),
            "data.tenant_id must be well-formed Unicode without U+0000 and U+FFFF",
            "data",
          ),
          bad(
            data({ plugin_name: "p1", version: "1.0.0", tenant_id: `\ud83d` }),
            "data.tenant_id must be well-formed Unicode without U+0000 and U+FFFF",
            "data",
          ),
        ],
      ),
    },
    {
      table: "mp_rollouts",
      ...documents("id text primary key", (n) => [{ id: `o${n}` }, { plugin_id: "p1", percent: 50 }], [
        good(),
        good(data({ plugin_id: "p1", percent: "12.5" })),
        bad(data({ plugin_id: "p1", percent: -1 }), "percent must be a number from 0 to 100", null),
        bad(data({ plugin_id: "p1", percent: "half" }), "data.percent is not a number"),
        bad(
          data({ plugin_id: "p9", percent: 1 }),
          "plugin_id refers to a marketplace_plugin that is not there: it is missing in the source, or in quarantine",
        ),
      ]),
    },
  ],
};
