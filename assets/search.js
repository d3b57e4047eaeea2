/* The search for places: a combobox after the pattern of WAI-ARIA whose options are links that keep the view. */
(function () {
  "use strict";
  const doc = document;
  const WAIT = 60;
  let timer = 0;
  let asked = 0;
  let active = -1;

  const box = () => doc.getElementById("search-text");
  const list = () => doc.getElementById("search-found");
  const shut = () => list().parentElement.hidden;
  const links = () => [...list().querySelectorAll("a")];

  /* Put the field into its place on a page that was just built. */
  window.sed.searchBox = function () {
    const place = doc.getElementById("search-box");
    if (!place || place.firstChild) return;
    const field = doc.createElement("input");
    const said = { role: "combobox", "aria-label": place.dataset.label, "aria-autocomplete": "list" };
    const state = { "aria-expanded": "false", "aria-controls": "search-found" };
    const kind = { id: "search-text", type: "text", placeholder: place.dataset.hint, autocomplete: "off", maxlength: "80" };
    for (const [name, value] of Object.entries({ ...kind, ...said, ...state })) field.setAttribute(name, value);
    place.append(field);
  };

  function close() {
    if (!list()) return;
    list().parentElement.hidden = true;
    active = -1;
    box().setAttribute("aria-expanded", "false");
    box().removeAttribute("aria-activedescendant");
  }

  function option(place, i) {
    const link = doc.createElement("a");
    const about = ["overview", "school", "area"].includes(doc.getElementById("shell").dataset.page);
    const page = about && place.page ? "." + place.page : "";
    link.href = page + window.sed.changed({ place: place.code }, window.sed.current());
    link.id = "search-option-" + i;
    link.setAttribute("role", "option");
    link.setAttribute("aria-selected", "false");
    link.tabIndex = -1;
    for (const [kind, text] of [["name", place.name], ["where", place.where], ["level", place.level]]) {
      const part = doc.createElement("span");
      part.className = "search-" + kind;
      part.textContent = text;
      link.append(part);
    }
    return link;
  }

  function show(found) {
    list().replaceChildren(...found.places.map(option));
    active = -1;
    box().removeAttribute("aria-activedescendant");
    list().hidden = !found.places.length;
    list().parentElement.hidden = false;
    box().setAttribute("aria-expanded", String(found.places.length > 0));
    doc.getElementById("search-said").textContent = found.said;
  }

  async function ask() {
    const text = box().value.trim();
    const mine = ++asked;
    if (!text) return close();
    const view = new URLSearchParams(window.sed.current());
    view.set("q", text);
    const answer = await fetch(doc.documentElement.dataset.root + "search?" + view.toString());
    if (mine === asked && answer.ok) show(await answer.json());
  }

  function mark(step) {
    const all = links();
    if (!all.length || shut()) return;
    if (active >= 0) all[active].setAttribute("aria-selected", "false");
    active = active < 0 && step < 0 ? all.length - 1 : (active + step + all.length) % all.length;
    all[active].setAttribute("aria-selected", "true");
    all[active].scrollIntoView({ block: "nearest" });
    box().setAttribute("aria-activedescendant", all[active].id);
  }

  doc.addEventListener("input", function (event) {
    if (event.target !== box()) return;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });

  doc.addEventListener("keydown", function (event) {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) || event.target.isContentEditable;
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey && box()) {
      event.preventDefault();
      doc.body.classList.add("search-open");
      box().focus();
      return;
    }
    if (event.target !== box()) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (shut() && box().value.trim()) ask();
      else mark(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const all = links();
      if (!shut() && all.length) all[Math.max(active, 0)].click();
    } else if (event.key === "Escape") {
      if (shut()) box().value = "";
      close();
      doc.body.classList.remove("search-open");
    } else if (event.key === "Tab") close();
  });

  doc.addEventListener("click", function (event) {
    if (event.target.closest("[data-search]")) {
      doc.body.classList.toggle("search-open");
      if (doc.body.classList.contains("search-open")) box().focus();
      return;
    }
    if (!box()) return;
    if (event.target.closest("#search-found a")) {
      box().value = "";
      close();
      doc.body.classList.remove("search-open");
    } else if (!event.target.closest(".search")) close();
  });

  doc.addEventListener("focusin", function (event) {
    if (event.target === box() && box().value.trim()) ask();
  });
})();
