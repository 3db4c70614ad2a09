"use strict";
// Draws what `/_sim/people/<msisdn>` says and sends the guest's taps back. The server is the truth: every
// "changed" event makes the page read everything again.

// login.js is loaded before and draws the request to log in.

const LOCALES = { NOK: "nb-NO", DKK: "da-DK", EUR: "fi-FI" };
const TICK = '<svg viewBox="0 0 44 44" width="44" height="44"><path d="M11 23.5l7.5 7.5 15-17" fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/></svg>';
const CROSS = '<svg viewBox="0 0 44 44" width="44" height="44"><path d="M14 14l16 16M30 14L14 30" fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round"/></svg>';
const CLOCK = '<svg viewBox="0 0 44 44" width="44" height="44"><path d="M22 11v11.5l7.5 4.5" fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/></svg>';
const RESULTS = {
  AUTHORIZED: { tone: "good", mark: TICK, title: "Approved", text: (m) => `${m} knows already. You can put the phone away.` },
  ABORTED: { tone: "calm", mark: CROSS, title: "You rejected it", text: (m) => `${m} gets nothing. No money has left your account.` },
  EXPIRED: { tone: "calm", mark: CLOCK, title: "Time is up", text: (m) => `The request from ${m} has expired. Nothing was paid.` },
  TERMINATED: { tone: "calm", mark: CROSS, title: "Cancelled", text: (m) => `${m} took the request back. Nothing was paid.` },
};

const query = new URLSearchParams(location.search);
const page = {
  msisdn: query.get("person") || remembered() || firstPerson(),
  version: null, view: null, skew: 0, watching: null, login: null, dismissed: new Set(), closedCheckIns: new Set(), busy: false, qrTimer: 0, reads: 0,
};

function remembered() { try { const known = localStorage.getItem("person"); return personButton(known) ? known : null; } catch { return null; } }
function remember(msisdn) { try { localStorage.setItem("person", msisdn); } catch { /* a frame may have no storage */ } }
function firstPerson() { return document.querySelector("[data-person]").dataset.person; }
function personButton(msisdn) { return document.querySelector(`[data-person="${CSS.escape(msisdn || "")}"]`); }

async function ask(path, body) {
  const answer = await fetch(path, body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

async function refresh() {
  const read = ++page.reads;
  try {
    const view = await ask(`/_sim/people/${page.msisdn}`);
    if (read !== page.reads) return;
    page.view = view;
    page.skew = Date.parse(view.now) - Date.now();
    $("offline").hidden = true;
    draw();
  } catch (error) {
    console.warn(error);
    $("offline").hidden = false;
  }
}

async function drawQr() {
  clearTimeout(page.qrTimer);
  const suffix = page.version ? `?version=${page.version}` : "";
  const qr = await ask(`/_sim/people/${page.msisdn}/qr${suffix}`, {});
  page.version = qr.version[0];
  $("qr").innerHTML = qr.svg;
  $("qr").dataset.text = qr.text;
  for (const button of document.querySelectorAll("[data-version]")) {
    button.setAttribute("aria-checked", String(button.dataset.version === page.version));
  }
  const life = page.view ? page.view.qr_seconds : 300;
  if (page.version === "2") page.qrTimer = setTimeout(drawQr, life * 500);
}

async function choose(msisdn) {
  Object.assign(page, { msisdn, version: null, watching: null, login: null });
  remember(msisdn);
  toggle($("people"), false);
  await refresh();
  await drawQr();
}

function draw() {
  const { person, merchant, payments, codes, logins, check_in: checkIn } = page.view;
  $("phone").dataset.app = person.app;
  $("wordmark").textContent = person.app;
  $("avatar").textContent = person.first_name[0] + person.last_name[0];
  $("name").textContent = `${person.first_name} ${person.last_name}`;
  $("number").textContent = spaced(person.msisdn);
  for (const button of document.querySelectorAll("[data-person]")) {
    button.setAttribute("aria-current", String(button.dataset.person === person.msisdn));
  }
  drawScan(codes[0], merchant);
  drawCheckIn(checkIn, merchant);
  drawRecent(payments, merchant);
  drawSheet(payments, merchant);
  drawLogin(logins, merchant, !$("sheet").hidden);
}

function drawScan(code, merchant) {
  $("scan").hidden = !code;
  if (code) $("scan-text").textContent = `${merchant}, ${money(code.amount)}`;
  $("scan-open").onclick = () => act(code.reference, "open");
}

function drawCheckIn(checkIn, merchant) {
  const shown = checkIn && !page.closedCheckIns.has(checkIn.id);
  $("check-in").hidden = !shown;
  if (!shown) return;
  $("check-in-title").textContent = `Checked in at ${merchant}`;
  $("check-in-close").onclick = () => { page.closedCheckIns.add(checkIn.id); draw(); };
}

function drawRecent(payments, merchant) {
  const done = payments.filter((payment) => payment.state !== "CREATED");
  $("empty").hidden = done.length > 0;
  $("recent").replaceChildren(...done.map((payment) => {
    const { captured, refunded, cancelled } = amounts(payment);
    const paid = payment.state === "AUTHORIZED" && cancelled < payment.amount.value;
    const row = element("li", "", element("span", "what", element("strong", "", merchant), element("span", "", `${word(payment, captured, refunded, cancelled)} · ${clock(payment.events.at(-1).timestamp)}`)));
    row.append(element("span", paid ? "sum" : "sum void", money(payment.amount)));
    row.dataset.testid = `payment-${payment.reference}`;
    return row;
  }));
}

function amounts({ aggregate }) {
  return { captured: aggregate.capturedAmount.value, refunded: aggregate.refundedAmount.value, cancelled: aggregate.cancelledAmount.value };
}

function word(payment, captured, refunded, cancelled) {
  if (payment.state !== "AUTHORIZED") return { ABORTED: "Rejected", EXPIRED: "Expired", TERMINATED: "Cancelled" }[payment.state];
  if (refunded > 0) return refunded === captured ? "Refunded" : "Partly refunded";
  if (captured > 0) return "Paid";
  return cancelled > 0 ? "Reservation released" : "Reserved";
}

function drawSheet(payments, merchant) {
  const waiting = payments.find((payment) => payment.state === "CREATED");
  if (waiting && (!page.watching || page.watching.state !== "CREATED" || page.watching.reference !== waiting.reference)) {
    setDetails(waiting.user_flow === "QR" && waiting.is_open);
  }
  page.watching = waiting || payments.find((payment) => page.watching && payment.reference === page.watching.reference) || null;
  const payment = page.watching;
  toggle($("sheet"), Boolean(payment) && !page.dismissed.has(payment.reference));
  if (!payment) return;
  const isFinal = payment.state !== "CREATED";
  $("request").hidden = isFinal;
  $("result").hidden = !isFinal;
  if (isFinal) drawResult(payment, merchant); else drawRequest(payment, merchant);
}

function drawRequest(payment, merchant) {
  $("merchant-mark").textContent = merchant[0];
  $("sheet-merchant").textContent = merchant;
  $("sheet-description").textContent = payment.description || payment.reference;
  $("sheet-amount").textContent = money(payment.amount);
  $("details").hidden = payment.lines.length === 0;
  $("details-label").textContent = payment.lines.length === 1 ? "What you pay for (1 line)" : `What you pay for (${payment.lines.length} lines)`;
  const lines = payment.tip > 0 ? [...payment.lines, { name: "Tip", quantity: "1", unit: "PCS", total: payment.tip }] : payment.lines;
  $("lines").replaceChildren(...lines.map((line) => {
    const name = element("span", "", line.name);
    const count = line.unit === "PCS" ? `${line.quantity} ×` : `${line.quantity} ${line.unit.toLowerCase()}`;
    if (line.quantity !== "1" || line.unit !== "PCS") name.prepend(element("span", "of", count));
    return element("li", "", name, element("span", "sum", money({ value: line.total, currency: payment.amount.currency })));
  }));
  $("declined").hidden = !payment.declined;
  if (payment.declined) $("declined").textContent = `${payment.declined}. Nothing was charged. Try again, or reject.`;
  $("approve").disabled = page.busy || payment.is_slow;
  $("approve").textContent = payment.is_slow ? "Waiting for the bank" : "Approve";
  $("reject").disabled = page.busy || payment.is_slow;
  drawTimeLeft();
}

function drawResult(payment, merchant) {
  const result = RESULTS[payment.state];
  if ($("result").dataset.reference !== payment.reference + payment.state) {
    $("result").dataset.reference = payment.reference + payment.state;
    $("result").dataset.tone = result.tone;
    $("result").dataset.state = payment.state;
    $("result-mark").innerHTML = result.mark;
  }
  $("result-title").textContent = result.title;
  $("result-amount").textContent = money(payment.amount);
  $("result-amount").hidden = payment.state !== "AUTHORIZED";
  $("result-text").textContent = result.text(merchant);
  $("done").onclick = () => { page.dismissed.add(payment.reference); draw(); };
}

function drawTimeLeft() {
  const now = new Date(Date.now() + page.skew);
  drawLoginTimeLeft();
  $("time").textContent = now.toLocaleTimeString("nb-NO", { hour: "2-digit", minute: "2-digit" });
  const payment = page.watching;
  if (!payment || payment.state !== "CREATED") return;
  const whole = Date.parse(payment.expires_at) - Date.parse(payment.created_at);
  const left = Date.parse(payment.expires_at) - now;
  const seconds = Math.max(0, Math.ceil(left / 1000));
  $("sheet-left").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left to answer`;
  $("sheet-track").style.width = `${Math.max(0, Math.min(100, (left / whole) * 100))}%`;
  if (left < 0 && !payment.is_slow) refresh();
}

async function act(reference, action) {
  if (page.busy) return;
  page.busy = true;
  try {
    await ask(`/_sim/payments/${reference}/${action}`, { msisdn: page.msisdn });
  } catch (error) {
    console.warn(error);
  } finally {
    page.busy = false;
    await refresh();
  }
}

function setDetails(isOpen) {
  $("details").setAttribute("aria-expanded", String(isOpen));
  $("lines").hidden = !isOpen;
}

function toggle(sheet, isOpen) {
  sheet.hidden = !isOpen;
  $("dim").hidden = $("sheet").hidden && $("login").hidden && $("people").hidden;
}

function element(tag, className, ...content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

function money({ value, currency }) {
  return new Intl.NumberFormat(LOCALES[currency] || "en", { style: "currency", currency }).format(value / 100);
}

function clock(iso) { return new Date(iso).toLocaleTimeString("nb-NO", { hour: "2-digit", minute: "2-digit" }); }

function spaced(msisdn) {
  const [, country, rest] = msisdn.match(/^(358|4[567]|\d{2})(\d+)$/);
  const groups = rest.length === 8 ? rest.match(/\d\d/g) : rest.match(/^(\d\d)(\d{3})(\d+)$/)?.slice(1) || [rest];
  return `+${country} ${groups.join(" ")}`;
}

$("who").onclick = () => toggle($("people"), true);
$("dim").onclick = () => toggle($("people"), false);
$("details").onclick = () => {
  const isOpen = $("details").getAttribute("aria-expanded") !== "true";
  setDetails(isOpen);
  if (isOpen && page.watching && !page.watching.is_open) act(page.watching.reference, "open");
};
$("approve").onclick = () => act(page.watching.reference, "approve");
$("reject").onclick = () => act(page.watching.reference, "reject");
for (const button of document.querySelectorAll("[data-version]")) {
  button.onclick = () => { page.version = button.dataset.version; drawQr(); };
}
document.addEventListener("keydown", (event) => { if (event.key === "Escape") toggle($("people"), false); });
for (const number of document.querySelectorAll("[data-number]")) number.textContent = spaced(number.dataset.number);
for (const button of document.querySelectorAll("[data-person]")) button.onclick = () => choose(button.dataset.person);

(async () => {
  if (!personButton(page.msisdn)) page.msisdn = firstPerson();
  await refresh();
  await drawQr();
  if (query.get("token")) await ask(`/_sim/scan/${query.get("token")}`, { msisdn: page.msisdn }).catch(console.warn).then(refresh);
  const feed = new EventSource("/_sim/events");
  feed.addEventListener("changed", refresh);
  feed.onerror = () => { $("offline").hidden = false; };
  feed.onopen = () => {
    if (!$("offline").hidden) drawQr().then(refresh); // a simulator that came back knows no token from before
  };
  setInterval(drawTimeLeft, 1000);
  drawTimeLeft();
})();
