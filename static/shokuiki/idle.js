// The end of a session that is left alone. Five minutes before: a calm question. One minute before: drafts are saved.
// At the end: a cover over the page, so that no name stays to be read; whoever signs in again finds every word as
// it was typed. Tabs of one browser keep each other alive.
"use strict";

(() => {
  const root = document.getElementById("sk-idle");
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("shokuiki-session") : null;
  if (!root) {
    channel?.postMessage({ out: true }); // a page for nobody: perhaps somebody has just signed out
    return;
  }

  const setting = (name) => Number(root.dataset[name]);
  const mark = root.dataset.mark;
  const form = root.querySelector("form");
  const question = root.querySelector("dialog");
  const cover = root.querySelector(".sk-cover");
  const title = document.title;
  let deadline = 0;
  let posted = Date.now();
  let active = false;
  let busy = false;
  let asked = false;
  let saved = false;
  let before = null; // what had the focus when the cover came; null while there is none
  let covered = false;

  const left = () => (deadline - Date.now()) / 1000;

  function lives(seconds) {
    deadline = Date.now() + seconds * 1000;
    if (seconds <= setting("warning")) return;
    asked = saved = false;
    if (question.open) question.close();
  }

  async function ask(method) {
    const options = method === "POST" ? { method, body: new FormData(form) } : { method, cache: "no-store" };
    try {
      const answer = await fetch(form.action, options);
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  function take(state) {
    if (!state) return;
    if (!state.signed_in) {
      hide();
    } else if (state.mark !== mark) {
      for (const each of document.forms) each.dataset.skSending = "1"; // nothing here is theirs to keep
      location.reload();
    } else if (covered && state.seconds < 3) {
      setTimeout(check, 3000);
    } else {
      for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = state.token;
      lives(state.seconds);
      show();
    }
  }

  const check = async () => take(await ask("GET"));

  async function stay() {
    posted = Date.now();
    active = false;
    const state = (await ask("POST")) || (await ask("GET"));
    take(state);
    if (state?.signed_in) channel?.postMessage({ mark, seconds: state.seconds });
  }

  // ---------- The question ----------

  const minutes = () => `${Math.max(1, Math.ceil(left() / 60))}分`;

  async function warn() {
    asked = true;
    await check(); // another tab may have been busy
    if (covered || left() > setting("warning")) return;
    tell();
    question.showModal();
  }

  function tell() {
    const output = question.querySelector("[data-sk-minutes]");
    if (output.textContent !== minutes()) output.textContent = minutes();
  }

  async function answer() {
    await stay();
    if (!question.open) return;
    question.querySelector("[data-sk-question]").hidden = true;
    question.querySelector("[data-sk-limit]").hidden = false;
  }

  question.querySelector("[data-sk-stay]").addEventListener("click", answer);
  question.querySelector("[data-sk-close]").addEventListener("click", () => question.close());
  question.addEventListener("cancel", answer);

  // ---------- The cover ----------

  function hide() {
    if (covered) return;
    covered = true;
    before = document.activeElement;
    if (question.open) question.close();
    document.documentElement.classList.add("sk-covered");
    for (const part of document.body.children) if (part !== root) part.inert = true;
    document.title = "ログインが必要です｜職域";
    cover.hidden = false;
    cover.focus();
  }

  function show() {
    if (!covered) return;
    covered = false;
    document.documentElement.classList.remove("sk-covered");
    for (const part of document.body.children) part.inert = false;
    document.title = title;
    cover.hidden = true;
    before?.focus?.();
    document.dispatchEvent(new Event("sk:save"));
  }

  // ---------- Time ----------

  async function tick() {
    if (busy || covered) return;
    busy = true;
    if (left() <= 0) {
      hide();
      await check();
    } else if (active && Date.now() - posted >= setting("every") * 1000) {
      await stay();
    } else {
      if (left() <= setting("save") && !saved) {
        saved = true;
        document.dispatchEvent(new Event("sk:save"));
      }
      if (left() <= setting("warning") && !asked) await warn();
      if (question.open) tell();
    }
    busy = false;
  }

  const touched = () => {
    if (!covered && !question.open) active = true;
  };
  for (const kind of ["keydown", "input", "pointerdown", "pointermove", "wheel"]) {
    document.addEventListener(kind, touched, { capture: true, passive: true });
  }
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") (covered ? check : tick)();
  });
  window.addEventListener("focus", () => covered && check());
  window.addEventListener("pageshow", (event) => event.persisted && check());
  channel?.addEventListener("message", ({ data }) => {
    if (data.out || covered || data.mark !== mark) check();
    else lives(data.seconds);
  });

  lives(setting("seconds"));
  channel?.postMessage({ mark, seconds: setting("seconds") });
  setInterval(tick, 1000);
})();
