import { documentOf } from "../../src/presentation/page/document";
import { html, Markup, withCode } from "../../src/presentation/page/html";
import { PALETTE } from "../../src/presentation/page/palette";
import { contrast } from "./contrast";
import { tagsOf } from "./tags";

describe("html", () => {
  it("escapes text and leaves markup", () => {
    expect(html`<p title="${'"'}">${"<b>"}${new Markup("<i>")}${[1.23456, null]}</p>`.text).toBe(
      '<p title="&quot;">&lt;b&gt;<i>1.23</p>',
    );
  });

  it("shows text between backticks as code, and a single backtick unchanged", () => {
    expect(html`${withCode("a `<b>` c `d` ` e")}`.text).toBe("a <code>&lt;b&gt;</code> c <code>d</code> ` e");
  });

  it("keeps line feeds (used by hints), and removes other control characters", () => {
    expect(html`${"a\nb\u0007\ud800"}`.text).toBe("a\nb\ufffd\ufffd");
  });
});

describe("colours", () => {
  const { page, panel, rule, edge, ...inks } = PALETTE;
  it.each(Object.entries(inks))("%s can be read on the page and on panels, in light and dark", (_, ink) => {
    for (const ground of [page, panel])
      for (const scheme of [0, 1] as const)
        expect(contrast(ink[scheme], ground[scheme])).toBeGreaterThanOrEqual(4.5);
  });
});

test("the shade beside scrolling content contrasts with the page", () => {
  for (const scheme of [0, 1] as const)
    expect(contrast(PALETTE.edge[scheme], PALETTE.page[scheme])).toBeGreaterThanOrEqual(1.5);
});

describe("a page", () => {
  const page = (script?: string): string =>
    documentOf({
      title: "</title><script>alert(1)</script>",
      style: "",
      script,
      body: html`<p>${"<b>"}</p>`,
    });
  const policyOf = (text: string): string =>
    /Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1] ?? "";

  it("forbids loading, sending and running anything", () => {
    expect(policyOf(page())).toBe(
      "default-src &#39;none&#39;; img-src data:; style-src &#39;unsafe-inline&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;",
    );
    expect(page()).not.toContain("<script");
  });

  it("allows its only script by hash", () => {
    expect(policyOf(page("1"))).toContain(
      "; script-src &#39;sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s=&#39;",
    );
  });

  it("has balanced tags and escapes its title", () => {
    expect(tagsOf(page()).unbalanced).toEqual([]);
    expect(page()).toContain("<title>&lt;/title&gt;&lt;script&gt;");
  });
});
