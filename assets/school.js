/* The panels of a school that are neither a table nor a figure: the spine chart and the list of equipment. */
(function () {
  "use strict";

  /* `sed.js` is loaded after this file, and long before anything is drawn. */
  const make = (...parts) => window.sed.make(...parts);

  function at(node, left, right) {
    node.style.left = left + "%";
    if (right !== undefined) node.style.width = Math.max(right - left, 0.4) + "%";
    return node;
  }

  /* The marks of a row; what they say stands in words beside them and in the table. */
  function track(row) {
    const frame = make("span", undefined, "spine-track " + row.state);
    frame.setAttribute("aria-hidden", "true");
    if (row.marks) {
      const m = row.marks;
      frame.append(at(make("i", undefined, "spine-box"), m.q1, m.q3));
      if (m.low !== undefined) frame.append(at(make("i", undefined, "spine-whisker tone-" + row.tone), m.low, m.high));
      if (m.county !== undefined) frame.append(at(make("i", undefined, "spine-county"), m.county));
      if (m.own !== undefined)
        frame.append(at(make("i", undefined, "spine-dot tone-" + row.tone + (m.filled ? " filled" : "")), m.own));
    }
    return frame;
  }

  function spine(data) {
    const frame = make("div", undefined, "spine");
    const legend = make("ul", undefined, "spine-legend");
    for (const item of data.legend) {
      const node = make("li");
      if (item.mark !== "none") node.append(make("i", undefined, "key key-" + item.mark));
      node.append(make("span", item.text));
      legend.append(node);
    }
    frame.append(legend);
    const head = make("div", undefined, "spine-row spine-head");
    head.setAttribute("aria-hidden", "true");
    const ends = make("span", undefined, "spine-ends");
    ends.append(make("span", data.head[1]), make("span", data.head[2]), make("span", data.head[3]));
    head.append(make("span", "", "spine-name"), make("span", data.head[0], "spine-own"), ends, make("span", data.head[4], "spine-verdict"));
    frame.append(head);
    for (const group of data.groups) {
      frame.append(make("h3", group.name, "spine-group"));
      const list = make("ul", undefined, "spine-rows");
      for (const row of group.rows) {
        const item = make("li");
        const link = make("a", undefined, "spine-row");
        link.href = row.href;
        const own = make("span", undefined, "spine-own");
        own.append(make("span", row.value, row.state === "value" ? "" : "state " + row.state));
        const name = make("span", undefined, "spine-name");
        name.append(make("span", row.code, "spine-code"), make("span", row.name));
        link.append(name, own, track(row), make("span", row.verdict, "spine-verdict tone-" + row.tone));
        item.append(link);
        list.append(item);
      }
      frame.append(list);
    }
    return frame;
  }

  function equipment(data) {
    const frame = make("div", undefined, "table-frame");
    frame.tabIndex = 0;
    const node = make("table", undefined, "table equipment");
    const head = node.createTHead().insertRow();
    data.head.forEach(function (text, i) {
      const cell = make("th", text, i === 1 ? "number" : "");
      cell.scope = "col";
      head.append(cell);
    });
    const body = node.createTBody();
    for (const row of data.rows) {
      const line = body.insertRow();
      const name = make("th", row.name);
      name.scope = "row";
      const bar = make("td");
      if (row.share !== undefined) {
        const gauge = make("span", undefined, "gauge");
        gauge.setAttribute("aria-hidden", "true");
        gauge.append(at(make("i", undefined, "gauge-bar"), 0, row.share), at(make("i", undefined, "gauge-mark"), row.mark));
        bar.append(gauge);
      }
      const level = make("td");
      level.append(make("span", row.level, row.state === "value" ? "" : "state " + row.state));
      line.append(name, make("td", row.amount, "number"), level, bar, make("td", row.held), make("td", row.conclusion, row.short ? "short" : ""));
    }
    frame.append(node);
    return frame;
  }

  window.sedKinds = Object.assign(window.sedKinds || {}, { spine: spine, equipment: equipment });
})();
