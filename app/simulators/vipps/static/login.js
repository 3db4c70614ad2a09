"use strict";
// The merchant's request to log in and join. Loaded before phone.js, which owns the page and calls `drawLogin`.

const $ = (id) => document.getElementById(id);
const LOGIN_RESULTS = {
  approved: { tone: "good", mark: "TICK", title: "You are in", text: (m) => `${m} knows you now. Go on at the tablet.` },
  rejected: { tone: "calm", mark: "CROSS", title: "You said no", text: (m) => `${m} has learnt nothing about you.` },
  expired: { tone: "calm", mark: "CLOCK", title: "Time is up", text: (m) => `The request from ${m} has expired. Nothing was shared.` },
};

function drawLogin(logins, merchant, isPaying) {
  const waiting = logins.find((login) => login.state === "pending");
  page.login = waiting || logins.find((login) => page.login && login.id === page.login.id) || null;
  const login = page.login;
  toggle($("login"), Boolean(login) && !isPaying && !page.dismissed.has(login.id));
  if (!login) return;
  const isOver = login.state !== "pending";
  $("login-ask").hidden = isOver;
  $("login-result").hidden = !isOver;
  if (isOver) drawLoginResult(login, merchant); else drawLoginRequest(login, merchant);
}

function drawLoginRequest(login, merchant) {
  if ($("login").dataset.login !== login.id) {
    $("login").dataset.login = login.id;
    $("login").scrollTop = 0;
    drawQuestions(login.asks);
  }
  $("login-mark").textContent = merchant[0];
  $("login-title").textContent = login.headline;
  $("login-merchant").textContent = merchant;
  $("login-code").hidden = !login.binding_message;
  $("login-binding").textContent = login.binding_message || "";
  $("login-shares-title").textContent = login.shares.length > 0 ? `${merchant} gets to know your` : `${merchant} recognises you when you come back`;
  $("login-shares").replaceChildren(...login.shares.map((share) => element("li", "", share)));
  allowLogin();
  drawLoginTimeLeft();
}

function drawQuestions(asks) {
  $("login-asks").hidden = !asks;
  if (!asks) { $("login-questions").replaceChildren(); return; }
  $("login-heading").textContent = asks.heading;
  $("login-text").textContent = asks.text;
  $("login-terms").replaceChildren(`${asks.terms}: `, ...asks.links.map((link) => {
    const made = element("a", "", link.text);
    return Object.assign(made, { href: link.url, target: "_blank", rel: "noopener" });
  }));
  $("login-questions").replaceChildren(...asks.questions.map((question) => {
    const box = document.createElement("input");
    Object.assign(box, { type: "checkbox", name: question.id, required: question.required, onchange: allowLogin });
    box.dataset.testid = `consent-${question.id}`;
    const words = element("span", "", question.text);
    if (question.required) words.append(element("em", "", "required"));
    const label = element("label", "", box, words);
    return element("li", "", label);
  }));
}

function questionBoxes() { return [...$("login-questions").querySelectorAll("input")]; }

function allowLogin() {
  $("login-approve").disabled = page.busy || questionBoxes().some((box) => box.required && !box.checked);
  $("login-reject").disabled = page.busy;
}

function drawLoginResult(login, merchant) {
  const result = LOGIN_RESULTS[login.state];
  if ($("login-result").dataset.login !== login.id) {
    $("login-result").dataset.login = login.id;
    $("login-result").dataset.tone = result.tone;
    $("login-result").dataset.state = login.state;
    $("login-result-mark").innerHTML = { TICK, CROSS, CLOCK }[result.mark];
  }
  $("login-result-title").textContent = result.title;
  $("login-result-text").textContent = result.text(merchant);
  $("login-done").onclick = () => { page.dismissed.add(login.id); draw(); };
}

function drawLoginTimeLeft() {
  const login = page.login;
  if (!login || login.state !== "pending") return;
  const seconds = Math.max(0, Math.ceil((Date.parse(login.expires_at) - Date.now() - page.skew) / 1000));
  $("login-left").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left to answer`;
  if (seconds === 0) refresh();
}

async function answerLogin(action) {
  if (page.busy) return;
  page.busy = true;
  const consents = Object.fromEntries(questionBoxes().map((box) => [box.name, box.checked]));
  try {
    await ask(`/_sim/logins/${page.login.id}/${action}`, action === "approve" ? { consents } : {});
  } catch (error) {
    console.warn(error);
  } finally {
    page.busy = false;
    await refresh();
  }
}

$("login-approve").onclick = () => answerLogin("approve");
$("login-reject").onclick = () => answerLogin("reject");
