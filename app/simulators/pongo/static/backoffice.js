// Draws the ledger again at every change, keeping what the reader opened.
"use strict";

const ledger = document.getElementById("ledger");
const live = document.querySelector(".live");

function cards() {
  return new Set([...ledger.querySelectorAll(".card[id]")].map((card) => card.id));
}

function localTimes() {
  for (const time of ledger.querySelectorAll("time")) {
    const when = new Date(time.dateTime);
    time.textContent = when.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
    time.title = when.toLocaleString();
  }
}

async function draw() {
  const answer = await fetch("/backoffice/ledger");
  if (!answer.ok) return;
  const html = await answer.text();
  const before = cards();
  const open = [...ledger.querySelectorAll("details[open]")].map((each) => each.id);
  const focused = document.activeElement?.closest("details")?.id;
  ledger.innerHTML = html;
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.querySelector("summary").focus({ preventScroll: true });
  for (const id of cards()) if (!before.has(id)) document.getElementById(id).classList.add("is-new");
  localTimes();
}

let drawing = Promise.resolve();
function redraw() {
  drawing = drawing.then(draw).catch(() => undefined);
}

function tell(state, words) {
  live.dataset.state = state;
  live.querySelector("b").textContent = words;
}

for (const tab of document.querySelectorAll(".tabs button")) {
  tab.addEventListener("click", () => {
    document.body.dataset.tab = tab.dataset.tab;
    for (const each of document.querySelectorAll(".tabs button")) {
      each.setAttribute("aria-selected", String(each === tab));
    }
    window.scrollTo(0, 0);
  });
}

const news = new EventSource("/_sim/events");
news.addEventListener("open", () => tell("live", "Live"));
news.addEventListener("error", () => tell("lost", "Not connected"));
news.addEventListener("changed", redraw);
localTimes();
