// Runs before Streamlit's own scripts, on every page.
(() => {
  // Streamlit would look for its server under each part of the page's address first: two 404s a visit.
  window.__streamlit = { ...window.__streamlit, BACKEND_BASE_URL: location.origin + "/" };

  // When the server ends the connection because the sign-in is over, go to the sign-in page at once.
  const Native = window.WebSocket;
  const look = async () => {
    try {
      const answer = await fetch("/_stcore/host-config", { credentials: "same-origin", cache: "no-store" });
      if (answer.status === 401) {
        location.assign("/sign-in?next=" + encodeURIComponent(location.pathname + location.search));
      }
    } catch {
      /* the server is away; Streamlit says so itself */
    }
  };
  window.WebSocket = class extends Native {
    constructor(...args) {
      super(...args);
      this.addEventListener("close", look);
    }
  };
})();
