/** One transaction's connection; opaque to all but the dialect that made it. */
export interface Session {
  readonly dialect: "sqlite" | "postgres";
}
