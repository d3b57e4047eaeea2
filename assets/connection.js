/* Who is no longer signed in goes to the login and comes back to this view; who is cut off is told so, and can try again. */
(function () {
  "use strict";
  const doc = document;
  const send = window.fetch.bind(window);
  const FAULT = 500; // and above: the server, or what stands before it, has no answer

  let leaving = false; // one way out: several panels are refused at once, and a second would break off the first

  function leave() {
    if (leaving) return;
    leaving = true;
    const root = doc.documentElement.dataset.root;
    const here = "/" + location.pathname.slice(root.length) + location.search;
    location.assign(root + "login?next=" + encodeURIComponent(here));
  }

  /* Several panels ask at once: the answer to one says nothing of another that got none. */
  let failed = 0;

  function tell(cutOff, asked) {
    if (cutOff) failed = performance.now();
    else if (asked < failed) return;
    const banner = doc.getElementById("offline");
    if (banner && banner.hidden === cutOff) banner.hidden = !cutOff;
  }

  window.fetch = async function (...request) {
    const asked = performance.now();
    let answer;
    try {
      answer = await send(...request);
    } catch (error) {
      if (error.name !== "AbortError") tell(true);
      throw error;
    }
    if (answer.status === 401) {
      leave();
      return new Promise(function () {}); // the page is on its way out: nobody needs an answer any more
    }
    tell(answer.status >= FAULT, asked);
    return answer;
  };

  /* Ask for everything on the page again: what is kept comes at once. */
  function retry() {
    if (doc.getElementById("shell")) window.dash_clientside.set_props("view", { data: location.search });
    else location.reload();
  }
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("online", retry);
  window.addEventListener("offline", () => tell(true));
  doc.addEventListener("click", function (event) {
    if (event.target.closest("[data-retry]")) retry();
  });
})();
