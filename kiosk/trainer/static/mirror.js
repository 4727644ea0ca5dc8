// How the mirror is, anew every few seconds while somebody looks.
const EVERY = 3000;
let last = "";
const place = document.getElementById("vitals"), lost = document.getElementById("lost");

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/mirror/health", { redirect: "error" });
    if (!answer.ok) throw new Error(answer.statusText);
    const text = await answer.text();
    lost.hidden = true;
    // Drawn and escaped by the mirror. What is the same stays: nobody's selection or place is lost.
    const parsed = new DOMParser().parseFromString(text, "text/html").body;
    if (text !== last) place.replaceChildren(...parsed.childNodes);
    last = text;
  } catch {
    lost.hidden = false;
  }
}

setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);
