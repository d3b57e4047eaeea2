/* The register of programmes: a section each, with what is told of it as terms and links. */
(function () {
  "use strict";

  /* `sed.js` is loaded after this file, and long before anything is drawn. */
  const make = (...parts) => window.sed.make(...parts);

  /* Long lines are moved sideways, by the keyboard too. */
  function code(text) {
    const node = make("pre", text);
    node.tabIndex = 0;
    return node;
  }

  function entries(data, view) {
    const frame = make("div", undefined, "entries");
    for (const item of data.items) {
      const section = make("section", undefined, "entry");
      section.id = item.id;
      const list = make("dl");
      for (const fact of item.facts) {
        const told = make("dd");
        for (const cell of fact.c) told.append(cell.x ? code(cell.t) : window.sed.cell(cell, "div", view));
        list.append(make("dt", fact.l), told);
      }
      section.append(make("h3", item.t), make("p", item.d), list);
      frame.append(section);
    }
    return frame;
  }

  window.sedKinds = Object.assign(window.sedKinds || {}, { entries: entries });
})();
