// A playlist is built without leaving its page: drills added, dragged and moved, and what is typed checked at once.
// Without this script every button sends the form, and the mirror draws it anew.
const form = document.getElementById("builder");
const words = form.dataset;
const picks = document.getElementById("picks");
const said = document.getElementById("said");
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
const rowsOf = (kind) => document.getElementById(`rows.${kind}`);
const token = () => form.elements.csrf.value;

// -- numbers of rows: the names of their fields are those of the file ----------------------------------------

const NAMING = ["id", "name", "for", "value", "aria-describedby", "aria-label"];

function renumber(kind) {
  [...rowsOf(kind).children].forEach((row, number) => {
    const numbered = new RegExp(`\\b${kind}\\.\\d+\\b`);
    for (const part of row.querySelectorAll("*")) {
      for (const key of NAMING) {
        const was = part.getAttribute(key);
        if (was === null || key === "value" && part.name !== "do" || key === "aria-label" && kind === "items") continue;
        const step = key === "value" ? was.replace(/\d+$/, number) : was.replace(numbered, `${kind}.${number}`);
        if (step !== was) part.setAttribute(key, step);
      }
    }
    if (kind === "items") row.querySelector("[data-place]").textContent = number + 1;
    else {
      row.querySelector("legend").textContent = filled(words.time, { number: number + 1 });
      row.querySelector("button").textContent = filled(words.timeOut, { number: number + 1 });
    }
  });
  check();
}

function place(row) {
  const rows = [...row.parentElement.children];
  return { drill: row.dataset.title, place: rows.indexOf(row) + 1, count: rows.length };
}

// -- steps ------------------------------------------------------------------------------------------------------

async function added(step, kind) {
  const body = new URLSearchParams(new FormData(form));
  body.append("do", step);
  const answer = await fetch(form.action, { method: "POST", body });
  if (!answer.ok) throw new Error(answer.statusText);
  const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
  const row = drawn.getElementById(`rows.${kind}`).lastElementChild;
  rowsOf(kind).append(row);
  dressed(row);
  renumber(kind);
  if (kind === "items") said.textContent = filled(words.added, place(row));
  else row.querySelector("input").focus();
}

function moved(row, by) {
  const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (by < 0) row.after(other); else row.before(other);
  renumber("items");
  said.textContent = filled(words.moved, place(row));
}

function removed(row, kind) {
  const told = place(row), next = row.nextElementSibling || row.previousElementSibling;
  row.remove();
  renumber(kind);
  if (kind === "items") said.textContent = filled(words.taken, { ...told, count: told.count - 1 });
  (next ? next.querySelector("button") : kind === "items" ? picks.querySelector("summary")
    : form.querySelector('[value="time"]')).focus();
}

let leaving = false, dirty = false;
let steps = Promise.resolve(), pending = 0;  // rows come in the order in which they were asked for

function asks(step, kind, pressed) {
  pressed.disabled = true;
  pending += 1;
  steps = steps.then(() => added(step, kind)).then(() => { dirty = true; }).catch(() => {
    document.getElementById("count").textContent = words.offline;
  }).then(() => {
    pending -= 1;
    pressed.disabled = false;
    if (kind === "items" && document.activeElement === document.body) pressed.focus();
  });
}

form.addEventListener("submit", (event) => {
  const pressed = event.submitter;
  const step = pressed && pressed.name === "do" ? pressed.value : "look";
  const row = pressed && pressed.closest("[data-row]");
  const [kind] = step.split(":");
  if (["add", "time", "up", "down", "remove", "time_remove", "look"].includes(kind)) event.preventDefault();
  else if (leaving || pending) event.preventDefault();
  else leaving = true;
  if (kind === "up" || kind === "down") {
    moved(row, kind === "up" ? -1 : 1);
    pressed.focus();
  } else if (kind === "remove" || kind === "time_remove") removed(row, row.dataset.row);
  else if (kind === "look") check();
  else if (kind === "add" || kind === "time") asks(step, kind === "add" ? "items" : "schedule", pressed);
  else if (pending) steps.then(() => form.requestSubmit(pressed));  // saved with what was just added
});
addEventListener("pageshow", () => { leaving = false; });
addEventListener("beforeunload", (event) => { if (dirty && !leaving) event.preventDefault(); });

// -- checked as it is typed --------------------------------------------------------------------------------------

let waits = 0, asked = 0;

function check() {
  clearTimeout(waits);
  waits = setTimeout(ask, 400);
}

async function ask() {
  const number = ++asked;
  const fields = [...new FormData(form)].filter(([key]) => key !== "csrf" && key !== "version");
  let found;
  try {
    const answer = await fetch("/playlists/check", {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/json", "x-csrf": token() },
      body: JSON.stringify({ name: words.name, fields }),
    });
    found = await answer.json();
    if (!answer.ok) found = { problems: [], minutes: "", count: found.text };
  } catch {
    found = { problems: [], minutes: "", count: words.offline };
  }
  if (number === asked) told(found);
}

function told({ problems, minutes, count }) {
  const at = new Map();
  for (const { key, message } of problems) at.set(key, [...(at.get(key) || []), message]);
  for (const place of form.querySelectorAll('[id^="problem."]')) {
    const key = place.id.slice("problem.".length), lines = at.get(key) || [];
    const field = document.getElementById(key);
    place.textContent = (lines.length && place.dataset.label ? `${place.dataset.label}: ` : "") + lines.join(" · ");
    place.hidden = !lines.length;
    if (field && field.matches("input, select")) {
      if (lines.length) field.setAttribute("aria-invalid", "true"); else field.removeAttribute("aria-invalid");
    }
    const folded = lines.length && place.closest("details:not([open])");
    if (folded) folded.open = true;
  }
  document.getElementById("whole").hidden = !at.has("file");
  for (const [id, text] of [["minutes", minutes], ["count", count]]) {
    const place = document.getElementById(id);
    if (place.textContent !== text) place.textContent = text;
  }
}

form.addEventListener("input", (event) => {
  if (event.target.id === "sought") return seek(event.target.value);
  dirty = true;
  check();
});

// -- drills found by what they are called and are for ------------------------------------------------------------

// Small letters without accents, as they are typed in a hurry.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function seek(sought) {
  const parts = plain(sought).split(/\s+/);
  let some = false;
  for (const group of picks.querySelectorAll("[data-group]")) {
    let any = false;
    for (const pick of group.querySelectorAll("[data-pick]")) {
      const text = plain(pick.textContent);
      pick.hidden = !parts.every((part) => text.includes(part));
      any ||= !pick.hidden;
    }
    group.hidden = !any;
    some ||= any;
  }
  document.getElementById("none").hidden = some;
}

// -- dragged into order --------------------------------------------------------------------------------------------

function dressed(row) {
  const handle = row.querySelector("[data-handle]");
  if (!handle) return;
  handle.hidden = false;
  handle.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    drag(row, handle, event.pointerId);
  });
}

function drag(row, handle, pointer) {
  const list = row.parentElement, began = [...list.children].indexOf(row);
  let y = handle.getBoundingClientRect().top;
  // The rows fold while one is dragged: the one that is held stays under the finger.
  const folded = (on) => {
    const before = handle.getBoundingClientRect().top;
    list.classList.toggle("dragging", on);
    row.classList.toggle("held", on);
    scrollBy(0, handle.getBoundingClientRect().top - before);
  };
  const middle = (other) => other.getBoundingClientRect().top + other.offsetHeight / 2;
  const follow = () => {
    // It is the others that move: who is taken out of the page loses the pointer.
    const before = row.previousElementSibling, after = row.nextElementSibling;
    if (before && y < middle(before)) row.after(before);
    else if (after && y > middle(after)) row.before(after);
  };
  const move = (event) => { y = event.clientY; follow(); };
  const edge = setInterval(() => {
    const by = y < 90 ? -12 : y > innerHeight - 150 ? 12 : 0;
    if (by) { scrollBy(0, by); follow(); }
  }, 16);
  const end = () => {
    clearInterval(edge);
    handle.removeEventListener("pointermove", move);
    for (const kind of ["pointerup", "pointercancel"]) handle.removeEventListener(kind, end);
    folded(false);
    if ([...list.children].indexOf(row) === began) return;
    dirty = true;
    renumber("items");
    said.textContent = filled(words.moved, place(row));
  };
  folded(true);
  y = handle.getBoundingClientRect().top + handle.offsetHeight / 2;
  handle.setPointerCapture(pointer);
  handle.addEventListener("pointermove", move);
  for (const kind of ["pointerup", "pointercancel"]) handle.addEventListener(kind, end);
}

form.querySelectorAll("p [data-handle]").forEach((hint) => { hint.hidden = false; });
[...rowsOf("items").children].forEach(dressed);
document.getElementById("search").hidden = false;
if (rowsOf("items").children.length) check();
