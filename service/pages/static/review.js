"use strict";

// The keys of the review page: each presses what stands on the page. The label that was ticked first is the main one.

let order = 0;
let byMain = null; // the box that was ticked for its radio alone: it goes again where that moves on

function part(selector) { return [...document.querySelectorAll(`#review ${selector}`)]; }

function mainOf(label) { return part("[name=main]").find((radio) => radio.value === label); }

function boxOf(label) { return part("[name=label]").find((box) => box.value === label); }

function earliest() {
  return part("[name=label]:checked").sort((a, b) => (a.dataset.order || 0) - (b.dataset.order || 0))[0];
}

function tick(box) {
  box.dataset.order = ++order;
  part("[name=none]")[0].checked = false;
  if (!boxOf(part("[name=main]:checked")[0]?.value)?.checked) mainOf(box.value).checked = true;
}

function choose(box) {
  if (byMain) byMain.checked = false;
  byMain = box.checked ? null : box;
  box.checked = true;
  tick(box);
}

function untick(box) {
  const main = mainOf(box.value), next = earliest();
  if (main.checked && next) mainOf(next.value).checked = true;
  else main.checked = false;
}

function clear() {
  for (const input of part("[name=label], [name=main]")) input.checked = false;
}

function isTaken(event) {
  const { target, key } = event;
  return event.ctrlKey || event.metaKey || event.altKey || event.repeat
    || target.closest("input[type=text], textarea, select")
    || (key === "Enter" && target.closest("a, button, summary"));
}

document.addEventListener("change", ({ target }) => {
  if (target.name === "label") byMain = null;
  if (target.name === "label" && target.checked) tick(target);
  else if (target.name === "label") untick(target);
  else if (target.name === "none" && target.checked) clear();
  else if (target.name === "main") choose(boxOf(target.value));
});

document.addEventListener("keydown", (event) => {
  if (isTaken(event) || !document.getElementById("keys-on").checked) return;
  const pressed = event.key === "?" ? document.querySelector("#keys summary")
    : part("[data-key]").find((element) => element.dataset.key === event.key.toLowerCase());
  if (!pressed) return;
  event.preventDefault();
  pressed.click();
});

// A new document is announced and read from its title on; `autofocus` alone is passed over where a key was just pressed.
function focusOnTitle() { part(".result")[0]?.focus(); }

document.addEventListener("htmx:after:swap", ({ detail }) => { if (detail.ctx.swap !== "none") focusOnTitle(); });
document.addEventListener("DOMContentLoaded", focusOnTitle);
