// Says the number that a slider stands at.
for (const output of document.querySelectorAll("output[data-text]")) {
  const slider = document.getElementById(output.htmlFor.value);
  slider.addEventListener("input", () => {
    output.value = output.dataset.text.replace("{share}", String(Math.round(100 * slider.value)));
  });
}
