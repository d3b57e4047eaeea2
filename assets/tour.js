/* The tour of the home page: it opens by itself at an account's first visit, and from the help whenever it is asked for. */
(function () {
  "use strict";
  const doc = document;
  const YEAR = 31536000;
  const EDGE = 12; // px between what is pointed at, the card and the window
  const AGAIN = "tour"; // kept while the reader is on the way to the home page
  let at = 0;
  let waiting;

  const tour = () => doc.getElementById("tour");
  const part = (name) => tour().querySelector(name);
  const steps = () => [...tour().querySelectorAll("section")];

  /* The accounts that have had it in this browser; `all` stands for everybody. */
  function had() {
    const kept = doc.cookie.match(/(?:^|; )toured=([\w.]+)/);
    return kept ? kept[1].split(".") : [];
  }

  function isFirstVisit() {
    const own = tour().dataset.account;
    return own !== "" && !had().some((account) => account === own || account === "all");
  }

  function keep() {
    const own = tour().dataset.account;
    if (own === "" || !isFirstVisit()) return;
    doc.cookie = "toured=" + [...had(), own].slice(-50).join(".") + "; path=/; max-age=" + YEAR + "; samesite=lax";
  }

  /* What the step explains, if it is on this screen. */
  function target() {
    return [...doc.querySelectorAll(steps()[at].dataset.at)].find((node) => node.getClientRects().length);
  }

  /* The card stands under what it explains, else above or beside it, else at the lower edge. */
  function place() {
    if (!tour() || !tour().open) return;
    const [spot, card, node] = [part(".tour-spot"), part(".tour-card"), target()];
    const [wide, high] = [card.offsetWidth, card.offsetHeight];
    const box = node ? node.getBoundingClientRect() : { left: (innerWidth - wide) / 2, right: 0, top: 0, bottom: innerHeight / 3 };
    const top = Math.max(box.top - EDGE / 2, 2);
    const bottom = Math.min(box.bottom + EDGE / 2, innerHeight - 2);
    const left = Math.max(box.left - EDGE / 2, 2);
    const right = Math.min(box.right + EDGE / 2, doc.documentElement.clientWidth - 2);
    const px = (number) => Math.round(number) + "px";
    const size = node ? [right - left, bottom - top] : [0, 0];
    Object.assign(spot.style, { left: px(left), top: px(top), width: px(size[0]), height: px(size[1]) });
    const [under, over, low] = [bottom + EDGE, top - EDGE - high, innerHeight - EDGE - high];
    const beside = under > low && over < 0 && right + EDGE + wide <= innerWidth - EDGE;
    const y = beside ? top : under <= low ? under : over >= 0 ? over : low;
    const x = beside ? right + EDGE : Math.max(EDGE, Math.min(left, innerWidth - EDGE - wide));
    Object.assign(card.style, { left: px(x), top: px(Math.max(y, EDGE)) });
  }

  function show(step) {
    const all = steps();
    at = Math.max(0, Math.min(step, all.length - 1));
    all.forEach((section, i) => (section.hidden = i !== at));
    const next = part("[data-tour=next]");
    next.textContent = at === all.length - 1 ? next.dataset.last : next.dataset.next;
    part("[data-tour=back]").hidden = at === 0;
    const node = target();
    if (node) node.scrollIntoView({ block: node.closest("main") ? "start" : "nearest" });
    place();
    next.focus({ preventScroll: true });
  }

  function begin() {
    clearInterval(waiting);
    sessionStorage.removeItem(AGAIN);
    tour().showModal();
    show(0);
  }

  function again() {
    doc.getElementById("help").close();
    if (tour()) return begin();
    sessionStorage.setItem(AGAIN, "1");
    location.assign(doc.documentElement.dataset.root + window.sed.changed({}, window.sed.current()));
  }

  /* A page stands there: once its numbers do and nothing is open, the tour begins, if it is due. */
  window.sed.tour = function () {
    clearInterval(waiting);
    if (doc.documentElement.dataset.screen || !tour() || tour().open) return;
    if (!sessionStorage.getItem(AGAIN) && !isFirstVisit()) return;
    waiting = setInterval(function () {
      if (!tour()) clearInterval(waiting);
      else if (!doc.querySelector(".card.loading, dialog[open], details[open]")) begin();
    }, 200);
  };

  const ways = {
    start: again,
    back: () => show(at - 1),
    next: () => (at === steps().length - 1 ? tour().close() : show(at + 1)),
    skip: () => tour().close(),
  };
  doc.addEventListener("click", function (event) {
    const button = event.target.closest("[data-tour]");
    if (button) ways[button.dataset.tour]();
  });
  doc.addEventListener("keydown", function (event) {
    if (!tour() || !tour().open) return;
    if (event.key === "ArrowRight" && at < steps().length - 1) show(at + 1);
    if (event.key === "ArrowLeft") show(at - 1);
  });
  /* However it ends, Escape included, it has been had; the reader is back at the heading. */
  doc.addEventListener("close", function (event) {
    if (event.target !== tour()) return;
    keep();
    window.scrollTo({ top: 0 });
    doc.getElementById("title").focus({ preventScroll: true });
  }, true);
  window.addEventListener("resize", place);
  window.addEventListener("scroll", place, { passive: true });
})();
