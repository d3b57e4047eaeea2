/* Back and Forward: panels are away until those of the view have their heights, and it stands where it was read, on
   this page or on another one of this tab. */
(function () {
  "use strict";
  const root = document.documentElement;
  const send = window.fetch;
  const KEPT = "places", MOST = 50;
  const places = new Map(JSON.parse(sessionStorage.getItem(KEPT) || "[]"));
  const STEP = 50, QUIET = 3, PATIENCE = 3000;
  let flying = 0, under = null;

  window.fetch = function (...request) {
    flying += 1;
    return send(...request).finally(() => (flying -= 1));
  };

  /* How far down a view was read; while it is being built anew, the browser's own attempts do not count. */
  window.addEventListener("scroll", function () {
    if (!under) places.set(location.href, window.scrollY);
  }, { passive: true });
  window.addEventListener("pagehide", () => sessionStorage.setItem(KEPT, JSON.stringify([...places].slice(-MOST))));

  function end() {
    under = null;
    root.classList.remove("travelling");
  }

  /* Whoever does something meanwhile wants to see it. */
  for (const deed of ["wheel", "touchstart", "keydown", "pointerdown"])
    window.addEventListener(deed, () => under && end(), { passive: true, capture: true });

  /* Called once the address is that of the view to come. */
  function travel() {
    const own = (under = {}), here = location.href, late = performance.now() + PATIENCE;
    let high = 0, quiet = 0;
    root.classList.add("travelling");
    (function look() {
      if (own !== under) return;
      if (location.href !== here) return end(); // the reader has gone on
      const now = root.scrollHeight;
      const waits = flying || !document.getElementById("shell") || document.querySelector(".card.loading");
      quiet = waits || now !== high ? 0 : quiet + 1;
      high = now;
      if (quiet < QUIET && performance.now() < late) return void setTimeout(look, STEP);
      window.scrollTo({ top: places.get(here) || 0, behavior: "instant" });
      end();
    })();
  }

  window.sedTravel = travel;
  /* Whoever comes anew begins at the top; whoever comes back (or reloads) goes on. */
  if (performance.getEntriesByType("navigation")[0].type === "navigate") places.delete(location.href);
  else if (places.get(location.href)) travel();
})();
