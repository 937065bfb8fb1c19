// The fleet's table, live. Rows stay where they are while numbers change; order and choice change only when asked to.

import {age, fill, showLink} from "./fleet-row.js";
import {fullest, stateText, trouble} from "./fleet-text.js";
import {follow} from "./live.js";
import {seeder, Trend} from "./trend.js";

const MOST_ROWS = 500;
const AGES = 5000;
const TOLD_ONE_BY_ONE = 3;
const ENOUGH = 4;

const table = document.getElementById("fleet");
const body = table?.tBodies[0];
const form = document.getElementById("choose");
const again = document.getElementById("again");
const servers = new Map();
const trends = new Map();
const rows = new Map([...body?.rows ?? []].map(row => [row.dataset.id, row]));
const dirty = new Set();
let ahead = 0;
let heard = null;
let begun = false;
let frame = 0;

const number = value => value ?? -1;
const KEYS = {
  state: trouble,
  mem: server => number(server.sample?.mem_percent),
  cpu: server => number(server.sample?.cpu_percent),
  disk: server => number(fullest(server.sample)),
  sessions: server => number(server.sample?.ftp_sessions),
};
const byName = (a, b) => {
  const [one, other] = [a.alias.toLowerCase(), b.alias.toLowerCase()];
  return one < other ? -1 : one > other ? 1 : 0;
};

function comparator() {
  const chosen = form.sort.value;
  const key = KEYS[chosen.replace("-", "")];
  const turn = chosen.startsWith("-") ? -1 : 1;
  return key ? (a, b) => turn * (key(b) - key(a)) || byName(a, b) : (a, b) => turn * byName(a, b);
}

function isShown(server) {
  const state = form.state.value;
  return server.alias.toLowerCase().includes(form.q.value.trim().toLowerCase())
    && (!state || server.state === state || (state === "alerts" && server.alerts.length > 0));
}

const seeds = table && seeder(id => trends.get(id), id => paintLater(id));

// Rows out of view are painted when there is time: with hundreds of them each change would cost a layout of all.
const inView = new Set();
const waiting = new Set();
const blank = new Set();
const whenIdle = window.requestIdleCallback ?? (work => setTimeout(() => work({timeRemaining: () => ENOUGH})));
const viewer = table && new IntersectionObserver(entries => {
  for (const {target, isIntersecting} of entries) {
    const id = target.dataset.id;
    if (!isIntersecting) {
      inView.delete(id);
    } else {
      inView.add(id);
      if (waiting.has(id)) {
        paintLater(id);
      }
    }
  }
}, {rootMargin: "300px"});

function show(id) {
  waiting.delete(id);
  if (rows.has(id) && servers.has(id)) {
    fill(rows.get(id), servers.get(id), ahead);
    trends.get(id).draw(rows.get(id));
  }
}

function catchUp(deadline) {
  for (const id of waiting) {
    if (deadline.timeRemaining() < ENOUGH) {
      whenIdle(catchUp);
      return;
    }
    show(id);
  }
}

function makeRow(server) {
  const row = document.getElementById("blank").content.firstElementChild.cloneNode(true);
  const details = table.dataset.details + server.id;
  row.id = "s-" + server.id;
  row.dataset.id = server.id;
  for (const name of row.querySelectorAll("bdi")) {
    name.textContent = server.alias;
  }
  row.querySelector("[data-v=details]").href = details;
  row.querySelector("[data-v=alias]").href = table.dataset.files ? table.dataset.files + server.alias + "/" : details;
  rows.set(server.id, row);
  blank.add(server.id);
  seeds.observe(row);
  viewer.observe(row);
  return row;
}

function removeRow(id) {
  const row = rows.get(id);
  if (row) {
    viewer.unobserve(row);
    row.remove();
  }
  [rows, inView, waiting, blank].forEach(known => known.delete(id));
}

function insertRow(server, compare) {
  const after = [...body.rows].find(row => servers.has(row.dataset.id)
    && compare(servers.get(row.dataset.id), server) > 0);
  body.insertBefore(makeRow(server), after ?? null);
}

function paint(id, compare) {
  const server = servers.get(id);
  const row = rows.get(id);
  if (!server || (row && !isShown(server) && !row.contains(document.activeElement))) {
    removeRow(id);
    return;
  }
  if (!row && (!isShown(server) || rows.size >= MOST_ROWS)) {
    return;
  }
  if (!row) {
    insertRow(server, compare);
  }
  if (blank.delete(id) || inView.has(id)) {
    show(id);
  } else {
    waiting.add(id);
  }
}

function say() {
  const more = [...servers.values()].filter(isShown).length > rows.size ? "; choose more narrowly to see the others" : "";
  const text = rows.size + " of " + servers.size + " shown" + more + ". ";
  const line = document.getElementById("shown").firstChild;
  if (line.textContent !== text) {
    line.textContent = text;
  }
}

function render() {
  frame = 0;
  const compare = comparator();
  dirty.forEach(id => paint(id, compare));
  dirty.clear();
  say();
}

function paintLater(id) {
  dirty.add(id);
  if (!frame && !document.hidden) {
    frame = requestAnimationFrame(render);
  }
}

// Which rows there are, and in what order: as the form says now.
function arrange() {
  const chosen = [...servers.values()].filter(isShown).sort(comparator()).slice(0, MOST_ROWS);
  const ids = new Set(chosen.map(server => server.id));
  [...rows.keys()].filter(id => !ids.has(id)).forEach(removeRow);
  chosen.forEach((server, index) => {
    const row = rows.get(server.id) ?? makeRow(server);
    if (body.rows[index] !== row) {
      body.insertBefore(row, body.rows[index] ?? null);
    }
    paintLater(server.id);
  });
  again.hidden = true;
  say();
}

function learn(server) {
  const before = servers.get(server.id);
  servers.set(server.id, {...before, ...server});
  if (!trends.has(server.id)) {
    trends.set(server.id, new Trend());
  }
  if (server.sample && server.last_seen) {
    // The portal's clock; the sample's own time is by its server's.
    trends.get(server.id).add(Date.parse(server.last_seen), server.sample.mem_percent, server.sample.cpu_percent);
  }
  paintLater(server.id);
  return before && before.state !== server.state ? server : null;
}

function forget(id) {
  servers.delete(id);
  trends.delete(id);
  paintLater(id);
}

// Only what matters is read aloud.
function announce(changed) {
  if (changed.length > 0) {
    document.getElementById("news").textContent = changed.length > TOLD_ONE_BY_ONE
      ? changed.length + " servers have changed their state."
      : changed.map(server => server.alias + " is " + stateText(server.state).toLowerCase() + ".").join(" ");
  }
}

function takeStates(all) {
  heard = new Date();
  if (!table) {
    // The first server there is: the page has no table yet.
    if (all.length > 0) {
      location.reload();
    }
    return;
  }
  const ids = new Set(all.map(server => server.id));
  [...servers.keys(), ...rows.keys()].filter(id => !ids.has(id)).forEach(forget);
  announce(all.map(learn).filter(server => server));
  if (!begun) {
    begun = true;
    rows.forEach(row => {
      seeds.observe(row);
      viewer.observe(row);
    });
  }
}

function takeTick(changed, gone) {
  heard = new Date();
  if (!table) {
    location.reload();
    return;
  }
  gone.forEach(forget);
  announce(changed.map(learn).filter(server => server));
}

function writeAddress() {
  const address = new URL(location.href);
  for (const [name, usual] of [["q", ""], ["state", ""], ["sort", "alias"]]) {
    const value = form[name].value.trim();
    if (value === usual) {
      address.searchParams.delete(name);
    } else {
      address.searchParams.set(name, value);
    }
  }
  history.replaceState(null, "", address);
  for (const link of table.querySelectorAll("a.order")) {
    const own = form.sort.value.replace("-", "") === link.dataset.sort;
    const turned = form.sort.value.startsWith("-");
    address.searchParams.set("sort", own && !turned ? "-" + link.dataset.sort : link.dataset.sort);
    link.href = address.pathname + address.search;
    if (own) {
      link.parentElement.setAttribute("aria-sort", (link.dataset.sort === "alias") === turned ? "descending" : "ascending");
    } else {
      link.parentElement.removeAttribute("aria-sort");
    }
  }
}

function choose() {
  writeAddress();
  arrange();
}

function isOrdered() {
  const compare = comparator();
  const shown = [...body.rows].map(row => servers.get(row.dataset.id)).filter(server => server);
  return shown.every((server, index) => index === 0 || compare(shown[index - 1], server) <= 0);
}

if (table) {
  document.getElementById("apply").hidden = true;
  form.addEventListener("input", choose);
  form.addEventListener("change", choose);
  form.addEventListener("submit", event => {
    event.preventDefault();
    choose();
  });
  table.tHead.addEventListener("click", event => {
    const link = event.target.closest("a.order");
    if (link) {
      event.preventDefault();
      form.sort.value = new URL(link.href).searchParams.get("sort");
      choose();
    }
  });
  again.addEventListener("click", arrange);
  setInterval(() => {
    if (!document.hidden) {
      whenIdle(catchUp);
      servers.forEach((server, id) => server.state !== "live" && rows.has(id) && age(rows.get(id), server, ahead));
      again.hidden = isOrdered();
    }
  }, AGES);
}
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && dirty.size > 0) {
    render();
  }
});
follow({
  states: takeStates,
  tick: takeTick,
  status: status => showLink(status, heard),
  clock: difference => {
    ahead = difference;
  },
});
