/* Charts on paper and as pictures: in the light theme, with what they speak of written under them. */
(function () {
  "use strict";
  const doc = document;

  /* The dark theme's colours and those that stand for them in the light one: the server writes them before the scripts. */
  function inLight(figure) {
    const pairs = window.sedLight;
    let text = JSON.stringify(figure);
    if (doc.documentElement.dataset.theme !== "dark") return JSON.parse(text);
    for (const [dark, light] of Object.entries(pairs)) text = text.replaceAll(dark, light.replace("#", "#~"));
    return JSON.parse(text.replaceAll("#~", "#"));
  }

  function wrapped(text, width) {
    const lines = [""];
    for (const word of text.split(/(?<=[\s，。；、])/)) {
      if ((lines[lines.length - 1] + word).length > width) lines.push("");
      lines[lines.length - 1] += word;
    }
    return lines.filter((line) => line.trim());
  }

  const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

  /* The figure with its title, subtitle and source around it. */
  function framed(card, plot) {
    const figure = inLight({ data: plot.data, layout: plot.layout });
    const width = plot.clientWidth;
    const said = (name) => (card.querySelector("." + name) || { textContent: "" }).textContent.trim();
    const ink = (text, size, y, anchor, shift, weight) => ({
      text: text, x: 0, xref: "container", xanchor: "left", y: y, yref: "paper", yanchor: anchor, yshift: shift,
      showarrow: false, align: "left", font: { size: size, color: "#14191F", weight: weight || 400 },
    });
    const head = wrapped(said("card-title"), width / 11).map((l) => "<b>" + escaped(l) + "</b>");
    const under = wrapped(said("card-subtitle"), width / 9).map(escaped);
    const source = [...doc.querySelectorAll(".trust-item, .trust .demo")].map((n) => n.textContent.trim()).filter(Boolean).join(" · ");
    const foot = [...wrapped(said("card-note"), width / 8), ...wrapped(source, width / 8)].map(escaped);
    const above = 24 * head.length + 18 * under.length + 16;
    const below = 16 * foot.length + 16;
    const own = figure.layout;
    const size = plot._fullLayout._size;
    const margin = { l: size.l, r: size.r, t: size.t + above, b: size.b + below, pad: 0, autoexpand: false };
    for (const name of Object.keys(own)) if (/^[xy]axis/.test(name)) own[name].automargin = false;
    const x = -size.l / (width - size.l - size.r);
    const place = (part) => ({ ...part, xref: "paper", x: x, xshift: 12 });
    own.annotations = [
      ...(own.annotations || []),
      place(ink([...head, ...under].join("<br>"), 14, 1, "top", size.t + above - 8)),
      place(ink(foot.join("<br>"), 11, 0, "bottom", -size.b - below + 8)),
    ];
    const height = plot.clientHeight + above + below;
    own.margin = margin;
    Object.assign(own, { width: width, height: height, autosize: false, paper_bgcolor: "#FFFFFF", plot_bgcolor: "#FFFFFF" });
    return { figure: figure, width: width, height: height };
  }

  function saved(address, name) {
    const link = doc.createElement("a");
    link.href = address;
    link.download = name;
    link.dataset.plain = "true";
    doc.body.append(link);
    link.click();
    link.remove();
  }

  async function picture(button) {
    const card = button.closest(".card");
    const plot = card.querySelector(".js-plotly-plot");
    if (!plot || !plot.layout) return;
    const made = framed(card, plot);
    const size = { format: "png", width: made.width, height: made.height, scale: 2 };
    const image = await window.Plotly.toImage({ ...made.figure, config: { locale: doc.documentElement.lang } }, size);
    const name = new URL(card.querySelector("a.csv").href).pathname.split("/").pop().replace(/\.csv$/, "");
    const place = new URLSearchParams(window.sed.current()).get("place") || "";
    saved(image, [doc.getElementById("shell").dataset.page, name, place].join("-").replace(/:/g, "-") + ".png");
  }

  /* A page of paper is smaller than a screen and always light: charts are drawn for it, and drawn back afterwards. */
  const PAPER = { width: 1000, height: 540 }; // its title and note stand on the same sheet
  const HALF = { width: 480, height: 540 }; // two beside each other, as print.css has it
  const BRIEF = { width: 345, height: 215 }; // on a sheet that stands
  let kept = [];
  window.addEventListener("beforeprint", function () {
    if (kept.length) return;
    const brief = doc.querySelector('.shell[data-page="brief"]');
    kept = [...doc.querySelectorAll(".js-plotly-plot")].filter((p) => p.layout && p.offsetParent).map(function (plot) {
      const before = { plot: plot, data: plot.data, layout: plot.layout };
      const paper = inLight({ data: plot.data, layout: plot.layout });
      const card = plot.closest(".panel");
      const wide = card.matches(".col-12, :has(.twin:not([hidden]) .table)");
      const size = brief ? BRIEF : wide ? PAPER : HALF;
      const height = Math.min(plot._fullLayout.height, size.height); // the layout itself may leave it to its frame
      Object.assign(paper.layout, { width: size.width, height: height, autosize: false });
      window.Plotly.react(plot, paper.data, paper.layout);
      return before;
    });
  });
  window.addEventListener("afterprint", function () {
    for (const before of kept) window.Plotly.react(before.plot, before.data, before.layout);
    kept = [];
  });

  /* On a window of another width Plotly breaks a legend into other lines and leaves it where it was, over the chart. */
  const SETTLED = 400;
  let waiting = 0;
  window.addEventListener("resize", function () {
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      for (const plot of kept.length ? [] : doc.querySelectorAll(".js-plotly-plot:has(.legend)"))
        if (plot.offsetParent) window.Plotly.relayout(plot, { "legend.y": plot.layout.legend.y });
    }, SETTLED);
  });

  doc.addEventListener("click", function (event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.png) picture(button);
    if (button.dataset.print) window.print();
  });
})();
