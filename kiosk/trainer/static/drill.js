// A drill's numbers: sliders, what was changed, and what each number says of who is at the mirror.
import { draw } from "./stick.js";
import { filled, follow } from "./stream.js";

const live = document.getElementById("live"), bones = document.getElementById("bones");
const form = document.getElementById("numbers"), save = document.getElementById("save");
const said = live.dataset, words = JSON.parse(said.words), errors = JSON.parse(said.errors);
const stages = JSON.parse(said.stages);
const fields = form ? [...form.querySelectorAll("input[type=number]")] : [];
let happens = null, sending = false;

// -- the numbers ------------------------------------------------------------------------------------------------

const beside = (field, what) => document.getElementById(`${field.id}-${what}`);
const changed = (field) => field.value !== field.dataset.was;

function wrong(field) {
  const value = field.valueAsNumber;
  if (Number.isNaN(value)) return errors.number;
  const { min, max } = field;
  const unit = field.dataset.unit;
  return value < Number(min) || value > Number(max) ? filled(errors.bounds, { least: min, most: max, unit }) : "";
}

function look(field) {
  const problem = changed(field) ? wrong(field) : "";
  const place = beside(field, "problem");
  place.textContent = problem;
  place.hidden = !problem;
  field.setAttribute("aria-invalid", String(Boolean(problem)));
  field.setAttribute("aria-describedby", `${field.id}-bounds${problem ? ` ${place.id}` : ""}`);
  form.querySelector(`[data-changed="${field.id}"]`).hidden = !changed(field);
  const count = fields.filter(changed).length;
  save.textContent = count ? filled(said.save, { n: count }) : save.dataset.plain;
  tell();
}

if (form) {
  save.dataset.plain = save.textContent;
  for (const field of fields) {
    const slider = form.querySelector(`[data-for="${field.id}"]`);
    slider.hidden = false;
    field.addEventListener("input", () => {
      if (field.value !== "") slider.value = field.value;
      look(field);
    });
    slider.addEventListener("input", () => {
      // A slider knows whole steps alone: what lay between them is had back at its place.
      const was = Number(field.dataset.was), step = Number(field.step);
      field.value = Math.abs(slider.valueAsNumber - was) < step / 2 ? field.dataset.was : slider.value;
      look(field);
    });
    if (changed(field)) beside(field, "problem").textContent || look(field);
  }
  form.addEventListener("submit", () => { sending = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!sending && fields.some(changed)) event.preventDefault();
  });
}

// -- who is at the mirror ---------------------------------------------------------------------------------------

const told = (value, digits) => (Math.round(value * 10 ** digits) / 10 ** digits + 0).toFixed(digits); // no -0
const shows = (place, text) => { if (place.textContent !== text) place.textContent = text; };
const show = (name, text) => shows(live.querySelector(`[data-show="${name}"]`), text);

// A number of the form, as it stands there, in the unit that it is shown in; null where it is none.
function set(key) {
  const field = form.elements[key];
  return field && field.value !== "" && !Number.isNaN(field.valueAsNumber) ? field.valueAsNumber : null;
}

// What is read now, or was in the last rep, in the unit of the numbers beside; null where it is not known.
function read(gauge, when) {
  const { source, name, factor, short } = gauge;
  const last = happens.last;
  let value = null;
  if (source === "tempo") value = when === "last" && happens.tempo ? happens.tempo[name] : null;
  else if (source === "measure") value = when === "now" ? happens.measures[name] : null;
  else if (when === "now") value = source === "way" ? happens.way : happens.change[name];
  else if (last) value = source === "way" ? last.way : (source === "end" ? last.end : last.bottom)[name];
  if (value === null || value === undefined) return null;
  if (!short) return value * factor;
  const from = set(short);
  return from === null ? null : Math.max(0, (value - from) * factor);
}

// [class, words] of a reading against the numbers of its block.
function judge(gauge, value, when, there) {
  const numbers = [...gauge.place.parentElement.querySelectorAll("input[type=number]")].map((field) => field.valueAsNumber);
  const [first, second] = numbers;
  if (gauge.judged === "range") {
    if (value < first) return when === "now" ? ["soft", words.short] : ["bad", words.missed];
    return value <= (Number.isNaN(second) || second === undefined ? Infinity : second) ? ["good", words.counts] : ["bad", words.far];
  }
  if (gauge.judged === "line") return value <= first ? ["good", words.online] : ["bad", words.offline];
  if (gauge.judged === "slow") return value >= second ? ["good", words.slow] : ["warn", words.quick];
  // Faults are of the far end, or of the end: what is read on the way there says nothing yet.
  if (gauge.judged !== "fault" || (when === "now" && !there)) return ["", ""];
  const beyond = (limit) => (gauge.worse === "less" ? value < limit : value > limit);
  if (beyond(second)) return ["bad", words.worst];
  return beyond(first) ? ["warn", words.beyond] : ["good", words.within];
}

const gauges = [...document.querySelectorAll("[data-gauge]")].map((place) => ({
  ...place.dataset, place, factor: Number(place.dataset.factor), digits: Number(place.dataset.digits),
}));
const depth = gauges.find((gauge) => gauge.judged === "range");

function write(gauge, when, value, [kind, verdict]) {
  const line = gauge.place.querySelector(`[data-at="${when}"]`);
  line.hidden = value === null;
  if (value === null) return;
  shows(line.querySelector("[data-value]"), `${told(value, gauge.digits)}${gauge.unit}`);
  const place = line.querySelector("[data-verdict]");
  shows(place, verdict);
  place.className = kind;
}

// Whether who is at the mirror is as far as a rep must go to count, by the number in the form.
function atFarEnd() {
  if (!depth) return true;
  const way = read(depth, "now"), least = set("count.bottom.0");
  return way !== null && least !== null && way >= least;
}

function tell() {
  if (!happens || !form) return;
  const theirs = happens.drill_id === said.drill && happens.stage !== "idle";
  const there = theirs && atFarEnd();
  for (const gauge of gauges) {
    const end = gauge.source === "end";
    let seen = false, glance = ["", ""];
    for (const when of ["now", "last"]) {
      const value = theirs ? read(gauge, when) : null;
      const verdict = value === null ? ["", ""] : judge(gauge, value, when, there && !end);
      write(gauge, when, value, verdict);
      seen = seen || value !== null;
      if (verdict[1]) glance = verdict;
    }
    gauge.place.hidden = !seen;
    const place = gauge.place.closest("[data-fault]")?.querySelector("[data-glance]");
    if (place) {
      shows(place, glance[1]);
      place.classList.value = `glance ${glance[0]}`;
    }
  }
  for (const fault of form.querySelectorAll("[data-fault]")) {
    const found = theirs && happens.faults.some((each) => each.id === fault.dataset.fault);
    fault.querySelector("[data-told]").hidden = !found;
  }
}

function take(now) {
  happens = now;
  const there = now.stage !== "idle";
  live.hidden = !there;
  if (there) {
    show("stage", stages[now.stage]);
    show("count", now.goal ? filled(said.counted, now) : "");
    show("other", now.drill_id === said.drill ? "" : filled(said.other, now));
    draw(bones, now.stick);
  }
  tell();
}

follow(take, () => show("stage", said.lost));
