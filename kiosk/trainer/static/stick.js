// The person as a line, drawn from numbers.
const BONES = [
  ["ear", "shoulder"], ["shoulder", "hip"], ["hip", "knee"], ["knee", "ankle"], ["heel", "toe"],
  ["shoulder", "elbow"], ["elbow", "wrist"],
];
const SVG = "http://www.w3.org/2000/svg";

// Draws `stick`, joints in shares of the picture's height, into the group `bones`; whether anybody is to be seen.
export function draw(bones, stick) {
  const lines = BONES.filter(([from, to]) => from in stick && to in stick).map(([from, to]) => {
    const line = document.createElementNS(SVG, "line");
    [["x1", stick[from][0]], ["y1", stick[from][1]], ["x2", stick[to][0]], ["y2", stick[to][1]]].forEach(
      ([key, value]) => line.setAttribute(key, (100 * value).toFixed(1)));
    return line;
  });
  bones.replaceChildren(...lines);
  return lines.length > 0;
}
