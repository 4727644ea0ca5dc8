// What happens at the mirror, as it happens: numbers, and a stick line drawn from them.
import { draw } from "./stick.js";
import { filled, follow } from "./stream.js";

const root = document.getElementById("live");
const words = root.dataset;
const stages = JSON.parse(words.stages), faults = JSON.parse(words.faults);
const bones = document.getElementById("bones");

function show(name, text) {
  const place = root.querySelector(`[data-show="${name}"]`);
  if (place && place.textContent !== text) place.textContent = text;
}

function number(value, digits) {
  if (value === null || value === undefined) return "–";
  const told = value.toFixed(digits);
  return Number(told) === 0 ? told.replace("-", "") : told;
}

function take(now) {
  show("stage", stages[now.stage]);
  show("drill", now.drill);
  show("set", now.sets > 1 ? filled(words.set, now) : "");
  show("count", String(now.count));
  show("goal", now.goal ? filled(words.of, now) : "");
  show("attempts", String(now.attempts));
  show("said", now.said || "–");
  show("tempo", now.tempo ? now.tempo.map((each) => each.toFixed(1)).join(" · ") : "–");
  show("faults", now.tempo ? now.faults.map((each) => faults[each.id] || each.id).join(", ") || words.clean : "–");
  for (const cell of root.querySelectorAll("[data-measure]")) {
    cell.textContent = number(now.measures[cell.dataset.measure], Number(cell.dataset.digits));
  }
  show("seen", draw(bones, now.stick) ? "" : words.nobody);
}

follow(take, () => show("stage", words.lost));

// The buttons ask without leaving the page; without a script they are a form.
const form = root.querySelector("form");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await fetch(form.action, {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams({ csrf: form.elements.csrf.value, verb: event.submitter.value }),
  });
  if (!answer.ok) show("stage", (await answer.json()).text);
});
