import { partsOf, readDatabaseUrl, serverIn } from "../../../src/dialect/url/database-url";
import { withoutPasswords } from "../../../src/dialect/url/passwords";

test.each<[string, string | null]>([
  ["sqlite::memory:", null],
  ["sqlite://:memory:", null],
  ["sqlite:x.db", "x.db"],
  ["sqlite:./x y.db", "./x y.db"],
  ["sqlite:/x.db", "/x.db"],
  ["sqlite:///x.db", "/x.db"],
  ["sqlite:C:\\x.db", "C:\\x.db"],
  ["sqlite:100%25.db", "100%25.db"],
])("%s is a file as it is written, or memory", (url, file) => {
  expect(readDatabaseUrl(url)).toEqual({ engine: "sqlite", file });
});

test.each([
  "postgres://",
  "postgresql://host",
  "postgres:///db?host=/tmp/a,b",
  "postgres://me@/db",
  "postgres://me:p%40ss@[::1]:5433/db?sslmode=require",
  // The driver takes all up to the last @ for the login.
  "postgres://me:p@ss,word@host/db",
])("%s is one of PostgreSQL", (url) => {
  expect(readDatabaseUrl(url)).toEqual({ engine: "postgres" });
});

test.each([
  ["x.db", "form"],
  ["mysql://host/db", "form"],
  ["Sqlite:x.db", "form"],
  ["sqlite:", "form"],
  ["sqlite://", "form"],
  ["sqlite:memory", "form"],
  ["sqlite:x.db?mode=ro", "form"],
  ["postgres:host/db", "form"],
  ["sqlite:a\0.db", "nul"],
  ["postgres://host/a%00", "nul"],
  ["sqlite://x.db", "relative"],
  ["sqlite://./x.db", "relative"],
  ["sqlite://folder/x.db", "relative"],
  ["sqlite://localhost/x.db", "relative"],
  ["postgres://me@host:port/db", "syntax"],
  ["postgres://me:a/b@host/db", "syntax"],
  ["postgres://me@a,b/db", "hosts"],
  ["postgres://me@a:5432,b:5433/db", "hosts"],
  ["postgres:///db?host=a,b", "hosts"],
])("%j is refused: %s", (url, problem) => {
  expect(readDatabaseUrl(url)).toEqual({ problem });
});

test.each([
  ["postgres://me:secret@host:1/db?x=y", { user: "me", hosts: ["host:1"], database: "db" }],
  ["postgres://host", { user: "", hosts: ["host"], database: "" }],
  ["postgres:///?host=/tmp&user=me&database=db", { user: "me", hosts: ["/tmp"], database: "db" }],
  ["postgres://me:se@cret@a,b/", { user: "me", hosts: ["a", "b"], database: "" }],
  ["/tmp db", { user: "", hosts: [], database: "" }],
])("the parts of %s", (url, parts) => {
  expect(partsOf(url)).toEqual(parts);
});

test("no login is shown, wherever a password has signs of its own", () => {
  const hosted = ["me:secret@", "me:sec@ret@", "me:12/secret@", "secret@", ""];
  for (const login of hosted) {
    expect(serverIn(`postgres://${login}host:1/db?password=secret`)).toBe("host:1/db");
    expect(withoutPasswords(`at postgres://${login}host/db?password=secret&x=y, schema s`)).toBe(
      `at postgres://${/^me:/.test(login) ? "me:***@" : login}host/db?password=***&x=y, schema s`,
    );
  }
  expect(serverIn("postgres://")).toBe("localhost");
});
