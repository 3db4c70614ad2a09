// Fits the frames to the room on the desk, and keeps the switches in step with the simulators.
"use strict";

const SHAPES = { landscape: [1280, 800], portrait: [800, 1280], phone: [390, 844] };
const PHONE = [390, 844];
const LEDGER_WIDTH = 420;
const tabletFrame = document.querySelector("[data-testid=tablet-frame]");
const note = document.querySelector(".note");

function place(device, [width, height], room) {
  const style = getComputedStyle(device);
  const edge = 2 * (parseFloat(style.paddingLeft) + parseFloat(style.borderLeftWidth));
  const scale = Math.min((room.clientWidth - edge) / width, (room.clientHeight - edge) / height, 1);
  if (scale <= 0) return;
  const screen = device.querySelector(".screen");
  const frame = screen.querySelector("iframe");
  screen.style.width = `${Math.floor(width * scale)}px`;
  screen.style.height = `${Math.floor(height * scale)}px`;
  frame.style.width = `${width}px`;
  frame.style.height = `${height}px`;
  frame.style.transform = `scale(${scale})`;
}

function fit() {
  const tablet = document.querySelector(".tablet");
  place(tablet, SHAPES[document.body.dataset.device], tablet.parentElement);
  const phone = document.querySelector(".phone");
  place(phone, PHONE, phone.parentElement);
  const sheet = document.querySelector(".sheet");
  const room = sheet.parentElement;
  const scale = (room.clientWidth - 2) / LEDGER_WIDTH;
  if (scale > 0) place(sheet, [LEDGER_WIDTH, (room.clientHeight - 2) / scale], room);
}

function press(group, chosen) {
  for (const each of group) each.setAttribute("aria-pressed", String(each === chosen));
}

const shapes = [...document.querySelectorAll("button[data-device]")];
function takeShape(name) {
  if (!(name in SHAPES)) return;
  document.body.dataset.device = name;
  press(shapes, shapes.find((each) => each.dataset.device === name));
  fit();
}
for (const button of shapes) {
  button.addEventListener("click", () => {
    history.replaceState(null, "", `#${button.dataset.device}`);
    takeShape(button.dataset.device);
  });
}

const beside = [...document.querySelectorAll("button[data-beside]")];
for (const button of beside) {
  button.addEventListener("click", () => {
    document.body.dataset.side = button.dataset.beside;
    press(beside, button);
    fit();
  });
}

const camera = document.querySelector("[name=camera-blocked]");
camera.addEventListener("change", () => {
  tabletFrame.allow = camera.checked ? "camera 'none'; autoplay *; fullscreen *" : "camera *; autoplay *; fullscreen *";
  tabletFrame.src = tabletFrame.dataset.src;
});

const switches = [...document.querySelectorAll("fieldset:not([data-side=tablet]) [role=switch]")];
function show(state) {
  for (const each of switches) each.checked = state.switches[each.name];
  for (const [side, reachable] of Object.entries(state.reachable)) {
    const field = document.querySelector(`fieldset[data-side=${side}]`);
    field.querySelector(".gone").hidden = reachable;
    for (const each of field.querySelectorAll("[role=switch]")) each.disabled = !reachable;
  }
}

async function ask(method, path, body) {
  const answer = await fetch(path, { method, body: body && JSON.stringify(body) });
  const told = answer.status === 204 ? {} : await answer.json();
  note.textContent = answer.ok ? "" : told.error;
  return answer.ok ? told : null;
}

async function refresh() {
  const state = await ask("GET", "/switches").catch(() => null);
  if (state) show(state);
}

for (const each of switches) {
  each.addEventListener("change", async () => {
    const state = await ask("PUT", `/switches/${each.name}`, { on: each.checked }).catch(() => null);
    if (state) show(state);
    else refresh();
  });
}

document.querySelector(".forward").addEventListener("click", () => ask("POST", "/clock").catch(() => undefined));

new ResizeObserver(fit).observe(document.querySelector("main"));
window.addEventListener("hashchange", () => takeShape(location.hash.slice(1)));
takeShape(location.hash.slice(1) || "landscape");
fit();
tabletFrame.src = tabletFrame.dataset.src;
new EventSource("/_sim/events").addEventListener("changed", refresh);
