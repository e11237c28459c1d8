// Drives a gateway with @stoqey/ib, a client that others wrote. One line per step on standard output: "ok NAME" or "FAILED NAME: why".
// Usage: node interop.mjs PORT. Exit code 0 when every step held.
import ib from "@stoqey/ib";

const { IBApi, EventName, OrderAction, OrderType, SecType } = ib;
const port = Number(process.argv[2]);
const stepTimeout = 15000;
const undecodable = 505;
const apple = { symbol: "AAPL", secType: SecType.STK, exchange: "SMART", currency: "USD" };

const api = new IBApi({ host: "127.0.0.1", port, clientId: 9 });
const heard = [];
const waiting = new Set();

// Everything the library emits is kept, so that a step may look for what came before it began to wait.
for (const name of Object.values(EventName)) {
  api.on(name, (...args) => {
    if (name === EventName.all || name === EventName.result || name === EventName.received || name === EventName.sent) return;
    heard.push({ name, args });
    for (const check of [...waiting]) check();
  });
}

function find(name, fits) {
  return heard.find((event) => event.name === name && fits(...event.args))?.args;
}

function wait(name, fits = () => true) {
  return new Promise((resolve, reject) => {
    const check = () => {
      const args = find(name, fits);
      if (!args) return;
      clearTimeout(timer);
      waiting.delete(check);
      resolve(args);
    };
    const timer = setTimeout(() => {
      waiting.delete(check);
      const tail = heard.slice(-8).map((event) => `${event.name} ${event.args.map(String).join(" ")}`).join(" | ");
      reject(new Error(`no ${name} that fits; last heard: ${tail}`));
    }, stepTimeout);
    waiting.add(check);
    check();
  });
}

const all = (name, fits = () => true) => heard.filter((event) => event.name === name && fits(...event.args)).map((event) => event.args);

function equal(actual, expected, what) {
  if (actual !== expected) throw new Error(`${what} is ${actual}, not ${expected}`);
}

function holds(condition, what) {
  if (!condition) throw new Error(what);
}

let failed = 0;
let nextId = 0;
let nextRequest = 1_000_000;
const state = {};

async function step(name, work) {
  try {
    await work();
    console.log(`ok ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAILED ${name}: ${error.message}`);
  }
}

const order = (action, orderType, totalQuantity, more = {}) => ({ action, orderType, totalQuantity, tif: "GTC", transmit: true, account: state.account, ...more });
const status = (id, word) => wait(EventName.orderStatus, (orderId, text) => orderId === id && text === word);
const openOrder = (id, fits) => wait(EventName.openOrder, (orderId, contract, sent, orderState) => orderId === id && fits(contract, sent, orderState));

// A gateway may hold the client id of a session for a moment after its end (326, then a closed connection): a client tries again.
async function reconnected(attempts = 20) {
  for (; attempts > 0; attempts--) {
    heard.length = 0;
    api.connect();
    const answers = [wait(EventName.nextValidId).then(([id]) => id), wait(EventName.disconnected).then(() => null)];
    const id = await Promise.race(answers.map((answer) => answer.catch(() => null)));
    if (id !== null) return id;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error("no session after 20 attempts");
}

await step("connect", async () => {
  api.connect();
  [nextId] = await wait(EventName.nextValidId);
  [state.account] = await wait(EventName.managedAccounts);
  holds(nextId > 0, `next valid id is ${nextId}`);
  holds(state.account.startsWith("DUSIM"), `account is ${state.account}`);
  await wait(EventName.info, (_, code) => code === 2104);
  holds(api.serverVersion >= 176, `server version is ${api.serverVersion}`);
});

await step("current time", async () => {
  api.reqCurrentTime();
  const [seconds] = await wait(EventName.currentTime);
  holds(seconds > 1_600_000_000, `time is ${seconds}`);
});

await step("contract details", async () => {
  const id = nextRequest++;
  api.reqContractDetails(id, apple);
  const [, details] = await wait(EventName.contractDetails, (reqId) => reqId === id);
  await wait(EventName.contractDetailsEnd, (reqId) => reqId === id);
  equal(details.contract.conId, 265598, "conId");
  equal(details.contract.symbol, "AAPL", "symbol");
  equal(details.contract.primaryExch, "NASDAQ", "primary exchange");
  holds(details.minTick > 0 && details.longName.length > 0, `minTick ${details.minTick}, long name '${details.longName}'`);
});

await step("an unknown contract is error 200", async () => {
  const id = nextRequest++;
  api.reqContractDetails(id, { ...apple, symbol: "NOSUCHTHING" });
  await wait(EventName.error, (_, code, reqId) => reqId === id && code === 200);
});

await step("market data", async () => {
  const id = nextRequest++;
  api.reqMktData(id, apple, "", false, false);
  const price = async (type) => (await wait(EventName.tickPrice, (reqId, field) => reqId === id && field === type))[2];
  state.bid = await price(1);
  state.ask = await price(2);
  await wait(EventName.tickSize, (reqId, field, size) => reqId === id && field === 0 && size > 0);
  holds(state.bid > 0 && state.ask > state.bid, `bid ${state.bid}, ask ${state.ask}`);
  api.cancelMktData(id);
});

await step("historical data", async () => {
  const id = nextRequest++;
  api.reqHistoricalData(id, apple, "", "3600 S", "1 min", "TRADES", 0, 2, false);
  await wait(EventName.historicalData, (reqId, time) => reqId === id && String(time).startsWith("finished"));
  const bars = all(EventName.historicalData, (reqId, time) => reqId === id && !String(time).startsWith("finished"));
  holds(bars.length >= 59 && bars.length <= 61, `${bars.length} bars in an hour`);
  for (const [, , open, high, low, close, volume] of bars) {
    holds(low > 0 && low <= Math.min(open, close) && high >= Math.max(open, close) && volume > 0, `bar ${open} ${high} ${low} ${close} ${volume}`);
  }
});

await step("a market order fills", async () => {
  state.market = nextId++;
  api.placeOrder(state.market, apple, order(OrderAction.BUY, OrderType.MKT, 10, { orderRef: "interop-1" }));
  await status(state.market, "Filled");
  const [, contract, execution] = await wait(EventName.execDetails, (_, __, e) => e.orderId === state.market);
  equal(contract.conId, 265598, "conId");
  equal(execution.shares, 10, "shares");
  equal(execution.side, "BOT", "side");
  equal(execution.orderRef, "interop-1", "order reference");
  const [commission] = await wait(EventName.commissionReport, (report) => report.execId === execution.execId);
  equal(commission.commission, 1, "commission");
  state.execId = execution.execId;
});

await step("a limit order works", async () => {
  state.limit = nextId++;
  api.placeOrder(state.limit, apple, order(OrderAction.BUY, OrderType.LMT, 10, { lmtPrice: Math.round(state.bid - 20) }));
  await openOrder(state.limit, (_, sent) => sent.lmtPrice === Math.round(state.bid - 20));
  await status(state.limit, "Submitted");
});

await step("it is modified", async () => {
  api.placeOrder(state.limit, apple, order(OrderAction.BUY, OrderType.LMT, 20, { lmtPrice: Math.round(state.bid - 19) }));
  await openOrder(state.limit, (_, sent) => sent.lmtPrice === Math.round(state.bid - 19) && sent.totalQuantity === 20);
});

await step("open orders list it", async () => {
  const before = heard.length;
  api.reqAllOpenOrders();
  await wait(EventName.openOrderEnd);
  const listed = heard.slice(before).filter((event) => event.name === EventName.openOrder).map((event) => event.args[0]);
  holds(listed.includes(state.limit) && !listed.includes(state.market), `listed are ${listed}`);
});

await step("it is cancelled", async () => {
  api.cancelOrder(state.limit, { manualOrderCancelTime: "", extOperator: "", manualOrderIndicator: undefined });
  await status(state.limit, "Cancelled");
  await wait(EventName.error, (_, code, id) => id === state.limit && code === 202);
});

await step("a bracket works and its children cancel each other", async () => {
  const [parent, profit, stop] = [nextId++, nextId++, nextId++];
  api.placeOrder(parent, apple, order(OrderAction.BUY, OrderType.LMT, 10, { lmtPrice: Math.round(state.ask + 5), transmit: false }));
  api.placeOrder(profit, apple, order(OrderAction.SELL, OrderType.LMT, 10, { lmtPrice: Math.round(state.ask + 50), parentId: parent, transmit: false }));
  api.placeOrder(stop, apple, order(OrderAction.SELL, OrderType.STP, 10, { auxPrice: Math.round(state.ask - 50), parentId: parent, transmit: true }));
  await status(parent, "Filled");
  await status(profit, "Submitted");
  await openOrder(stop, (_, sent) => sent.parentId === parent || sent.parentId === 0);
  api.cancelOrder(profit, { manualOrderCancelTime: "", extOperator: "", manualOrderIndicator: undefined });
  await status(profit, "Cancelled");
  await status(stop, "Cancelled");
});

await step("executions are listed to their end", async () => {
  const id = nextRequest++;
  api.reqExecutions(id, {});
  await wait(EventName.execDetailsEnd, (reqId) => reqId === id);
  const ids = all(EventName.execDetails, (reqId) => reqId === id).map(([, , execution]) => execution.execId);
  holds(ids.length >= 2 && ids.includes(state.execId), `listed are ${ids}`);
});

await step("completed orders are listed to their end", async () => {
  api.reqCompletedOrders(true);
  await wait(EventName.completedOrdersEnd);
  const states = all(EventName.completedOrder).map(([, , orderState]) => orderState.status);
  holds(states.includes("Filled") && states.includes("Cancelled"), `states are ${states}`);
});

await step("positions are listed to their end", async () => {
  api.reqPositions();
  await wait(EventName.positionEnd);
  const [, , position, average] = find(EventName.position, (_, contract) => contract.conId === 265598) ?? [];
  equal(position, 20, "position");
  holds(average > 0, `average cost is ${average}`);
});

await step("account summary", async () => {
  const id = nextRequest++;
  api.reqAccountSummary(id, "All", "NetLiquidation,TotalCashValue");
  await wait(EventName.accountSummaryEnd, (reqId) => reqId === id);
  const tags = all(EventName.accountSummary, (reqId) => reqId === id).map(([, , tag, value]) => `${tag}:${Number(value) > 0}`);
  equal(tags.sort().join(), "NetLiquidation:true,TotalCashValue:true", "tags");
});

await step("account updates", async () => {
  api.reqAccountUpdates(true, state.account);
  await wait(EventName.accountDownloadEnd, (account) => account === state.account);
  const [, position] = await wait(EventName.updatePortfolio, (contract) => contract.conId === 265598);
  equal(position, 20, "position in the portfolio");
});

await step("everything that came could be decoded", async () => {
  const bad = all(EventName.error, (_, code) => code === undecodable).map(([error]) => error.message);
  equal(bad.join("; "), "", "what the library could not decode");
});

await step("the order id goes on after a reconnect", async () => {
  api.disconnect();
  await wait(EventName.disconnected);
  const id = await reconnected();
  equal(id, nextId, "next valid id");
  api.disconnect();
});

process.exit(failed === 0 ? 0 : 1);
