import { declaredIn } from "../../src/core/input/rules";
import { validate } from "../../src/core/input/validation";
import { inputs } from "./input-classes";

const AT = (ms: number): Date => new Date(ms);

/** Also valid where an id is required. */
const A_NAME = "01890000-0000-7000-8000-000000000000";

/** The ranges of all queries, by the input that has them. */
const ranges = [...inputs()].flatMap(([name, Input]) =>
  [...declaredIn(Input)].flatMap(([to, { notBelow: from, take }]) =>
    from === undefined ? [] : [{ name, Input, from, to, ofDates: take(AT(1)) instanceof Date }],
  ),
);

test("every pair of bounds is a range", () => {
  const pairs = [...inputs()].flatMap(([name, Input]) =>
    [...declaredIn(Input).keys()]
      .filter((member) => /^to$|^before$|\wTo$/.test(member))
      .map((to) => `${name}.${to}`),
  );
  const known = ranges.map(({ name, to }) => `${name}.${to}`);
  // The ends of edges, paths, links and critiques, and the limits of trim.
  const others = [
    ...["GraphEdgeKeyInput.to", "GraphEdgeListInput.to", "GraphPathInput.to"],
    ...["ProfileLinkKeyInput.to", "ProfileLinkFilterInput.to", "ProfileLinkListInput.to"],
    ...["EventTrimInput.offsetTo", "EventTrimInput.createdTo", "DebateCritiqueListInput.to"],
  ];
  expect(pairs.filter((pair) => !known.includes(pair) && !others.includes(pair))).toEqual([]);
  expect(known.length).toBeGreaterThan(15);
});

test.each(ranges)("$name: $to must not be below $from; if they are equal nothing is found", (range) => {
  const { Input, from, to, ofDates } = range;
  const others = [...declaredIn(Input)].filter(
    ([name, { optional }]) => !optional && ![from, to].includes(name),
  );
  const bound = (n: number): unknown => (ofDates ? AT(n) : n);
  const query = (low: unknown, high: unknown): object => ({
    ...Object.fromEntries(others.map(([name]) => [name, A_NAME])),
    [from]: low,
    [to]: high,
  });
  expect(() => validate(Input, query(bound(2), bound(1)), "")).toThrow(
    `${to} must not be ${ofDates ? "before" : "below"} ${from}: nothing can lie between the two`,
  );
  expect(validate(Input, query(bound(2), bound(2)), "")).toMatchObject({ [from]: bound(2), [to]: bound(2) });
});
