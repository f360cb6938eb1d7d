/**
 * Optional script of the page: figures at the pointer, search for an operation by name, sorting of
 * the table.
 */
export const script = `"use strict";
(() => {
  const page = document.documentElement;
  const make = (name, properties) => Object.assign(document.createElement(name), properties);

  const find = make("input", { type: "search", className: "find", placeholder: "Find operation", autocomplete: "off" });
  find.setAttribute("aria-label", "Find operation");
  find.addEventListener("input", () => {
    const wanted = find.value.trim().toLowerCase();
    for (const each of document.querySelectorAll("[data-operation]"))
      each.classList.toggle("filtered", !each.dataset.operation.toLowerCase().includes(wanted));
  });
  document.querySelector(".bar").append(find);

  // Sticky elements below the bar need its height.
  const bar = document.querySelector(".bar-room");
  new ResizeObserver(() => page.style.setProperty("--bar", bar.offsetHeight + "px")).observe(bar);

  const tip = document.body.appendChild(make("div", { id: "tip", hidden: true }));
  const cursor = document.body.appendChild(make("div", { id: "cursor", hidden: true }));
  const short = (value) => Number(value.toPrecision(3)).toLocaleString("en-GB");
  const duration = (ms) => ms >= 1000 ? short(ms / 1000) + " s" : ms >= 1 ? short(ms) + " ms" : short(ms * 1000) + " µs";

  /** The value at this share of the drawing's width. */
  const reading = (drawing, share) => {
    if (drawing.dataset.axis) {
      const [, low, high] = drawing.dataset.axis.split(" ");
      const value = low * (high / low) ** share;
      return drawing.closest("#ratios") ? short(value) + "×" : duration(value);
    }
    const series = JSON.parse(drawing.dataset.series);
    const end = Math.max(...series.map(({ seconds, rates }) => seconds * rates.length));
    const values = series.map(({ who, seconds, rates }) => {
      const rate = rates[Math.floor((share * end) / seconds)];
      return rate === undefined ? "" : "\\n" + who + ": " + short(rate) + "/s";
    });
    return "at " + short(share * end) + " s" + values.join("");
  };

  document.addEventListener("pointermove", (event) => {
    const drawing = event.target.closest("[data-axis], [data-series]");
    const tipped = event.target.closest("[data-tip]");
    tip.hidden = !drawing && !tipped;
    cursor.hidden = !drawing;
    if (tip.hidden) return;
    const lines = tipped ? [tipped.dataset.tip] : [];
    if (drawing) {
      const box = drawing.getBoundingClientRect();
      lines.unshift(reading(drawing, Math.min(1, Math.max(0, (event.clientX - box.left) / box.width))));
      Object.assign(cursor.style, { left: event.clientX + "px", top: box.top + "px", height: box.height + "px" });
    }
    tip.textContent = lines.join("\\n");
    const { width, height } = tip.getBoundingClientRect();
    const left = Math.max(4, Math.min(event.clientX + 14, page.clientWidth - width - 4));
    const top = event.clientY + 18 + height > page.clientHeight ? event.clientY - height - 12 : event.clientY + 18;
    Object.assign(tip.style, { left: left + "px", top: top + "px" });
  });
  addEventListener("scroll", () => { tip.hidden = cursor.hidden = true; }, { passive: true });
  page.addEventListener("pointerleave", () => { tip.hidden = cursor.hidden = true; });

  for (const table of document.querySelectorAll(".figures-table")) {
    const headings = [...table.tHead.rows[0].cells];
    headings.forEach((heading, column) => {
      const button = make("button", { type: "button", textContent: heading.textContent });
      heading.replaceChildren(button);
      button.addEventListener("click", () => {
        const order = heading.getAttribute("aria-sort") === "descending" ? "ascending" : "descending";
        headings.forEach((each) => each.removeAttribute("aria-sort"));
        heading.setAttribute("aria-sort", order);
        const of = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent;
        const compare = (a, b) => of(a).localeCompare(of(b), "en", { numeric: false });
        const byNumber = heading.classList.contains("number") ? (a, b) => (of(a) || -1) - (of(b) || -1) : compare;
        const sign = order === "ascending" ? 1 : -1;
        table.tBodies[0].append(...[...table.tBodies[0].rows].sort((a, b) => sign * byNumber(a, b)));
      });
    });
  }
})();
`;
