"use strict";
const table = document.getElementById("fleet");
const head = [...table.tHead.rows[0].cells];
const clusters = () => [...table.tBodies];
const value = (body, column) => {
  const cell = body.rows[0].cells[column];
  return cell.dataset.order ?? cell.textContent.trim();
};
const compare = (one, other) => one.localeCompare(other, "en", { numeric: true });
const sort = (column, direction) => {
  const sorted = clusters().sort((one, other) => direction * compare(value(one, column), value(other, column)));
  table.append(...sorted);
  head.forEach((cell) => cell.removeAttribute("aria-sort"));
  head[column].setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
};
head.forEach((cell, column) => {
  const button = document.createElement("button");
  button.append(...cell.childNodes);
  button.addEventListener("click", () => {
    const turned = cell.getAttribute("aria-sort") === "ascending";
    const falls = !cell.hasAttribute("aria-sort") && cell.classList.contains("number");
    sort(column, turned || falls ? -1 : 1);
  });
  cell.append(button);
});
const form = document.getElementById("filter");
const shown = document.getElementById("shown");
const filter = () => {
  const text = form.elements.text.value.trim().toLowerCase();
  const states = new Set([...form.querySelectorAll("input:checked")].map((box) => box.value));
  let count = 0;
  for (const body of clusters()) {
    const hit = states.has(body.dataset.state) && (!text || body.textContent.toLowerCase().includes(text));
    body.hidden = !hit;
    count += hit;
  }
  shown.value = `${count} of ${clusters().length} shown`;
};
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(filter));
form.hidden = false;
filter();
