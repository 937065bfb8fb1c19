// Which servers the form asks for, and in what order; the address says the same, so that it can be kept and passed on.

import {fullest, trouble} from "./fleet-text.js";

const USUAL = {q: "", state: "", sort: "alias"};
const number = value => value ?? -1;
const KEYS = {
  state: trouble,
  mem: server => number(server.sample?.mem_percent),
  cpu: server => number(server.sample?.cpu_percent),
  disk: server => number(fullest(server.sample)),
  sessions: server => number(server.sample?.ftp_sessions),
};
const byName = (a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0;

function comparator(sort) {
  const key = KEYS[sort.replace("-", "")];
  const turn = sort.startsWith("-") ? -1 : 1;
  return key ? (a, b) => turn * (key(b) - key(a)) || byName(a, b) : (a, b) => turn * byName(a, b);
}

// Read from the form once: with thousands of servers each look at a field counts.
export function choiceOf(form) {
  const part = form.q.value.trim().toLowerCase();
  const state = form.state.value;
  const compare = comparator(form.sort.value);
  const shows = server => server.name.includes(part)
    && (!state || server.state === state || (state === "alerts" && server.alerts.length > 0));
  return {
    compare,
    shows,
    select: servers => servers.filter(shows).sort(compare),
    isOrdered: servers => servers.every((server, index) => index === 0 || compare(servers[index - 1], server) <= 0),
  };
}

function sortLinks(form, table, address) {
  const chosen = form.sort.value;
  const turned = chosen.startsWith("-");
  for (const link of table.querySelectorAll("a.order")) {
    const own = chosen.replace("-", "") === link.dataset.sort;
    address.searchParams.set("sort", own && !turned ? "-" + link.dataset.sort : link.dataset.sort);
    link.href = address.pathname + address.search;
    if (own) {
      link.parentElement.setAttribute("aria-sort", (link.dataset.sort === "alias") === turned ? "descending" : "ascending");
    } else {
      link.parentElement.removeAttribute("aria-sort");
    }
  }
}

export function writeAddress(form, table) {
  const address = new URL(location.href);
  address.searchParams.delete("page");
  for (const [name, usual] of Object.entries(USUAL)) {
    const value = form[name].value.trim();
    if (value === usual) {
      address.searchParams.delete(name);
    } else {
      address.searchParams.set(name, value);
    }
  }
  history.replaceState(null, "", address);
  sortLinks(form, table, address);
}

// Calls changed() whenever the form or a column's head asks for something else.
export function onChoice(form, table, changed) {
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", event => {
    event.preventDefault();
    changed();
  });
  table.tHead.addEventListener("click", event => {
    const link = event.target.closest("a.order");
    if (link) {
      event.preventDefault();
      form.sort.value = new URL(link.href).searchParams.get("sort");
      changed();
    }
  });
}
