// What pages do beyond HTML. Everything works without it, except where a button appears only with it.
// One section for each part; nothing here knows a page. No inline handlers: strict CSP.
"use strict";

const find = (selector, root = document) => root.querySelector(selector);
const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];
const narrow = (text) => text.normalize("NFKC").replace(/\s/g, "");

// ---------- Dates: any notation in, 和暦 with the weekday back ----------

const ERAS = [
  ["令和", "R", 2018, "2019-05-01"],
  ["平成", "H", 1988, "1989-01-08"],
  ["昭和", "S", 1925, "1926-12-25"],
  ["大正", "T", 1911, "1912-07-30"],
  ["明治", "M", 1867, "1873-01-01"],
];

// The ISO date of a Western or Japanese date in any usual notation, or "".
function readDate(typed) {
  const text = narrow(typed).replace(/[((].[))]$/, "");
  const western = text.match(/^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/) || text.match(/^(\d{4})(\d{2})(\d{2})$/);
  const japanese = text.match(/^(令和|平成|昭和|大正|明治|[RHSTM])\.?(\d{1,2}|元)[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/i);
  const era = japanese && ERAS.find(([name, letter]) => [name, letter].includes(japanese[1].toUpperCase()));
  const parts = western || japanese;
  if (!parts) return "";
  const [month, day] = parts.slice(-2).map(Number);
  const year = western ? Number(western[1]) : era[2] + (japanese[2] === "元" ? 1 : Number(japanese[2]));
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.toISOString().slice(0, 10) : "";
}

// 「令和8年11月24日」, with the weekday on request.
function wareki(iso, weekday) {
  const date = new Date(`${iso}T00:00:00Z`);
  const era = ERAS.find((candidate) => iso >= candidate[3]);
  if (!era || Number.isNaN(date.getTime())) return "";
  const year = date.getUTCFullYear() - era[2];
  const text = `${era[0]}${year === 1 ? "元" : year}年${date.getUTCMonth() + 1}月${date.getUTCDate()}日`;
  return weekday ? `${text}（${"日月火水木金土"[date.getUTCDay()]}）` : text;
}

const pickerOf = (input) => input.id && find(`input[data-sk-picks="${CSS.escape(input.id)}"]`);

function tellDate(input, picker) {
  const iso = readDate(input.value);
  picker.value = iso;
  const output = find(`output[for~="${CSS.escape(input.id)}"]`);
  if (output) output.textContent = iso ? wareki(iso, true) : "";
}

document.addEventListener("input", (event) => {
  const picker = event.target.matches("input[type=text]") && pickerOf(event.target);
  if (picker) tellDate(event.target, picker);
});

document.addEventListener("change", (event) => {
  const id = event.target.dataset.skPicks;
  const input = id && document.getElementById(id);
  if (!input) return;
  input.value = event.target.value ? wareki(event.target.value) : "";
  input.dispatchEvent(new Event("input", { bubbles: true }));
});

// The picker is only its button: a click anywhere on it opens the calendar.
document.addEventListener("click", (event) => {
  if (event.target.dataset?.skPicks && event.target.showPicker) event.target.showPicker();
});

// ---------- Durations: <output data-sk-duration="id_start id_end"> ----------

function tellDuration(output) {
  const minutes = output.dataset.skDuration.split(" ").map((id) => {
    const time = narrow(document.getElementById(id)?.value || "").match(/^(\d{1,2})[:時](\d{1,2})?/);
    return time ? Number(time[1]) * 60 + Number(time[2] || 0) : NaN;
  });
  const length = minutes[1] - minutes[0];
  const hours = Math.floor(length / 60);
  output.textContent = length > 0 ? `${hours ? `${hours}時間` : ""}${length % 60 ? `${length % 60}分` : ""}` : "";
}

document.addEventListener("input", (event) => {
  findAll("output[data-sk-duration]")
    .filter((output) => output.dataset.skDuration.split(" ").includes(event.target.id))
    .forEach(tellDuration);
});

// ---------- What depends on another answer: data-sk-when="field=value|value" ----------

const named = (form, name) => findAll(`[name="${CSS.escape(name)}"]`, form);

// The values given for a field of the form, or, within a row, for the row's own field of that name.
function answers(form, name, block) {
  const own = find("[name]", block)?.name || "";
  const controls = named(form, name).length ? named(form, name) : named(form, own.replace(/[^-]*$/, name));
  return controls
    .filter((control) => !["radio", "checkbox"].includes(control.type) || control.checked)
    .map((control) => control.value);
}

function showDependents(form) {
  for (const part of findAll("[data-sk-when]", form)) {
    const [name, values] = part.dataset.skWhen.split("=");
    const block = part.matches("input, select, textarea") ? part.closest(".sk-field") : part;
    block.hidden = !answers(form, name, block).some((value) => values.split("|").includes(value));
  }
}

document.addEventListener("change", (event) => event.target.form && showDependents(event.target.form));

// ---------- Characters left: data-sk-max="200" ----------

function tellLength(control) {
  const counter = document.getElementById(`${control.id}_count`);
  const length = [...control.value].length;
  const limit = Number(control.dataset.skMax);
  counter.textContent = `${length}／${limit}字`;
  counter.classList.toggle("is-over", length > limit);
}

function addCounter(control) {
  const counter = document.createElement("p");
  counter.id = `${control.id}_count`;
  counter.className = "sk-count-chars";
  control.after(counter);
  const described = [control.getAttribute("aria-describedby"), counter.id].filter(Boolean).join(" ");
  control.setAttribute("aria-describedby", described);
  tellLength(control);
}

document.addEventListener("input", (event) => event.target.dataset?.skMax && tellLength(event.target));

// ---------- Address from the postal code: data-sk-postal="URL" data-sk-address="name of the other field" ----------

document.addEventListener("input", async (event) => {
  const input = event.target;
  if (!input.dataset?.skPostal) return;
  const code = narrow(input.value).replace(/[^\d]/g, "");
  const address = input.form.elements[input.name.replace(/[^-]*$/, input.dataset.skAddress)];
  if (code.length !== 7 || !address || address.value.trim()) return;
  const answer = await fetch(`${input.dataset.skPostal}?code=${code}`).catch(() => null);
  if (!answer?.ok) return;
  const found = (await answer.json()).address;
  if (!found || address.value.trim()) return;
  address.value = found;
  address.dispatchEvent(new Event("input", { bubbles: true }));
});

// ---------- Rows added and removed in the page ----------

function setUpRow(row) {
  const box = find("input[type=checkbox][name$='-DELETE']", row);
  if (!box) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-outline-secondary btn-sm sk-row-remove";
  const tell = () => {
    row.classList.toggle("is-removed", box.checked);
    button.textContent = box.checked ? "削除を取り消す" : "この行を削除する";
    button.setAttribute("aria-label", `${find("legend", row).textContent}：${button.textContent}`);
  };
  button.addEventListener("click", () => {
    box.checked = !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    tell();
  });
  find(".sk-row-remove", row).hidden = true;
  find("legend", row).after(button);
  tell();
}

function addRow(rows) {
  const total = find(`[name="${rows.dataset.skRows}-TOTAL_FORMS"]`, rows);
  const index = Number(total.value);
  const template = document.createElement("template");
  template.innerHTML = find("template", rows)
    .innerHTML.replaceAll("__prefix__", index)
    .replaceAll("__number__", index + 1);
  const row = find("[data-sk-row]", template.content);
  find("[data-sk-rows-list]", rows).append(template.content);
  total.value = index + 1;
  setUp(row);
  setUpRow(row);
  showDependents(row.closest("form"));
  find("input:not([type=hidden]):not([hidden] *), select, textarea", row)?.focus();
  row.dispatchEvent(new Event("input", { bubbles: true }));
}

for (const rows of findAll("[data-sk-rows]")) {
  findAll("[data-sk-row]", find("[data-sk-rows-list]", rows)).forEach(setUpRow);
  const button = find("[data-sk-add]", rows);
  button.hidden = false;
  button.addEventListener("click", () => addRow(rows));
}

// ---------- Unsaved input, drafts, and the second click ----------

// Without the token, which is another one after signing in again.
function written(form) {
  const data = new FormData(form);
  data.delete("csrfmiddlewaretoken");
  return new URLSearchParams(data).toString();
}

function guard(form) {
  let saved = find("#error-summary") ? "" : written(form);
  form.skSaved = () => { saved = written(form); };
  form.skChanged = () => written(form) !== saved;
  window.addEventListener("beforeunload", (event) => {
    if (!form.dataset.skSending && form.skChanged()) event.preventDefault();
  });
}

function autosave(form) {
  const status = find("[data-sk-saved]", form) || find("[data-sk-saved]");
  const saying = (text, failed) => {
    status.textContent = text;
    status.classList.toggle("sk-save--failed", failed);
  };
  let last = written(form);
  let waiting = null;
  let sending = null; // the draft on its way
  async function save() {
    const now = written(form);
    if (sending || form.dataset.skSending || now === last) return;
    const stop = new AbortController();
    sending = { stop, done: send(now, stop.signal) };
    await sending.done;
    sending = null;
  }
  async function send(now, signal) {
    const draft = new FormData(form);
    findAll("input[type=file]", form).forEach((input) => draft.delete(input.name)); // no file is kept as a draft
    try {
      const headers = { "X-Shokuiki-Background": "1" }; // nobody's hand: it does not keep a session alive
      const answer = await fetch(form.dataset.skAutosave, { method: "POST", headers, body: draft, signal });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      saying(`${(await answer.json()).saved_at} に下書きを保存しました`, false);
      last = now;
      if (written(form) === now) form.skSaved?.();
    } catch {
      saying("保存できませんでした。通信を確認してください。入力した内容はこの画面に残っています。", true);
    }
  }
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, 2000);
  });
  // A draft that the server got after the form itself would outlive it: the form waits for one on its way, but not long.
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    if (!sending || event.defaultPrevented) return;
    event.preventDefault();
    const { stop, done } = sending;
    const patience = setTimeout(() => stop.abort(), 3000);
    done.then(() => {
      clearTimeout(patience);
      form.requestSubmit(event.submitter);
    });
  });
  setInterval(save, 30000);
  document.addEventListener("sk:save", save); // the session is about to end
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  // Not form.method: a field named "method" would hide it.
  if (form.getAttribute("method")?.toLowerCase() !== "post" || event.defaultPrevented) return;
  if (form.dataset.skSending) {
    event.preventDefault();
    return;
  }
  form.dataset.skSending = "1";
  const button = event.submitter;
  if (!button?.matches("button")) return;
  button.setAttribute("aria-busy", "true");
  button.setAttribute("aria-disabled", "true");
  button.dataset.skText = button.innerHTML;
  button.textContent = "skGuard" in form.dataset ? "保存しています…" : "お待ちください…";
});

// The page comes back from the browser's memory: its buttons work again. Not when it only ends loading: by then
// somebody quick may have sent its form already.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of findAll("form[data-sk-sending]")) delete form.dataset.skSending;
  for (const button of findAll("button[data-sk-text]")) {
    button.innerHTML = button.dataset.skText;
    delete button.dataset.skText;
    button.removeAttribute("aria-busy");
    button.removeAttribute("aria-disabled");
  }
});

// ---------- The focus of who goes by Tab: all of it in sight ----------

// Browsers are content when a part of it shows: a link at the edge of a table, a text whose end is under a bar.
document.addEventListener("keyup", (event) => {
  if (event.key !== "Tab") return;
  const at = document.activeElement.closest("label") || document.activeElement;
  at.scrollIntoView({ block: at.offsetHeight > innerHeight / 2 ? "start" : "nearest", inline: "nearest" });
});

// ---------- The menu: a dialog with a name while it is open, no more than a box beside the page otherwise ----------

document.addEventListener("show.bs.offcanvas", ({ target }) => target.setAttribute("aria-label", target.dataset.skDialog));
document.addEventListener("hidden.bs.offcanvas", ({ target }) => target.removeAttribute("aria-label"));

// ---------- Printing ----------

document.addEventListener("click", (event) => event.target.closest?.("[data-sk-print]") && window.print());

// Whichever way the person prints: the time of the day stands on the paper, and 閲覧記録 is told (<body data-sk-printed="URL">).
window.addEventListener("beforeprint", () => {
  const printed = find(".sk-printline time");
  const [day, time] = new Date().toLocaleString("sv", { timeZone: "Asia/Tokyo" }).split(" ");
  if (printed) printed.textContent = wareki(day, true) + time.slice(0, 5).replace(/^0/, "");
  const url = document.body.dataset.skPrinted;
  const token = find("[name=csrfmiddlewaretoken]")?.value;
  if (url && token) fetch(url, { method: "POST", keepalive: true, headers: { "X-CSRFToken": token } }).catch(() => {});
});

// ---------- Beginning ----------

function setUp(root) {
  findAll("[data-sk-max]", root).forEach(addCounter);
  findAll("[data-sk-print]", root).forEach((button) => { button.hidden = false; });
}

setUp(document);
findAll("output[data-sk-duration]").forEach(tellDuration);
findAll("form").forEach(showDependents);
findAll("form[data-sk-guard]").forEach(guard);
findAll("form[data-sk-autosave]").forEach(autosave);
find("#error-summary")?.focus();
