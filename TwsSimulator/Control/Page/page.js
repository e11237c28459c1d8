"use strict";
// Shows the exchange and sets faults. Talks to the control port alone; the token stays in this tab.

const $ = (id) => document.getElementById(id);
const shown = 200;
const scope = ["account", "orderRef", "conId", "clientId", "count", "seconds"];
const lists = ["events", "requests"];
const words = ["account", "orderRef", "text", "when", "on", "what"];
let token = sessionStorage.getItem("token") ?? "";
let kinds = [];
let lastTicks = null;

async function call(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: { Authorization: `Bearer ${token}`, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (answer.status === 401) {
    throw new Error("denied");
  }
  const text = await answer.text();
  const value = text === "" ? null : JSON.parse(text);
  if (!answer.ok) {
    throw new Error(value?.error ?? `${method} ${path}: ${answer.status}`);
  }
  return value;
}

function make(tag, text, attributes = {}) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element[name] = value;
  return element;
}

function button(text, act, title) {
  return make("button", text, { type: "button", className: "plain", title: title ?? "", onclick: act });
}

async function act(method, path, body) {
  try {
    await call(method, path, body);
    say("");
  } catch (error) {
    say(error.message, true);
  }
  await refresh();
}

function say(text, isBad = false) {
  $("message").textContent = text;
  $("message").className = isBad ? "bad" : "";
}

const number = (value, digits) => value === null || value === undefined ? "" : value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits ?? 4 });
const price = (value) => value === null || value === undefined ? "" : value.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 6 });
const time = (text) => text ? text.slice(11, 23).replace("Z", "") : "";

// columns: [heading, cell of a row, isNumber]
function table(id, columns, rows, empty) {
  const head = make("tr");
  for (const [heading, , isNumber] of columns) head.append(make("th", heading, { className: isNumber ? "number" : "" }));
  const body = rows.map((row) => {
    const line = make("tr");
    for (const [, cell, isNumber] of columns) {
      const value = cell(row);
      const data = make("td", value instanceof Node ? undefined : String(value ?? ""), { className: isNumber ? "number" : "" });
      if (value instanceof Node) data.append(value);
      line.append(data);
    }
    return line;
  });
  if (rows.length === 0) {
    const line = make("tr");
    line.append(make("td", empty, { className: "empty", colSpan: columns.length }));
    body.push(line);
  }
  $(id).replaceChildren(head, ...body);
}

function statusOf(word) {
  const tone = { Filled: "good", Submitted: "", PreSubmitted: "quiet", Cancelled: "quiet", ApiCancelled: "quiet", Inactive: "bad" }[word] ?? "warn";
  return make("span", word, { className: tone });
}

function showTiles(stats) {
  const now = performance.now();
  const rate = lastTicks === null ? 0 : (stats.ticksSent - lastTicks.count) / ((now - lastTicks.at) / 1000);
  lastTicks = { count: stats.ticksSent, at: now };
  const tiles = [
    ["clients", stats.clients.length], ["requests", stats.requests], ["data lines", stats.lines], ["ticks per second", Math.round(rate)],
    ["open orders", stats.openOrders], ["orders", stats.orders], ["executions", stats.executions], ["memory MB", Math.round(stats.workingSet / 1048576)],
  ];
  $("tiles").replaceChildren(...tiles.map(([name, value]) => {
    const tile = make("div");
    tile.append(make("b", value.toLocaleString("en")), make("span", name));
    return tile;
  }));
  $("link").textContent = stats.linkUp ? "link up" : "link lost (1100)";
  $("link").className = `chip ${stats.linkUp ? "good" : "bad"}`;
  $("scenario").hidden = !stats.scenario;
  $("scenario").textContent = stats.scenario ? `plays: ${stats.scenario}` : "";
}

function showLedger(ledger) {
  table("accounts", [
    ["Account", (a) => a.account], ["Cash", (a) => number(a.cash, 2), true], ["Net liquidation", (a) => number(a.netLiquidation, 2), true],
    ["Change", (a) => make("span", number(a.netLiquidation - a.openingCash, 2), { className: a.netLiquidation < a.openingCash ? "bad" : "good" }), true],
  ], ledger.accounts, "none");
  table("positions", [
    ["Symbol", (p) => p.symbol], ["Account", (p) => p.account], ["Quantity", (p) => number(p.quantity), true], ["Average cost", (p) => number(p.averageCost, 4), true],
    ["Realized", (p) => number(p.realizedPnl, 2), true],
  ], ledger.positions, "flat");
  $("orderCount").textContent = ledger.orders.length > shown ? `newest ${shown} of ${ledger.orders.length}` : "";
  table("orders", [
    ["Placed", (o) => time(o.placedAt)], ["Client", (o) => o.clientId, true], ["Id", (o) => o.orderId, true], ["Perm id", (o) => o.permId, true], ["Reference", (o) => o.orderRef],
    ["Symbol", (o) => o.symbol], ["Side", (o) => o.side], ["Quantity", (o) => number(o.quantity), true], ["Type", (o) => o.orderType], ["Limit", (o) => price(o.limitPrice), true],
    ["Stop", (o) => price(o.stopPrice), true], ["TIF", (o) => o.timeInForce], ["Status", (o) => statusOf(o.status)], ["Filled", (o) => number(o.filled), true],
    ["Average", (o) => price(o.averageFillPrice), true], ["Reason", (o) => o.reason],
    ["", (o) => o.endedAt ? "" : button("cancel", () => act("DELETE", `orders/${o.permId}`), "Cancel as if by hand")],
  ], ledger.orders.slice(-shown).reverse(), "no orders yet");
  $("executionCount").textContent = ledger.executions.length > shown ? `newest ${shown} of ${ledger.executions.length}` : "";
  table("executions", [
    ["Time", (e) => time(e.at)], ["Execution id", (e) => e.execId], ["Client", (e) => e.clientId, true], ["Order", (e) => e.orderId, true], ["Reference", (e) => e.orderRef],
    ["Symbol", (e) => e.symbol], ["Side", (e) => e.side], ["Quantity", (e) => number(e.quantity), true], ["Price", (e) => price(e.price), true],
    ["Commission", (e) => number(e.commission, 2), true], ["Realized", (e) => number(e.realizedPnl, 2), true],
  ], ledger.executions.slice(-shown).reverse(), "no executions yet");
  table("settlements", [
    ["Time", (s) => time(s.at)], ["Account", (s) => s.account], ["Symbol", (s) => s.symbol], ["Contract", (s) => s.conId, true], ["Kind", (s) => s.kind], ["Side", (s) => s.side],
    ["Quantity", (s) => number(s.quantity), true], ["Price", (s) => price(s.price), true], ["Realized", (s) => number(s.realizedPnl, 2), true],
  ], ledger.settlements.slice(-shown).reverse(), "nothing expired yet");
}

function showPrices(prices) {
  const move = (conId, percent) => button(percent > 0 ? `+${percent} %` : `−${-percent} %`, () => act("POST", "prices", { conId, percent }));
  table("prices", [
    ["Symbol", (p) => p.symbol], ["Contract", (p) => p.conId, true], ["Size", (p) => number(p.bidSize), true], ["Bid", (p) => price(p.bid), true], ["Ask", (p) => price(p.ask), true],
    ["Size", (p) => number(p.askSize), true], ["Last", (p) => price(p.last), true], ["", (p) => move(p.conId, -1)], ["", (p) => move(p.conId, 1)],
  ], prices, "nothing is listed");
}

function showFaults(faults) {
  const chips = faults.map((fault) => make("span", Object.entries(fault).map(([name, value]) => name === "kind" ? value : `${name} ${value}`).join(" · "), { className: "chip warn" }));
  $("active").replaceChildren(...(chips.length === 0 ? [make("span", "none in force", { className: "quiet" })] : chips), button("End all", () => act("DELETE", "faults"), "Ends all faults; a lost link comes back with 1102"));
}

function choose(kind) {
  for (const each of $("kinds").children) each.classList.toggle("on", each.textContent === kind.name);
  $("kind").textContent = kind.name;
  $("effect").textContent = kind.effect;
  const settings = [...(kind.on.length > 1 ? ["on"] : []), ...kind.settings, ...scope];
  $("fields").replaceChildren(...settings.map((name) => {
    const label = make("label", name);
    label.append(make("input", undefined, { name, autocomplete: "off", placeholder: name === "on" ? kind.on.join(", ") : lists.includes(name) ? "a, b" : "" }));
    return label;
  }));
  $("fault").hidden = false;
}

function faultOf(form) {
  const fault = { kind: $("kind").textContent };
  for (const [name, text] of new FormData(form)) {
    if (text === "") continue;
    fault[name] = lists.includes(name) ? text.split(",").map((part) => part.trim()) : words.includes(name) ? text : Number(text);
  }
  return fault;
}

async function refresh() {
  try {
    const [stats, ledger, prices, faults, clock] = await Promise.all(["stats", "ledger", "prices", "faults", "clock"].map((path) => call("GET", path)));
    showTiles(stats);
    table("clients", [
      ["Client", (c) => c.clientId, true], ["Version", (c) => c.version, true], ["Received", (c) => number(c.messagesIn), true], ["Sent", (c) => number(c.messagesOut), true],
    ], stats.clients, "nobody is connected");
    showLedger(ledger);
    showPrices(prices);
    showFaults(faults);
    $("clock").textContent = clock.marketTime.slice(0, 19).replace("T", " ") + " UTC" + (clock.stepped ? " · stepped" : "");
    $("step").hidden = !clock.stepped;
  } catch (error) {
    if (error.message === "denied") {
      askToken(token !== "");
    } else {
      $("link").textContent = "not reachable";
      $("link").className = "chip bad";
    }
  }
}

function askToken(wasWrong) {
  sessionStorage.removeItem("token");
  token = "";
  $("main").hidden = $("forget").hidden = true;
  $("login").hidden = false;
  $("denied").hidden = !wasWrong;
  $("link").textContent = "locked";
  $("link").className = "chip";
  $("token").focus();
}

async function open() {
  try {
    kinds = await call("GET", "faults/kinds");
  } catch (error) {
    askToken(error.message === "denied" && token !== "");
    return;
  }
  sessionStorage.setItem("token", token);
  $("login").hidden = true;
  $("main").hidden = $("forget").hidden = false;
  $("kinds").replaceChildren(...kinds.map((kind) => button(kind.name, () => choose(kind), kind.effect)));
  const scenarios = await call("GET", "scenarios");
  $("scenarios").replaceChildren(
    ...scenarios.map((scenario) => button(scenario.name, () => act("POST", `scenarios/${scenario.name}`), scenario.about)),
    button("Stop", () => act("DELETE", "scenario"), "Stops what plays; what it set stays"));
  await refresh();
}

$("login").onsubmit = (event) => { event.preventDefault(); token = $("token").value.trim(); $("token").value = ""; open(); };
$("forget").onclick = () => askToken(false);
$("fault").onsubmit = (event) => { event.preventDefault(); act("POST", "faults", faultOf(event.target)); };
$("step").onsubmit = (event) => { event.preventDefault(); act("POST", "clock", { step: Number(event.target.elements.step.value) }); };
$("skip").onsubmit = (event) => { event.preventDefault(); act("POST", "clock", { time: event.target.elements.time.value }); };

if (location.hash.startsWith("#token=")) {
  token = decodeURIComponent(location.hash.slice(7));
  history.replaceState(null, "", location.pathname);
}
if (token === "") askToken(false); else open();
setInterval(() => { if (!$("main").hidden && !document.hidden) refresh(); }, 1000);
