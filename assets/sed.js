/* What the browser does by itself: one view per address, marks that are links, tables and tiles from data. */
(function () {
  "use strict";
  const doc = document;

  /* Charts wait for Plotly, which travels first and is read last: once the page has asked for what it shows. */
  let plotly;
  function bring() {
    plotly ||= new Promise(function (resolve) {
      const script = make("script");
      script.src = doc.getElementById("plotly").href;
      script.addEventListener("load", resolve);
      script.addEventListener("error", () => (plotly = undefined)); // whoever tries again brings it again
      doc.head.append(script);
    });
    return plotly;
  }

  /* What Dash asks for before it begins came with the page. */
  const send = window.fetch;
  window.fetch = function (asked, ...more) {
    const held = doc.getElementById(String(asked).split("/").pop());
    if (held && held.type === "application/json")
      return Promise.resolve(new Response(held.textContent, { headers: { "content-type": "application/json" } }));
    setTimeout(bring);
    return send(asked, ...more);
  };

  /* The theme is the reader's own: a cookie, so that the server draws charts in its colours. */
  function theme() {
    const kept = doc.cookie.match(/(?:^|; )theme=(light|dark)/);
    return kept ? kept[1] : matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  function keepTheme(name) {
    doc.cookie = "theme=" + name + "; path=/; max-age=31536000; samesite=lax";
    doc.documentElement.dataset.theme = name;
  }
  keepTheme(theme());

  /* The address with some parameters changed; an empty value drops one. */
  function changed(changes, from) {
    const params = new URLSearchParams(from === undefined ? location.search : from);
    for (const [name, value] of Object.entries(changes)) {
      if (value) params.set(name, value);
      else params.delete(name);
    }
    return "?" + params.toString();
  }

  /* Show another view of this page: the address changes, the page stays and its leaves are filled anew. */
  function go(search) {
    if (search === location.search) return;
    history.pushState({}, "", location.pathname + search);
    shown = search;
    window.dash_clientside.set_props("view", { data: search });
    window.scrollTo({ top: 0 });
    toTitle();
  }

  function toTitle() {
    const title = doc.getElementById("title");
    if (title) title.focus({ preventScroll: true });
  }

  /* Back and Forward within a page show the view of the address; Dash's router would build the whole page anew. A link
     to a part of the page is no other view. */
  let shown = location.search;
  window.addEventListener("popstate", function (event) {
    if (!doc.getElementById("shell")) return;
    event.stopImmediatePropagation();
    if (shown === location.search) return;
    shown = location.search;
    window.sedTravel();
    window.dash_clientside.set_props("view", { data: location.search });
    toTitle();
  });

  function plain(event) {
    return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  }

  /* An open menu covers what lies under it: a click elsewhere or on one of its items, or Escape, closes it. */
  function closeMenus(event) {
    if (event.key && event.key !== "Escape") return;
    for (const menu of doc.querySelectorAll("details.pop[open]")) {
      const inside = menu.contains(event.target);
      if (event.type === "click" && inside && !event.target.closest(".menu-item, [data-close]")) continue;
      if (event.key && inside) menu.querySelector("summary").focus();
      menu.open = false;
    }
  }
  doc.addEventListener("click", closeMenus);
  doc.addEventListener("keydown", closeMenus);

  doc.addEventListener("click", function (event) {
    const link = event.target.closest("a[href]");
    if (link && plain(event) && !link.dataset.reload && !link.dataset.plain && !link.hasAttribute("download")) {
      const url = new URL(link.href, location.href);
      if (url.origin === location.origin && url.pathname === location.pathname && url.search && !url.hash) {
        event.preventDefault();
        go(url.search);
      }
      return;
    }
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.toggle) toggle(button);
    else if (button.dataset.dialog) doc.getElementById(button.dataset.dialog).showModal();
    else if (button.dataset.closes) doc.getElementById(button.dataset.closes).close();
    else if (button.dataset.copy) copy(button);
    else if (button.dataset.themeToggle) {
      keepTheme(doc.documentElement.dataset.theme === "dark" ? "light" : "dark");
      location.reload();
    } else if (button.dataset.menu) doc.body.classList.toggle("menu-open");
  });

  doc.addEventListener("change", function (event) {
    let id;
    try {
      id = JSON.parse(event.target.id);
    } catch (_) {
      return;
    }
    if (id.type !== "filter") return;
    const chosen = event.target.value === "*" ? "" : event.target.value;
    if (id.name !== "below") go(changed({ [id.name]: chosen }, current()));
    else if (chosen) go(changed({ place: chosen }, current()));
  });

  /* The view of the address; once the server has printed it, with every default spelled out and every slip mended. */
  let known = { asked: null, printed: "" };
  function current() {
    return known.asked === location.search ? known.printed : location.search;
  }

  function toggle(button) {
    const part = button.closest(".card").querySelector("." + button.dataset.toggle);
    part.hidden = !part.hidden;
    button.setAttribute("aria-expanded", String(!part.hidden));
  }

  /* The address of the view, with every default spelled out; of one panel with its name behind. */
  function copy(button) {
    const panel = button.dataset.copy === "page" ? "" : "#" + button.dataset.copy;
    const text = location.origin + location.pathname + "?" + current().replace(/^\?/, "") + panel;
    write(text).then(function () {
      const said = doc.getElementById("said");
      said.textContent = button.dataset.done;
      button.classList.add("done");
      setTimeout(function () {
        said.textContent = "";
        button.classList.remove("done");
      }, 1500);
    });
  }

  /* The clipboard of the browser wants HTTPS or this machine; elsewhere a text that is selected can be copied. */
  async function write(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const field = doc.createElement("textarea");
    field.value = text;
    doc.body.append(field);
    field.select();
    doc.execCommand("copy");
    field.remove();
  }

  /* A link to one panel leads to it once it has its height. */
  function toPanel() {
    const name = decodeURIComponent(location.hash.slice(1));
    for (const kind of name ? ["chart", "list"] : []) {
      const card = doc.getElementById(JSON.stringify({ panel: name, type: kind + "-card" }));
      if (!card) continue;
      card.scrollIntoView({ block: "start" });
      card.classList.add("pointed");
    }
  }

  function make(tag, text, className) {
    const node = doc.createElement(tag);
    if (text !== undefined) node.textContent = text;
    if (className) node.className = className;
    return node;
  }

  function cellNode(cell, tag, view) {
    const node = make(tag);
    if (typeof cell === "string") {
      node.textContent = cell;
      return node;
    }
    if (cell.id) node.id = cell.id;
    if (cell.v) node.className = "judged " + cell.v;
    if (cell.s && cell.s !== "value") {
      node.append(make("span", cell.t, "state " + cell.s));
    } else if (cell.h || cell.q) {
      const link = make("a", cell.t);
      const changes = cell.h ? { place: cell.h } : Object.fromEntries(new URLSearchParams(cell.q));
      link.href = (cell.p ? cell.p.replace(/^\//, "./") : "") + changed(changes, view);
      node.append(link);
    } else node.textContent = cell.t;
    return node;
  }

  /* A text of more characters is broken into lines on a telephone. */
  const LONG = 14;

  function table(data, view) {
    const frame = make("div", undefined, "table-frame");
    frame.tabIndex = 0;
    const node = make("table", undefined, "table");
    const head = node.createTHead().insertRow();
    data.head.forEach(function (text, i) {
      const cell = make("th", text, data.numbers.includes(i) ? "number" : "");
      cell.scope = "col";
      head.append(cell);
    });
    const body = node.createTBody();
    for (const cells of data.rows) {
      const row = body.insertRow();
      cells.forEach(function (cell, i) {
        const made = cellNode(cell, i === 0 ? "th" : "td", view);
        if (i === 0) made.scope = "row";
        if (data.numbers.includes(i)) made.classList.add("number");
        else if (i && made.textContent.length > LONG) made.classList.add("words");
        row.append(made);
      });
    }
    frame.append(node);
    return frame;
  }

  function tiles(data, view) {
    const frame = make("div", undefined, "tiles-frame");
    if (data.legend && data.legend.length) {
      const legend = make("ul", undefined, "tiles-legend");
      data.legend.forEach(function (text, i) {
        const item = make("li");
        item.append(make("i", undefined, "swatch step-" + i), make("span", text));
        legend.append(item);
      });
      const mark = make("li");
      mark.append(make("span", "◆ " + data.mark));
      legend.append(mark);
      frame.append(legend);
    }
    const grid = make("div", undefined, "tiles");
    for (const tile of data.tiles) {
      const link = make("a", undefined, "tile " + (tile.s < 0 ? "state " + tile.st : "step-" + tile.s));
      link.href = changed({ place: tile.c }, view);
      link.style.gridRow = tile.row;
      link.style.gridColumn = tile.col;
      link.setAttribute("aria-label", tile.a);
      link.append(make("span", tile.n, "tile-name"), make("span", tile.v, "tile-value"));
      if (tile.m) link.append(make("span", "◆", "tile-mark"));
      grid.append(link);
    }
    frame.append(grid);
    return frame;
  }

  /* A list of links, each with a mark, what it is about and what is to be seen there. */
  function links(data, view) {
    const list = make("ul", undefined, "attention");
    for (const item of data.items) {
      const link = make("a", undefined, "attention-item");
      link.href = item.p.replace(/^\//, "./") + changed({ place: item.h, indicator: item.i }, view);
      const mark = make("span", item.m, "verdict " + item.v);
      mark.setAttribute("aria-hidden", "true");
      const text = make("span");
      text.append(make("strong", item.t), make("span", item.d));
      link.append(mark, text, make("i", undefined, "icon icon-chevron-right"));
      const row = make("li");
      row.append(link);
      list.append(row);
    }
    return list;
  }

  /* Kinds of panels that the browser writes; other files add theirs. */
  const kinds = (window.sedKinds = Object.assign(window.sedKinds || {}, { table: table, tiles: tiles, links: links }));

  function fill(node, data, view) {
    if (node) node.replaceChildren(...(data ? [kinds[data.kind](data, view)] : []));
  }

  /* What the numbers of a panel mean: texts that came with this script, or the words themselves. */
  function defined(keys, view) {
    const told = window.sedDefined[new URLSearchParams(view).get("lang")];
    return keys.map((key) => told[key] || key).join("\n\n");
  }

  /* The links of a list of so many places: those that there are get text and address, the rest is hidden. */
  function link(nodes, told) {
    nodes.forEach(function (node, i) {
      const [text, address] = told[i] || ["", ""];
      node.textContent = text;
      node.setAttribute("href", address);
      node.hidden = !text;
    });
  }

  /* A chart is as wide as what it stands in, and as high as it says. */
  const CONFIG = { displayModeBar: false, displaylogo: false, locale: doc.documentElement.lang };
  const SOON = 100; // ms: numbers of the same view often follow, and are drawn for the new width
  const widths = new ResizeObserver((entries) => entries.forEach((entry) => setTimeout(fit, SOON, entry.target.firstElementChild)));
  function fit(plot) {
    if (!plot.offsetParent || !plot.layout || plot.layout.autosize === false) return; // on paper it has a width of its own
    if (plot.layout.width !== plot.clientWidth) draw(plot, plot.data, plot.layout);
  }
  function draw(plot, data, layout) {
    return window.Plotly.react(plot, data, { ...layout, width: plot.clientWidth || undefined }, CONFIG);
  }

  /* Of names in rows the room is known beforehand: Plotly would draw everything to find it, and then everything again. */
  const ink = make("canvas").getContext("2d");
  const UNDER = 26, BESIDE = 11; // px that Plotly gives to one line of labels, and to what stands around a name
  function roomy(layout) {
    const { xaxis: x, yaxis: y, margin } = layout;
    if (x.side === "top" || x.tickangle !== 0 || x.ticktext || x.title || y.title || !y.ticktext || y.ticktext.join().includes("<")) return layout;
    ink.font = y.tickfont.size + "px " + layout.font.family;
    const names = Math.max(...y.ticktext.map((text) => ink.measureText(text).width));
    const known = (axis) => ({ ...axis, automargin: false });
    return { ...layout, xaxis: known(x), yaxis: known(y), margin: { ...margin, l: Math.round(names) + BESIDE, b: UNDER } };
  }

  async function chart(node, figure) {
    const plot = node.firstElementChild;
    node.style.height = figure.layout.height + "px";
    await bring();
    await draw(plot, figure.data, roomy(figure.layout));
    if (plot.dataset.heard) return;
    plot.dataset.heard = "true";
    plot.on("plotly_click", follow);
    widths.observe(node);
  }

  /* A click on a mark leads to its place and keeps every filter. */
  function follow(event) {
    const point = event.points && event.points[0];
    if (point && typeof point.customdata === "string" && point.customdata) go(changed({ place: point.customdata }, current()));
  }

  /* Write all of a panel. */
  function panel(data, id, figure) {
    const view = data.view;
    const part = (name) => doc.getElementById(JSON.stringify({ panel: id.panel, type: id.type.replace("data", name) }));
    for (const name of ["title", "subtitle", "note", "message"]) part(name).textContent = data[name];
    for (const name of ["question", "xlsx", "csv"]) part(name).setAttribute("href", data[name]);
    part("definition").textContent = defined(data.defined, view);
    fill(part("twin"), data.twin, view);
    fill(part("body"), data.block, view);
    if (part("frame")) part("frame").setAttribute("aria-label", data.finding);
    part("card").className = data.card;
    if (figure) chart(part("figure"), figure);
    if (location.hash.slice(1) === id.panel) setTimeout(toPanel, 300);
  }

  /* What is told of a page beside its panels, by the id under which Dash tells it. */
  const parts = {
    "head-data": function (data) {
      for (const [id, text] of Object.entries(data)) doc.getElementById(id).textContent = text;
      doc.getElementById("notes").hidden = !data.notes;
      doc.title = data.title + " · " + doc.querySelector(".product").textContent;
    },
    /* The key figures, in the order of their cards. */
    "cards-data": function (data) {
      const cards = doc.getElementById("cards").children;
      for (const [i, told] of data.entries()) {
        const part = (name) => cards[i].querySelector(".kpi-" + name);
        for (const name of ["number", "unit", "change", "line", "verdict", "base"]) part(name).textContent = told[name];
        for (const name of ["line", "verdict"]) part(name).className = told[name + "_class"];
        part("spark").src = told.spark;
        cards[i].setAttribute("href", told.href);
        cards[i].className = told.card;
      }
    },
    /* The line of places and filters; links to other pages and to the other language carry the view. */
    canonical: function (told) {
      known = told;
      link(doc.querySelectorAll(".crumbs a"), told.crumbs);
      link(doc.querySelectorAll(".chips a"), told.chips);
      for (const [name, [options, value]] of Object.entries(told.filters)) {
        const node = doc.getElementById(JSON.stringify({ name: name, type: "filter" }));
        node.replaceChildren(...options.map(option));
        node.value = value;
      }
      doc.querySelectorAll(".panels > .panel").forEach((card, i) => stand(card, told.panels[i]));
      requestAnimationFrame(() => setTimeout(settle)); // once they are seen there
      const count = doc.getElementById("filter-count"), reset = doc.getElementById("reset");
      count.textContent = told.used;
      count.hidden = !told.used;
      reset.setAttribute("href", told.reset);
      reset.hidden = !told.reset;
      doc.getElementById("workbook").setAttribute("href", told.workbook);
      doc.getElementById("to-brief").setAttribute("href", told.brief);
      window.sed.searchBox();
      window.sed.tour();
      /* The home page of a school is its profile: who comes down to a school there, or up from one, gets the other page. */
      const own = doc.getElementById("shell").dataset.page;
      const home = !location.pathname.endsWith("/school") && (own === "overview" || own === "school");
      if (home && told.school !== (own === "school")) location.reload();
      const kept = new URLSearchParams(told.printed);
      kept.delete("indicator");
      for (const node of doc.querySelectorAll(".navigation a"))
        node.setAttribute("href", node.getAttribute("href").split("?")[0] + "?" + kept);
      for (const node of doc.querySelectorAll("a[lang]")) node.setAttribute("href", changed({ lang: node.lang }, told.printed));
    },
  };

  /* Put a card where it stands in this view, or away; what it shows comes with its own answer. */
  function stand(card, place) {
    const kept = [...card.classList].filter((name) => !/^(col|rows)-|^away$/.test(name));
    const state = !place ? ["away"] : card.classList.contains("away") ? ["loading"] : [];
    card.className = [...kept, ...state, place].join(" ").trim();
  }

  function option(told) {
    const node = make("option", told.label);
    node.value = told.value;
    node.disabled = Boolean(told.disabled);
    return node;
  }

  /* All panels take their places before the first of them is written for a view; a line that does not come is not waited for. */
  const PATIENCE = 300;
  const early = new Map();
  let placed = null;
  function settle() {
    placed = known.printed;
    for (const write of early.values()) write();
    early.clear();
  }

  function tell(told) {
    if (parts[told.id]) return parts[told.id](JSON.parse(told.data));
    if (!told.id.startsWith("{")) return;
    const data = JSON.parse(told.data), write = () => panel(data, JSON.parse(told.id), told.figure);
    early.delete(told.id);
    if (data.view === placed) return write();
    early.set(told.id, write);
    setTimeout(settle, PATIENCE);
  }

  window.sed = { changed: changed, current: current, cell: cellNode, make: make };
  /* The one component of ours: Dash gives it what a callback tells, and it stands nowhere on the page itself. */
  window.dashboard = {
    Told: function (told) {
      window.React.useLayoutEffect(() => void (told.data && tell(told)), [told.data, told.figure]);
      return null;
    },
  };
})();
