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

  // Streamlit's list of pages holds headings where only list items may be; to a screen reader it becomes named groups of links.
  const vietnamese = document.documentElement.lang !== "en";
  const mendPages = () => {
    const list = document.querySelector('[data-testid="stSidebarNavItems"]:not([role])');
    list?.setAttribute("role", "none");
    list?.closest("nav")?.setAttribute("aria-label", vietnamese ? "Các trang" : "Pages");
    for (const heading of document.querySelectorAll('[data-testid="stNavSectionHeader"]:not([role])')) {
      heading.setAttribute("role", "presentation");
      heading.parentElement.setAttribute("role", "group");
      heading.parentElement.setAttribute("aria-label", heading.querySelector("p")?.textContent ?? "");
    }
    for (const item of document.querySelectorAll('[data-testid="stSidebarNavItems"] li:not([role])')) {
      item.setAttribute("role", "none");
    }
  };
  let mending = 0;
  new MutationObserver(() => {
    mending ||= setTimeout(() => {
      mending = 0;
      mendPages();
    }, 50);
  }).observe(document.documentElement, { childList: true, subtree: true });

  // Copy buttons of cards (core/ui/copying.py): only the press itself may write to the clipboard.
  const writeTheOldWay = (text) => {
    const before = document.activeElement;
    const area = document.createElement("textarea");
    area.value = text;
    area.style.cssText = "position:fixed;opacity:0";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    before?.focus?.();
  };
  document.addEventListener(
    "click",
    (event) => {
      const button = event.target instanceof Element ? event.target.closest('[class*="st-key-copy-"] button') : null;
      const shown = button?.closest('[class*="st-key-card-"]')?.querySelector('[class*="st-key-copied-"]');
      const typed = shown?.querySelector("textarea");
      const text = typed ? typed.value : (shown?.querySelector("code") ?? shown?.querySelector('[data-testid="stText"]'))?.textContent;
      if (!text) {
        return;
      }
      // Plain http inside a shop's own network has no clipboard API.
      if (navigator.clipboard) {
        navigator.clipboard.writeText(text).catch(() => writeTheOldWay(text));
      } else {
        writeTheOldWay(text);
      }
    },
    true,
  );

  // Work lists (core/ui/case_list.py) with the keyboard alone: j and k, or the arrows, go from case to case, Enter opens
  // the one that is reached, x ticks it, / goes to the search. Letters typed into a field stay letters.
  const opens = () => [...document.querySelectorAll('[class*="st-key-case-list"] [class*="st-key-open-"] button')];
  const nameOf = (button) => button?.closest('[class*="st-key-open-"]')?.className.match(/st-key-open-\S+/)?.[0];
  let lately = null;
  const steps = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
  document.addEventListener("keydown", (event) => {
    const on = event.target instanceof Element ? event.target : null;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || on?.closest('input:not([type="checkbox"]), textarea, select, [role="listbox"], [role="radiogroup"], [role="dialog"], [data-testid="stDataFrame"]')) {
      return;
    }
    const all = opens();
    if (!all.length) {
      return;
    }
    if (event.key === "/") {
      event.preventDefault();
      document.querySelector('[class*="st-key-case-search"] input')?.focus();
      return;
    }
    const line = on?.closest('[class*="st-key-case-list"] [data-testid="stVerticalBlock"]:has([class*="st-key-open-"])');
    const here = all.indexOf(on) >= 0 ? all.indexOf(on) : line ? all.findIndex((button) => line.contains(button)) : -1;
    if (event.key === "x" && here >= 0) {
      const box = all[here].closest('[data-testid="stHorizontalBlock"], [data-testid="stVerticalBlock"]')?.querySelector('input[type="checkbox"]');
      box?.click();
      return;
    }
    const step = steps[event.key];
    if (!step || (event.key.startsWith("Arrow") && here < 0)) {
      return; // the arrows scroll the page until a case is reached
    }
    event.preventDefault();
    const known = here >= 0 ? here : all.findIndex((button) => nameOf(button) === lately);
    const next = here < 0 && known >= 0 ? known : here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step;
    const button = all[Math.max(0, Math.min(all.length - 1, next))];
    lately = nameOf(button);
    button.focus();
    button.scrollIntoView({ block: "nearest" });
  });
})();
