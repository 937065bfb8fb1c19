// The file browser: the folder page, which can be read and navigated without it, becomes a list that can be worked with. The page
// comes with the first rows; where it has them all they are taken from it, else the portal gives the whole list as JSON.

import {bytes} from "../fleet-text.js";
import {Choice} from "./choice.js";
import {Commands} from "./commands.js";
import {note} from "./dialogs.js";
import {onDrag} from "./drag.js";
import {Entries, entryOf, fromTable} from "./entries.js";
import {onKeys} from "./keys.js";
import {iconOf, previewOf} from "./kinds.js";
import {el, icon, iconButton} from "./parts.js";
import {bare, crumbs, lastName, parentOf} from "./paths.js";
import {listing} from "./requests.js";
import {Rows} from "./rows.js";
import {Uploads} from "./uploads.js";
import {tally, WORDS} from "./words.js";

const COLUMNS = 5;
const RELOADS = 3000;

const browser = document.getElementById("browser");
const table = document.getElementById("entries");
const filter = document.getElementById("filter");
const tools = document.getElementById("tools");
const entries = new Entries();
const choice = new Choice(() => shown());
const rows = new Rows(table, make, COLUMNS);

const top = browser.dataset.href.split("/").slice(0, 4).join("/") + "/";
let incomplete = "";
let told = 0;
let reloadAt = 0;
let reloadTimer = 0;
let asked = 0;

const app = {
  entries, choice, rows, table, top,
  here: browser.dataset.href,
  server: browser.dataset.server,
  user: browser.dataset.user,
  rights: new Set(browser.dataset.rights.split(" ").filter(right => right)),

  get parent() {
    return parentOf(app.here);
  },

  at: entry => app.here + entry.href,
  chosen: () => [...choice.hrefs].map(href => entries.get(href)).filter(entry => entry),
  place: () => choice.current === null ? -1 : rows.place(choice.current),
  busy: () => uploads.busy,
  pick: folder => uploads.pick(folder),

  // While uploads are under way the page stays, and another folder of the server is shown in it.
  go(href) {
    if (uploads.busy && href.startsWith(top)) {
      walk(href, true);
    } else {
      location.href = href;
    }
  },

  // Loads the list anew; selects an entry of it, if one is named.
  async reload(select) {
    clearTimeout(reloadTimer);
    reloadAt = performance.now();
    const mine = ++asked;
    const from = app.here;
    try {
      const list = await listing(from);
      if (mine === asked && from === app.here) {
        take(list, select);
      }
    } catch (e) {
      note(WORDS.cantLoad(e.message), true);
    }
  },

  // Soon, and not too often: many uploads end one after the other.
  reloadSoon() {
    clearTimeout(reloadTimer);
    reloadTimer = setTimeout(() => {
      // A name that is being typed would be gone with its row.
      if (table.querySelector(".naming")) {
        app.reloadSoon();
      } else {
        app.reload();
      }
    }, Math.max(200, reloadAt + RELOADS - performance.now()));
  },

  // These are gone.
  dropped(done) {
    const gone = done.map(entry => entry.href);
    const place = app.place();
    entries.drop(gone);
    choice.keep(href => entries.get(href));
    if (choice.current === null && entries.shown.length > 0 && place >= 0) {
      choice.current = entries.shown[Math.min(place, entries.shown.length - 1)].href;
    }
    draw(true);
    app.focus();
  },

  reveal(entry) {
    const place = rows.place(entry.href);
    if (place >= 0) {
      rows.reveal(place);
    }
    return rows.row(entry.href);
  },

  goTo(index, extend, keep) {
    const items = entries.shown;
    const entry = items[index];
    if (!entry) {
      return;
    }
    if (extend) {
      const anchor = choice.anchor === null ? index : rows.place(choice.anchor);
      choice.range(items, anchor < 0 ? index : anchor, index, keep);
    } else if (keep) {
      choice.current = entry.href;
      shown();
    } else {
      choice.only(entry.href);
    }
    rows.reveal(index);
    rows.row(entry.href)?.focus({preventScroll: true});
  },

  step(by, extend, keep) {
    const last = entries.shown.length - 1;
    const at = app.place();
    app.goTo(at < 0 ? by < 0 && by !== -Infinity ? last : by === Infinity ? last : 0
      : Math.max(0, Math.min(last, at + by)), extend, keep);
  },

  // What the keyboard is at is meant, unless something is selected. Whether there is anything then.
  takeCurrent() {
    if (choice.size === 0 && app.place() >= 0) {
      choice.only(choice.current);
    }
    return choice.size > 0;
  },

  toggleCurrent() {
    if (app.place() >= 0) {
      choice.toggle(choice.current);
    }
  },

  sortBy: key => order(key),

  selectAll: () => choice.all(entries.shown),

  focus() {
    const place = app.place();
    if (place >= 0) {
      rows.reveal(place);
      rows.row(choice.current)?.focus({preventScroll: true});
    }
  },

  filter(text) {
    entries.filter(text);
    scrollIfNeeded();
    draw(false);
    address();
  },
};
const commands = new Commands(app);
const uploads = new Uploads(app);

function make(entry) {
  const check = el("input", {type: "checkbox", tabIndex: -1, "aria-label": WORDS.select(entry.label)});
  const link = el("a", {href: app.at(entry), tabIndex: -1, draggable: false, title: entry.label},
    entry.label + (entry.folder ? "/" : ""));
  const look = previewOf(entry)
    ? iconButton("eye", WORDS.show(entry.label), null, {"data-row": "preview", tabIndex: -1}) : null;
  const row = el("tr", {class: entry.type, draggable: app.rights.has("rename"), "aria-selected": "false"},
    el("td", {class: "check", role: "gridcell"}, el("label", {}, check)),
    el("td", {class: "name", role: "gridcell"},
      el("div", {class: "cell"}, icon(iconOf(entry), entry.folder ? "of-folder" : ""), link)),
    el("td", {class: "size", role: "gridcell"}, entry.size === null || entry.folder ? "" : bytes(entry.size)),
    el("td", {class: "modified", role: "gridcell"}, entry.modified ? el("time", {dateTime: entry.modified},
      entry.modified.replace("T", " ").replace("Z", "")) : ""),
    el("td", {class: "act", role: "gridcell"}, look,
      iconButton("ellipsis", WORDS.more(entry.label), null, {"data-row": "menu", tabIndex: -1, "aria-haspopup": "menu"})));
  mark(row, entry);
  return row;
}

function mark(row, entry) {
  const chosen = choice.has(entry.href);
  row.setAttribute("aria-selected", String(chosen));
  row.classList.toggle("chosen", chosen);
  row.querySelector(".check input").checked = chosen;
  row.tabIndex = entry.href === (choice.current ?? entries.shown[0]?.href) ? 0 : -1;
}

// The selection has changed.
function shown() {
  rows.forEach(mark);
  const chosen = app.chosen();
  browser.classList.toggle("choosing", chosen.length > 0);
  const size = chosen.reduce((all, entry) => all + (entry.size ?? 0), 0);
  const known = chosen.some(entry => entry.size !== null);
  tell(tally({all: entries.all.length, shown: entries.shown.length, chosen: chosen.length, size: known ? bytes(size) : ""})
    + (incomplete ? ". " + WORDS.incomplete(incomplete) : ""));
  for (const tool of tools.querySelectorAll("[data-do]")) {
    const why = commands.why(tool.dataset.do);
    tool.setAttribute("aria-disabled", String(why !== null));
    tool.title = why ?? tool.dataset.label ?? tool.title;
  }
  const all = table.querySelector("thead .check input");
  all.checked = chosen.length > 0 && chosen.length === entries.shown.length;
  all.indeterminate = chosen.length > 0 && !all.checked;
}

// Read aloud, so not with each letter that is typed.
function tell(text) {
  clearTimeout(told);
  told = setTimeout(() => {
    const line = document.getElementById("tally");
    if (line.textContent !== text) {
      line.textContent = text;
    }
  }, 60);
}

function draw(anew) {
  rows.show(entries.shown, anew);
  const body = table.tBodies[0];
  body.querySelector("tr.empty")?.remove();
  if (entries.shown.length === 0) {
    body.append(el("tr", {class: "empty"}, el("td", {class: "name", colSpan: COLUMNS},
      entries.all.length > 0 ? WORDS.nothingMatches : WORDS.emptyFolder)));
  }
  shown();
}

// What is filtered is shorter: its beginning shall be in view.
function scrollIfNeeded() {
  const start = scrollY + browser.getBoundingClientRect().top;
  if (scrollY > start) {
    scrollTo(0, start);
  }
}

function take(list, select) {
  const inRows = document.activeElement?.closest("tr[data-href]");
  incomplete = list.incomplete ?? "";
  entries.take(list.entries.map(entryOf));
  choice.keep(href => entries.get(href));
  document.getElementById("cut")?.remove();
  draw(true);
  if (select && entries.get(select)) {
    choice.only(select);
    app.reveal(entries.get(select));
  } else if (inRows) {
    rows.row(choice.current)?.focus({preventScroll: true});
  }
}

function address() {
  const url = new URL(location.href);
  url.searchParams.delete("all");
  const set = (name, value, usual) => value === usual ? url.searchParams.delete(name) : url.searchParams.set(name, value);
  set("sort", entries.order, "name");
  set("filter", filter.value, "");
  history.replaceState(history.state, "", url);
}

function order(key) {
  const now = entries.order;
  entries.sortBy(now === key ? "-" + key : key);
  showOrder();
  draw(false);
  address();
}

function showOrder() {
  const now = entries.order;
  for (const head of table.tHead.querySelectorAll("th[data-key]")) {
    if (head.dataset.key === now.replace(/^-/, "")) {
      head.setAttribute("aria-sort", now.startsWith("-") ? "descending" : "ascending");
    } else {
      head.removeAttribute("aria-sort");
    }
  }
}

function prepareHead() {
  const head = table.tHead.rows[0];
  for (const cell of head.cells) {
    const key = cell.className;
    cell.dataset.key = key;
    cell.replaceChildren(el("button", {type: "button", class: "order", onclick: () => order(key)}, cell.textContent));
  }
  const all = el("input", {type: "checkbox", "aria-label": WORDS.selectAll});
  all.addEventListener("change", () => all.checked ? app.selectAll() : choice.clear());
  head.prepend(el("th", {scope: "col", class: "check"}, el("label", {}, all)));
  head.append(el("th", {scope: "col", class: "act"}, el("span", {class: "unseen"}, "More")));
  const up = table.querySelector("tr.parent");
  up?.replaceChildren(el("td", {class: "check"}), el("td", {class: "name", colSpan: 4},
    el("div", {class: "cell"}, icon("corner-left-up"), up.querySelector("a"))));
}

function clicked(event) {
  const row = event.target.closest("tr[data-href]");
  if (!row) {
    if (uploads.busy && event.target.closest("tr.parent a")) {
      event.preventDefault();
      app.go(app.parent);
    }
    return;
  }
  const href = row.dataset.href;
  const index = rows.place(href);
  const does = event.target.closest("[data-row]")?.dataset.row;
  const link = event.target.closest("a");
  if (event.target.closest(".check")) {
    // A click beside the box, on its label, comes as one on the box, too.
    if (event.target.matches("input")) {
      if (event.shiftKey) {
        app.goTo(index, true, true);
      } else {
        choice.toggle(href);
      }
    }
  } else if (does) {
    if (!choice.has(href) || does === "preview") {
      choice.only(href);
    }
    commands.run(does, event.target.closest("button"));
  } else if (link && !event.shiftKey && !event.ctrlKey && !event.metaKey) {
    choice.current = href;
    const entry = entries.get(href);
    // Leaving the page would end the uploads.
    if (uploads.busy) {
      event.preventDefault();
      choice.only(href);
      commands.run(entry.folder ? "open" : "download");
    }
  } else {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      choice.toggle(href);
    } else {
      app.goTo(index, event.shiftKey, false);
    }
    row.focus({preventScroll: true});
  }
}

function onPointer() {
  const body = table.tBodies[0];
  body.addEventListener("click", clicked);
  body.addEventListener("mousedown", event => {
    // Shift would select text.
    if (event.shiftKey && !event.target.closest("input")) {
      event.preventDefault();
    }
  });
  body.addEventListener("dblclick", event => {
    const row = event.target.closest("tr[data-href]");
    if (row && !event.target.closest("a, button, .check")) {
      choice.only(row.dataset.href);
      commands.run("open");
    }
  });
  table.addEventListener("contextmenu", event => {
    const row = event.target.closest("tr[data-href]");
    if (event.target.closest("thead, input, .naming-row")) {
      return;
    }
    event.preventDefault();
    if (row && !choice.has(row.dataset.href)) {
      choice.only(row.dataset.href);
    } else if (!row) {
      choice.clear();
    }
    commands.menuAt(event.clientX, event.clientY, row);
  });
  body.addEventListener("focusin", event => {
    const row = event.target.closest("tr[data-href]");
    if (row && choice.current !== row.dataset.href) {
      choice.current = row.dataset.href;
      rows.forEach(mark);
    }
  });
  tools.addEventListener("click", event => {
    const tool = event.target.closest("[data-do]");
    if (tool) {
      commands.run(tool.dataset.do, tool);
    }
  });
  let filtering = 0;
  filter.addEventListener("input", () => {
    cancelAnimationFrame(filtering);
    filtering = requestAnimationFrame(() => app.filter(filter.value));
  });
  document.getElementById("path").addEventListener("click", event => {
    const link = event.target.closest("a");
    if (link && uploads.busy && link.pathname.startsWith(top) && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      app.go(link.pathname);
    }
  });
}

// Shows another folder in this page.
async function walk(href, push) {
  const mine = ++asked;
  try {
    const list = await listing(href);
    if (mine !== asked) {
      return;
    }
    app.here = href;
    filter.value = "";
    entries.filter("");
    choice.clear();
    choice.current = choice.anchor = null;
    if (push) {
      history.pushState({walked: true}, "", href);
    }
    document.title = document.title.replace(/^.*(?= · )/, () => lastName(href));
    document.querySelector("h1").textContent = lastName(href);
    const all = crumbs(href);
    document.querySelector("#path ol").replaceChildren(...all.map((crumb, index) =>
      el("li", {}, el("a", {href: crumb.href, "aria-current": index === all.length - 1 ? "page" : null}, crumb.name))));
    take(list);
    scrollTo(0, 0);
  } catch (e) {
    note(e.message, true);
  }
}

function begin() {
  const url = new URL(location.href);
  prepareHead();
  table.setAttribute("role", "grid");
  table.setAttribute("aria-multiselectable", "true");
  table.setAttribute("aria-label", lastName(app.here));
  const given = fromTable(table);
  table.querySelectorAll("tbody tr:not(.parent)").forEach(row => row.remove());
  browser.classList.add("live-files");
  tools.hidden = false;
  entries.sortBy(url.searchParams.get("sort") ?? "name");
  filter.value = url.searchParams.get("filter") ?? "";
  entries.filter(filter.value);
  entries.take(given);
  showOrder();
  onPointer();
  onKeys(app, commands);
  onDrag(app, commands, uploads);
  draw(true);
  const cut = document.getElementById("cut");
  if (cut) {
    cut.replaceChildren(WORDS.loading);
    app.reload();
  }
  const measure = () => browser.style.setProperty("--tools-height", tools.offsetHeight + "px");
  new ResizeObserver(measure).observe(tools);
  measure();
  addEventListener("popstate", () => {
    if (bare(location.pathname) !== bare(app.here)) {
      if (uploads.busy && location.pathname.startsWith(top)) {
        walk(location.pathname, false);
      } else {
        location.reload();
      }
    }
  });
}

begin();
