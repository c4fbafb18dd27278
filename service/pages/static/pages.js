"use strict";

// What the pages do beyond links and forms: take dropped files, copy quotes, follow jobs, focus on a new result.

const LOOK_EVERY_MILLISECONDS = 1000;

function acceptDrops(zone, input) {
  const dragging = (is) => zone.classList.toggle("dragging", is);
  zone.addEventListener("dragover", (event) => { event.preventDefault(); dragging(true); });
  zone.addEventListener("dragleave", () => dragging(false));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    dragging(false);
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
  });
}

function copyBySelecting(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "away";
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

async function copy(button) {
  const text = button.dataset.copy, name = button.dataset.name ??= button.textContent;
  if (navigator.clipboard) await navigator.clipboard.writeText(text);
  else copyBySelecting(text);
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = name; }, 2000);
}

function reveal(part) {
  for (const button of part.querySelectorAll("button.copy")) button.hidden = false;
}

function look(part) { part.dispatchEvent(new Event("look")); }

function lookLater(part) { setTimeout(look, LOOK_EVERY_MILLISECONDS, part); }

// A job's progress comes as a stream; where that is refused, its part of the page is asked for again and again.
function follow(part) {
  if (follow.isRefused) { lookLater(part); return; }
  const stream = new EventSource(part.dataset.events);
  stream.addEventListener("progress", ({ data }) => { part.querySelector(".live").innerHTML = data; });
  stream.addEventListener("end", () => { stream.close(); look(part); });
  stream.addEventListener("error", () => {
    if (stream.readyState !== EventSource.CLOSED) return;
    follow.isRefused = true;
    look(part);
  });
}

function followNew() {
  for (const part of document.querySelectorAll("[data-events]:not([data-followed])")) {
    part.dataset.followed = "";
    follow(part);
  }
}

function tellFailure(failed) {
  const notice = document.getElementById("offline"), isNew = failed && notice.hidden;
  notice.hidden = !failed;
  if (isNew) notice.scrollIntoView({ block: "nearest" });
}

// What fails leaves the page as it is; progress is asked for again, and the failure told until that comes.
function fail({ target }) {
  tellFailure(true);
  if (target.dataset?.events) lookLater(target);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button.copy");
  if (button) copy(button);
});

document.addEventListener("htmx:before:request", ({ target }) => { if (!target.dataset.events) tellFailure(false); });

document.addEventListener("htmx:after:swap", (event) => {
  const { swap, target } = event.detail.ctx;
  if (swap === "none") { fail(event); return; } // by `noSwap`
  tellFailure(false);
  reveal(document);
  followNew();
  if (target.id !== "findings") return;
  document.querySelector("#findings .result, #findings [role=alert]")?.scrollIntoView({ block: "nearest" });
  document.querySelector("#findings .result")?.focus({ preventScroll: true });
});

document.addEventListener("htmx:error", fail);

document.addEventListener("DOMContentLoaded", () => {
  const zone = document.getElementById("drop");
  if (zone) acceptDrops(zone, document.getElementById("file"));
  reveal(document);
  followNew();
});
