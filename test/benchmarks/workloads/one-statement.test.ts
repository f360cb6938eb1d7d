import { oneStatement } from "../../../benchmarks/workloads/one-statement";

test("statements of one operation become one, with their parameters in a row", () => {
  const first = "insert into a values ($1, $2) returning id";
  const indexed =
    "with main as (insert into b values ($1) returning id), entries as (insert into c values ($2)) select * from main";
  expect(oneStatement([first, indexed, "delete from d where id = $1 or up = $1"])).toBe(
    "with part0 as (insert into a values ($1, $2) returning id), " +
      "main as (insert into b values ($3) returning id), entries as (insert into c values ($4)), " +
      "part2 as (delete from d where id = $5 or up = $5) select * from part0",
  );
});
