/* Back and Forward: the panels are away until those of the view have their heights, and the page stands where it did. */
(function () {
  "use strict";
  const root = document.documentElement;
  const send = window.fetch;
  const places = new Map();
  const STEP = 50, QUIET = 3, PATIENCE = 5000;
  let flying = 0, travels = 0;

  window.fetch = function (...request) {
    flying += 1;
    return send(...request).finally(() => (flying -= 1));
  };

  /* How far down a view was read; while it is being built anew, the browser's own attempts do not count. */
  window.addEventListener("scroll", function () {
    if (!root.classList.contains("travelling")) places.set(location.href, window.scrollY);
  }, { passive: true });

  /* Called once the address is that of the view to come. */
  function travel() {
    const own = (travels += 1), top = places.get(location.href) || 0, end = performance.now() + PATIENCE;
    let high = 0, quiet = 0;
    root.classList.add("travelling");
    (function look() {
      if (own !== travels) return; // the reader has gone on
      const now = root.scrollHeight;
      quiet = flying || now !== high ? 0 : quiet + 1;
      high = now;
      if (quiet < QUIET && performance.now() < end) return void setTimeout(look, STEP);
      window.scrollTo({ top: top, behavior: "instant" });
      root.classList.remove("travelling");
    })();
  }

  window.sedTravel = travel;
})();
