/* Comforts on top of pages that work without them: copy buttons, keys, drafts, session warning, one submit at a time. */
(() => {
  "use strict";

  const texts = document.getElementById("app-texts")?.dataset ?? {};
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  /** Say a sentence in the page's live region; `action` is an optional [words, function]. */
  function say(sentence, action) {
    const box = document.createElement("div");
    box.className = "alert tone-info";
    const line = document.createElement("p");
    line.className = "alert-body";
    line.textContent = `${sentence} `;
    if (action) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button quiet small";
      button.textContent = action[0];
      button.addEventListener("click", () => { box.remove(); action[1](); });
      line.append(button);
    }
    box.append(line);
    document.getElementById("flash")?.append(box);
    return box;
  }

  /* Copy buttons: data-copy="text" or data-copy-from="id". Shown only where the browser can copy. */
  function showCopyButtons(root) {
    if (!navigator.clipboard) return;
    all("[data-copy],[data-copy-from]", root).forEach((button) => { button.hidden = false; });
  }
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy],[data-copy-from]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copyFrom ?? "");
    await navigator.clipboard.writeText(source ? (source.value ?? source.innerText) : button.dataset.copy);
    const words = button.querySelector("span");
    const before = words.textContent;
    words.textContent = texts.copied;
    setTimeout(() => { words.textContent = before; }, 2000);
  });

  /* Code in texts gets a copy button each: [data-copy-code] pre. */
  all("[data-copy-code] pre").forEach((pre, n) => {
    if (!navigator.clipboard || !texts.copy) return;
    pre.id ||= `code-${n}`;
    const button = document.createElement("button");
    const words = document.createElement("span");
    words.textContent = texts.copy;
    button.type = "button";
    button.className = "button quiet small";
    button.dataset.copyFrom = pre.id;
    button.append(words);
    const line = document.createElement("p");
    line.className = "copied-code";
    line.append(button);
    pre.before(line);
  });

  /* Keys. An element with data-shortcut="a" is clicked by a; inside a current row its own elements come first. */
  const isTyping = (target) => target.closest?.("input, textarea, select, [contenteditable], dialog[open]");
  const rows = () => all("[data-rows] tbody tr");
  const currentRow = () => document.querySelector("[data-rows] tbody tr[aria-current]");

  function moveRow(step) {
    const list = rows();
    if (!list.length) return;
    const at = list.indexOf(currentRow());
    const next = list[at < 0 ? 0 : Math.min(Math.max(at + step, 0), list.length - 1)];
    list.forEach((row) => row.removeAttribute("aria-current"));
    next.setAttribute("aria-current", "true");
    const link = next.querySelector("a[href], button");
    (link ?? next).focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  const keys = {
    j: () => moveRow(1),
    k: () => moveRow(-1),
    "/": () => document.querySelector("[data-search], input[type=search]")?.focus(),
    "?": () => document.getElementById("shortcuts")?.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    const selector = `[data-shortcut="${CSS.escape(event.key)}"]:not(:disabled)`;
    const target = currentRow()?.querySelector(selector) ?? all(selector).find((one) => !one.closest("[data-rows]"));
    const act = target ? () => target.click() : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  /* The current row survives a live refresh of its table: it is found again by its id. */
  let kept = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    kept = currentRow()?.id || null;
    keepStill(event);
  });

  /* A live part ([data-live]) stays as it is when the server's answer is the one shown (same ETag), and while a person
     is at work in it: boxes ticked, a menu open, the focus in a field. */
  function keepStill(event) {
    const part = event.detail.target.closest?.("[data-live]");
    if (!part) return;
    const etag = event.detail.xhr.getResponseHeader("ETag");
    const isBusy = part.querySelector("input:checked, details[open], :is(input, textarea, select):focus");
    if (isBusy || (etag && part.dataset.etag === etag)) event.detail.shouldSwap = false;
    else if (etag) part.dataset.etag = etag;
  }

  /* Drafts: <form data-draft="key"> is kept on this device until it is accepted. Passwords and files never. */
  const draftKey = (form) => `draft:${form.dataset.draft}`;
  const draftable = (form) => all("input, textarea, select", form).filter(
    (one) => one.name && !["hidden", "password", "file", "submit"].includes(one.type) && one.autocomplete !== "one-time-code",
  );
  const valueOf = (one) => (["checkbox", "radio"].includes(one.type) ? one.checked : one.value);
  const spot = (one, place) => `${one.name}#${place}`;

  function store(action) {
    try { return action(localStorage); } catch { return null; }
  }
  function keepDraft(form) {
    const values = Object.fromEntries(draftable(form).map((one, place) => [spot(one, place), valueOf(one)]));
    store((box) => box.setItem(draftKey(form), JSON.stringify(values)));
  }
  function restoreDraft(form) {
    const values = JSON.parse(store((box) => box.getItem(draftKey(form))) ?? "null");
    if (!values || form.querySelector(".error-summary")) return;
    let changed = false;
    draftable(form).forEach((one, place) => {
      const value = values[spot(one, place)];
      if (value === undefined || value === valueOf(one)) return;
      changed = true;
      if (typeof value === "boolean") one.checked = value; else one.value = value;
    });
    if (changed) say(texts.draftRestored, [texts.draftDiscard, () => { dropDraft(form.dataset.draft); form.reset(); }]);
  }
  function dropDraft(key) { store((box) => box.removeItem(`draft:${key}`)); }

  function startDrafts(root) {
    all("form[data-draft]", root).forEach((form) => {
      restoreDraft(form);
      form.addEventListener("input", () => keepDraft(form));
    });
  }
  function dropSentDraft() {
    /* The page after a successful submit no longer holds the form: then the draft has done its work. */
    const sent = store((box) => box.getItem("draft-sent"));
    if (sent && !document.querySelector(`form[data-draft="${CSS.escape(sent)}"]`)) dropDraft(sent);
    store((box) => box.removeItem("draft-sent"));
  }

  /* One submit at a time. The button is disabled after the form has been read, so that its own value is sent. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("data-many")) return;
    if (form.dataset.sending) { event.preventDefault(); return; }
    if (form.dataset.draft) store((box) => box.setItem("draft-sent", form.dataset.draft));
    form.dataset.sending = "yes";
    setTimeout(() => { if (event.defaultPrevented && !form.closest("[hx-post], [hx-get], [data-upload]")) release(form); });
    if (!form.matches("[data-upload]")) setTimeout(() => release(form), 15000);
  });
  function release(form) { delete form.dataset.sending; }
  window.addEventListener("pageshow", () => all("form[data-sending]").forEach(release));
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form");
    if (form) release(form);
  });
  document.addEventListener("htmx:sendError", () => say(texts.network));

  /* <form data-upload> with files tells in its [data-sent] how far it is; the answer takes the page's place. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("[data-upload]")) return;
    event.preventDefault();
    const part = form.querySelector("[data-sent]");
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      const percent = Math.round((100 * loaded) / total);
      part.hidden = false;
      part.querySelector("progress").value = percent;
      part.querySelector("output").value = `${percent} %`;
    });
    request.addEventListener("load", () => showAnswer(request));
    request.addEventListener("error", () => { part.hidden = true; release(form); say(texts.network); });
    request.open("POST", form.action);
    request.send(new FormData(form, event.submitter));
  });
  function showAnswer({ responseURL, responseText }) {
    const page = new DOMParser().parseFromString(responseText, "text/html");
    history.replaceState(null, "", responseURL);
    document.title = page.title;
    document.body.replaceWith(page.body);
    window.htmx?.process(document.body);
    start(document);
    scrollTo(0, 0);
  }

  /* <body data-session-ends="ISO"> or data-session-age="seconds": a warning five minutes before, a word at the end. */
  function watchSession() {
    const { sessionEnds, sessionAge } = document.body.dataset;
    const ends = sessionEnds ? Date.parse(sessionEnds) : Date.now() + Number(sessionAge) * 1000;
    if (!ends) return;
    const early = 5 * 60_000;
    const wait = (until, act) => { if (until < 2 ** 31) setTimeout(act, Math.max(until, 0)); };
    let warning;
    wait(ends - Date.now() - early, () => {
      const left = Math.max(Math.round((ends - Date.now()) / 60_000), 1);
      warning = say(texts.sessionEnds.replace("{n}", left));
    });
    wait(ends - Date.now(), () => { warning?.remove(); say(texts.sessionEnded); });
  }

  /* A number of chosen rows for the bulk bar: <output data-chosen> inside the form that holds the boxes. */
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form");
    const output = form?.querySelector("[data-chosen]");
    if (!output) return;
    if (event.target.hasAttribute("data-choose-all")) {
      all("input[type=checkbox][name]", form).forEach((box) => { box.checked = event.target.checked; });
    }
    output.value = all("input[type=checkbox][name]:checked", form).length;
  });

  function start(root) {
    showCopyButtons(root);
    all("[data-choose-all]", root).forEach((box) => { box.hidden = false; });
    startDrafts(root);
    const summary = root.querySelector(".error-summary");
    if (summary) summary.focus();
  }
  document.addEventListener("htmx:load", (event) => {
    if (event.target === document.body) return;
    if (kept) document.getElementById(kept)?.setAttribute("aria-current", "true");
    start(event.target);
  });
  dropSentDraft();
  start(document);
  watchSession();
})();
