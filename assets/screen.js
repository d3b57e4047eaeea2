/* A big screen (`?screen=1&pages=overview,usage&every=60`): no controls, larger type, one screenful after the other. */
(function () {
  "use strict";
  const doc = document;
  const asked = new URLSearchParams(location.search);
  const NAMES = ["screen", "pages", "every"];
  const EVERY = { least: 10, usual: 60, most: 3600 };

  function links() {
    return new Map([...doc.querySelectorAll("#navigation a")].map((link) => [link.dataset.key, link]));
  }

  /* The way onto a big screen: this view, and with it every page that the reader has. */
  doc.addEventListener("click", function (event) {
    if (!event.target.closest("[data-screen]")) return;
    location.search = window.sed.changed({ screen: "1", pages: [...links().keys()].join(",") }, window.sed.current());
  });

  if (asked.get("screen") !== "1") return;
  doc.documentElement.dataset.screen = "1";
  const seconds = Math.min(Math.max(Number(asked.get("every")) || EVERY.usual, EVERY.least), EVERY.most);

  doc.addEventListener("keydown", function (event) {
    if (event.key === "Escape") location.search = window.sed.changed(Object.fromEntries(NAMES.map((n) => [n, ""])));
  });

  function tell() {
    const clock = doc.getElementById("clock");
    if (!clock) return;
    const form = { dateStyle: "long", timeStyle: "short", hourCycle: "h23" };
    clock.textContent = new Intl.DateTimeFormat(doc.documentElement.lang, form).format(new Date());
    clock.hidden = false;
  }

  /* Show what is below, from the first panel that is not wholly seen; tell whether there was anything. */
  function down() {
    const root = doc.documentElement;
    if (window.scrollY + window.innerHeight >= root.scrollHeight - 8) return false;
    const top = doc.querySelector(".context-line").getBoundingClientRect().bottom + 16;
    const panels = [...doc.querySelectorAll(".panel:not(.away)")].map((panel) => panel.getBoundingClientRect());
    const next = panels.find((box) => box.bottom > window.innerHeight && box.top > top + 8);
    const before = window.scrollY;
    window.scrollBy({ top: next && next.top < window.innerHeight ? next.top - top : (window.innerHeight - top) * 0.9 });
    return window.scrollY > before;
  }

  /* The next page that was asked for, with this view; where only one was, it is asked for anew. */
  function onwards() {
    const known = links();
    const pages = (asked.get("pages") || "").split(",").filter((page) => known.has(page));
    const own = doc.getElementById("shell").dataset.page;
    const page = pages[(pages.indexOf(own) + 1) % pages.length];
    const kept = Object.fromEntries(NAMES.map((name) => [name, asked.get(name)]));
    const to = page ? new URL(known.get(page).href) : location;
    location.assign(to.pathname + window.sed.changed(kept, to.search));
  }

  /* Nobody stands there to mend a page of errors: a server that does not answer leaves what is shown. */
  async function step() {
    if (!doc.getElementById("shell") || down()) return;
    const answer = await fetch(doc.documentElement.dataset.root + "healthz").catch(() => null);
    if (answer && answer.ok && (await answer.text())) onwards();
  }

  setInterval(tell, 1000);
  setInterval(step, seconds * 1000);
  doc.addEventListener("screen-step", step);
})();
