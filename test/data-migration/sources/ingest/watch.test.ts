import { coercions, reasons, rowsOf } from "../files";
import { dirty } from "./dirty";

const WATCH =
  "insert into watchlist values (1, 'acme', 'main', 'youtube', '@a', null, 1, '2025-01-01', '2025-01-02');";

describe("a watch", () => {
  test("takes the state beside it", () => {
    const moved = dirty(`${WATCH}
      insert into ingest_state values (7, 1, 'page-2', '2025-01-03', 'W/"1"', 3, '2025-01-04T00:00:00Z');`);
    const [row] = rowsOf(moved, "watchlist");
    expect(row).toMatchObject({
      cursor: "page-2",
      lastSeenAt: new Date("2025-01-03T00:00:00Z"),
      etag: 'W/"1"',
      failureCount: 3,
      backoffEndsAt: new Date("2025-01-04T00:00:00Z"),
      dueAt: new Date("2025-01-04T00:00:00Z"),
    });
    expect(rowsOf(moved, "ingest_state")).toEqual([row]);
  });

  test("has its first state; a further one is rejected unless it is equal, and so is one of no watch", () => {
    const moved = dirty(`${WATCH}
      insert into ingest_state values (1, 1, 'a', null, null, 0, null), (2, 1, 'b', null, null, 0, null),
        (3, 1, 'a', null, null, 0, null), (4, 9, 'a', null, null, 0, null), (5, null, 'a', null, null, 0, null);`);
    expect(reasons(moved, "ingest_state")).toEqual([
      null,
      "watchlist_id has a state already, which is another",
      null,
      "watchlist_id names no row of watchlist",
      "watchlist_id is null, so the row has no key",
    ]);
    const [row] = rowsOf(moved, "watchlist");
    expect(row).toMatchObject({ cursor: "a" });
    expect(rowsOf(moved, "ingest_state", 2)).toEqual([row]);
  });

  test("is rejected with its state where one of the two does not fit", () => {
    const moved = dirty(`${WATCH}
      insert into watchlist values (2, 'acme', 'main', 'youtube', '@b', null, 7, '2025-01-01', null),
        (3, 'acme', 'main', null, '@c', null, 1, '2025-01-01', null),
        (4, 'acme', 'main', 'youtube', '@d', cast(x'ff' as text), 1, '2025-01-01', null),
        (5, 'acme', 'main', 'youtube', '@e', null, 1, '2025-01-01', null);
      insert into ingest_state values (1, 1, null, null, null, -1, null), (2, 2, null, null, null, 0, null),
        (3, 3, null, null, null, 0, null), (4, 4, null, null, null, 0, null), (5, 5, cast(x'fe' as text), null, null, 0, null);`);
    const failures = "failureCount must be a whole number from 0 to 1000000000";
    expect(reasons(moved, "watchlist")).toEqual([
      failures,
      "enabled is neither 0 nor 1",
      "source_type is null",
      "label has bytes that are not valid UTF-8",
      "ingest_state.cursor has bytes that are not valid UTF-8",
    ]);
    expect(reasons(moved, "ingest_state")).toEqual([
      failures,
      "watchlist.enabled is neither 0 nor 1",
      "watchlist.source_type is null",
      "watchlist.label has bytes that are not valid UTF-8",
      "cursor has bytes that are not valid UTF-8",
    ]);
  });

  test("is as the old store took it where values are null", () => {
    const moved = dirty(`
      insert into watchlist values (1, null, '', 'youtube', '@a', null, null, null, '');
      insert into ingest_state values (1, 1, null, '', null, null, null);`);
    const rows = moved.map(({ rows: [row] }) => row);
    expect(rows[0]).toMatchObject({ tenant: "operator", workspace: "default" });
    expect(rowsOf(moved, "watchlist")[0]).toMatchObject({
      enabled: false,
      failureCount: 0,
      createdAt: new Date(0),
      updatedAt: new Date(0),
    });
    expect(rowsOf(moved, "ingest_state")).toEqual(rowsOf(moved, "watchlist"));
    expect(coercions(moved, "watchlist")).toMatchObject({
      "enabled: null to false": 1,
      "created_at: null to 1970-01-01": 1,
    });
    expect(coercions(moved, "ingest_state")).toMatchObject({ "failure_count: null to 0": 1 });
  });
});
