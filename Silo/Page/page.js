'use strict';

const views = {
  status: ['account', 'state', 'synchronized', 'proven', 'settling', 'mismatches', 'killLatch', 'problem'],
  strategies: ['name', 'type', 'status', 'warm', 'events', 'actions', 'failures', 'lastError'],
  positions: ['strategy', 'symbol', 'quantity', 'averagePrice', 'realizedPnl', 'commission', 'currency'],
  proof: ['symbol', 'state', 'transactions', 'broker', 'tables', 'cause'],
  orders: ['intendedAt', 'strategy', 'symbol', 'side', 'quantity', 'type', 'price', 'status', 'filled', 'averagePrice', 'reason'],
};
const newest = 25;

// Text only, never markup: what a broker or a strategy says must not become part of the page.
function cell(tag, value) {
  const element = document.createElement(tag);
  element.textContent = value ?? '';
  if (typeof value === 'number') element.className = 'number';
  if (['Proven', 'Settling', 'Mismatch'].includes(value)) element.className = value;
  return element;
}

function table(title, columns, rows) {
  const section = document.createElement('section');
  const body = document.createElement('table');
  const head = body.insertRow();
  columns.forEach(name => head.append(cell('th', name)));
  rows.slice(0, newest).forEach(row => {
    const line = body.insertRow();
    columns.forEach(name => line.append(cell('td', row[name])));
  });
  section.append(cell('h2', `${title} (${rows.length})`), body);
  return section;
}

async function get(name) {
  const response = await fetch(`/api/v1/${name}`);
  if (!response.ok) throw new Error((await response.json()).title ?? response.statusText);
  return response.json();
}

async function renew() {
  const line = document.getElementById('status');
  try {
    const names = Object.keys(views);
    const [status, ...lists] = await Promise.all(names.map(get));
    line.className = '';
    line.textContent = `Session ${status.session}, lease ${status.leaseEpoch ?? 'not held'}, orders ${status.allowOrders ? 'allowed' : 'not allowed'}, version ${status.version}`;
    document.querySelector('main').replaceChildren(...names.map((name, i) => table(i ? name : 'accounts', views[name], i ? lists[i - 1] : status.accounts)));
  } catch (error) {
    line.className = 'problem';
    line.textContent = error.message;
  }
  setTimeout(renew, 1000);
}

renew();
