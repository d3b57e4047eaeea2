/* A table with a field above it that leaves only the rows which hold every word. */
(function () {
  "use strict";
  const doc = document;

  function searched(data, view) {
    const frame = doc.createElement("div");
    const label = doc.createElement("label");
    const field = doc.createElement("input");
    const count = doc.createElement("p");
    const table = window.sedKinds.table(data, view);
    const rows = [...table.querySelectorAll("tbody tr")];
    label.className = "table-search";
    label.append(doc.createTextNode(data.hint));
    field.type = "search";
    field.maxLength = 80;
    field.autocomplete = "off";
    label.append(field);
    count.className = "card-note";
    count.setAttribute("role", "status");
    field.addEventListener("input", function () {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let left = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        if (!row.hidden) left += 1;
      }
      count.textContent = words.length ? data.found.replace("{n}", left) : "";
    });
    frame.append(label, count, table);
    return frame;
  }

  window.sedKinds = Object.assign(window.sedKinds || {}, { searched: searched });
})();
