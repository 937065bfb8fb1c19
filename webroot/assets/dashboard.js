// The fleet's table, live. Rows stay where they are while numbers change; order and choice change only when asked to. What is
// out of view costs its data and nothing else, and all work of a moment is done in one frame.

import {choiceOf, onChoice, writeAddress} from "./fleet-choice.js";
import {age, fill} from "./fleet-row.js";
import {RowMaker} from "./fleet-rows.js";
import {Store} from "./fleet-store.js";
import {stateText} from "./fleet-text.js";
import {linkLine} from "./link.js";
import {follow} from "./live.js";
import {RowWindow} from "./row-window.js";
import {Trends} from "./trend.js";

const AGES = 5000;
const TOLD_ONE_BY_ONE = 3;
const ONE_BY_ONE = 20;
const PAGE = 100;

const table = document.getElementById("fleet");
const form = document.getElementById("choose");
const again = document.getElementById("again");
const store = new Store();
const trends = new Trends(id => paint(id));
const maker = table && new RowMaker(table, () => rows.shown().map(id => [rows.row(id), store.get(id)]));
const rows = table && new RowWindow(table, {make: makeRow, left: id => dirty.delete(id), moved: later});
const dirty = new Set();
const coming = new Set();
const leaving = new Set();
let ahead = 0;
let begun = false;
let anew = false;
let frame = 0;

function show(row, server) {
  fill(row, server, ahead);
  trends.draw(row, server);
}

function makeRow(id) {
  const row = maker.make(store.get(id));
  show(row, store.get(id));
  return row;
}

function later() {
  if (begun && !frame && !document.hidden) {
    frame = requestAnimationFrame(render);
  }
}

function paint(id) {
  if (rows.row(id)) {
    dirty.add(id);
    later();
  }
}

// A few find their places among the others, which stay; for many the whole list is put in order.
function insert(ids, choice) {
  for (const id of coming) {
    const server = store.get(id);
    const place = ids.findIndex(other => choice.compare(store.get(other), server) > 0);
    ids.splice(place < 0 ? ids.length : place, 0, id);
  }
}

function arrange() {
  if (!anew && coming.size === 0 && leaving.size === 0) {
    return;
  }
  const choice = choiceOf(form);
  if (anew || coming.size > ONE_BY_ONE) {
    rows.ids = choice.select(store.all()).map(server => server.id);
    again.hidden = true;
  } else {
    const ids = rows.ids.filter(id => !leaving.has(id));
    insert(ids, choice);
    rows.ids = ids;
  }
  anew = false;
  coming.clear();
  leaving.clear();
}

function say() {
  const line = document.getElementById("shown").firstChild;
  const text = rows.ids.length + " of " + store.size + " shown. ";
  if (line.textContent !== text) {
    line.textContent = text;
  }
}

function render() {
  frame = 0;
  arrange();
  rows.render();
  dirty.forEach(id => show(rows.row(id), store.get(id)));
  dirty.clear();
  trends.show(rows.shown());
  say();
}

function rearrange() {
  anew = true;
  later();
}

// Returns those whose state is another now.
function learn(servers) {
  const choice = choiceOf(form);
  const focused = rows.focused();
  return servers.filter(server => {
    const turned = store.learn(server);
    trends.learn(server);
    if (!rows.has(server.id)) {
      coming[choice.shows(server) ? "add" : "delete"](server.id);
    } else if (choice.shows(server) || server.id === focused) {
      leaving.delete(server.id);
    } else {
      leaving.add(server.id);
    }
    paint(server.id);
    return turned;
  });
}

function forget(id) {
  store.forget(id);
  trends.forget(id);
  coming.delete(id);
  if (rows.has(id)) {
    leaving.add(id);
  }
}

// Only what matters is read aloud.
function announce(changed) {
  if (changed.length > 0) {
    document.getElementById("news").textContent = changed.length > TOLD_ONE_BY_ONE
      ? changed.length + " servers have changed their state."
      : changed.map(server => server.alias + " is " + stateText(server.state).toLowerCase() + ".").join(" ");
  }
}

function count() {
  const counts = store.counts();
  for (const place of document.querySelectorAll("[data-count]")) {
    const text = String(counts[place.dataset.count] ?? 0);
    if (place.textContent !== text) {
      place.textContent = text;
      place.parentElement.toggleAttribute("data-none", text === "0");
    }
  }
  document.getElementById("alert-word").textContent = counts.alerts === 1 ? "alert" : "alerts";
}

// Where one was before one went to another page, or the page of the list that the address names.
function find() {
  const page = Number(new URL(location.href).searchParams.get("page"));
  const id = history.state?.row ?? rows.ids[(page - 1) * PAGE];
  if (history.state?.row || page > 1) {
    rows.scrollTo(id);
  }
}

// Until here the page works as it does without scripts.
function begin() {
  begun = true;
  anew = true;
  document.getElementById("pages")?.remove();
  document.getElementById("apply").hidden = true;
  onChoice(form, table, () => {
    writeAddress(form, table);
    rearrange();
  });
  render();
  find();
  maker.load();
}

function takeStates(all) {
  if (!table) {
    // The first server there is: the page has no table yet.
    if (all.length > 0) {
      location.reload();
    }
    return;
  }
  store.keep(all).forEach(forget);
  announce(learn(all));
  count();
  if (begun) {
    later();
  } else {
    begin();
  }
}

function takeTick(changed, gone) {
  if (!table) {
    location.reload();
    return;
  }
  gone.forEach(forget);
  announce(learn(changed));
  count();
  later();
}

function growOld() {
  if (!document.hidden && begun) {
    for (const id of rows.shown()) {
      const server = store.get(id);
      if (server && server.state !== "live") {
        age(rows.row(id), server, ahead);
      }
    }
    const known = rows.ids.map(id => store.get(id)).filter(server => server);
    again.hidden = choiceOf(form).isOrdered(known);
  }
}

if (table) {
  history.scrollRestoration = "manual";
  again.addEventListener("click", rearrange);
  setInterval(growOld, AGES);
  addEventListener("pagehide", () => history.replaceState(scrollY > 0 && begun ? {row: rows.first()} : null, ""));
  document.addEventListener("visibilitychange", later);
}
follow({
  ...linkLine(),
  states: takeStates,
  tick: takeTick,
  clock: difference => {
    ahead = difference;
  },
});
