// How updates stand, anew every few seconds; and how much of a bundle is sent, as no browser says it for a form.
const EVERY = 3000;
const place = document.getElementById("state"), form = document.getElementById("send");
let last = "";

async function look() {
  if (document.hidden) return;
  try {
    // Where the mirror starts with another version it does not answer for a while: what was told stays.
    const answer = await fetch("/mirror/updates/state", { redirect: "error" });
    if (!answer.ok) return;
    const text = await answer.text();
    const parsed = new DOMParser().parseFromString(text, "text/html").body;
    if (text !== last) place.replaceChildren(...parsed.childNodes);
    last = text;
  } catch {
    // The next look may find it.
  }
}

setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);

function tell(text, share) {
  const sent = document.getElementById("sent"), bar = document.getElementById("share");
  sent.textContent = text;
  sent.hidden = false;
  bar.hidden = share === null;
  bar.value = share ?? 0;
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector("button"), request = new XMLHttpRequest();
    button.disabled = true;
    request.open("POST", form.action);
    request.setRequestHeader("accept", "application/json");
    request.responseType = "json";
    request.upload.onprogress = (step) => {
      const share = step.lengthComputable ? step.loaded / step.total : 0;
      tell(form.dataset.going.replace("{share}", String(Math.round(100 * share))), share);
    };
    request.onload = () => {
      const answer = request.response ?? {};
      if (request.status === 200 && answer.to) {
        location.assign(answer.to);
        return;
      }
      tell(answer.text ?? form.dataset.lost, null);
      button.disabled = false;
    };
    request.onerror = () => {
      tell(form.dataset.lost, null);
      button.disabled = false;
    };
    request.send(new FormData(form));
  });
}
