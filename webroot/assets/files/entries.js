// The entries of one folder: read from the page or from the portal's JSON, put in order and filtered.

import {bare, inOrder, nameOf} from "./paths.js";

// Digits count as numbers, and neither case nor accents count: keys of text compare much faster than a collator.
function keyOf(name) {
  const plain = /^[\x00-\x7f]*$/.test(name) ? name : name.normalize("NFKD").replace(/\p{M}/gu, "");
  return plain.toLowerCase().replace(/\d+/g, digits => {
    const number = digits.replace(/^0+(?=\d)/, "");
    return "0" + String.fromCharCode(0x30 + Math.min(number.length, 0x40)) + number;
  });
}

export function entryOf({href, name, type, size, modified}) {
  const exact = nameOf(href);
  const label = inOrder(name);
  return {
    href,
    name: exact ?? label,
    exact: exact !== null,
    label,
    type,
    folder: type === "directory",
    link: type === "symlink",
    size,
    modified,
    time: modified ? Date.parse(modified) : -Infinity,
    lower: label.toLowerCase(),
    key: keyOf(label),
  };
}

// From the rows that the page came with.
export function fromTable(table) {
  const found = [];
  for (const row of table.tBodies[0].rows) {
    const link = row.querySelector(".name a");
    if (link && !row.classList.contains("parent")) {
      const type = row.className;
      const text = link.textContent;
      found.push(entryOf({
        href: link.getAttribute("href"),
        name: type === "directory" ? bare(text) : text,
        type,
        size: row.querySelector("data") ? Number(row.querySelector("data").value) : null,
        modified: row.querySelector("time")?.dateTime ?? null,
      }));
    }
  }
  return found;
}

const text = (a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : a.name < b.name ? -1 : a.name > b.name ? 1 : 0;

const ORDERS = {
  name: text,
  size: (a, b) => (a.size ?? -1) - (b.size ?? -1) || text(a, b),
  modified: (a, b) => a.time === b.time ? text(a, b) : a.time - b.time,
};

export class Entries {
  #all = [];
  #sorted = [];
  #shown = [];
  #wanted = "";
  #order = "name";
  #byHref = new Map();
  #byName = new Map();

  get all() {
    return this.#all;
  }

  get shown() {
    return this.#shown;
  }

  get order() {
    return this.#order;
  }

  get wanted() {
    return this.#wanted;
  }

  get(href) {
    return this.#byHref.get(href);
  }

  // By its name, whatever it is.
  named(name) {
    return this.#byName.get(name);
  }

  take(entries) {
    this.#all = entries;
    this.#byHref = new Map(entries.map(entry => [entry.href, entry]));
    this.#byName = new Map(entries.map(entry => [entry.name, entry]));
    this.#sort();
  }

  drop(hrefs) {
    const gone = new Set(hrefs);
    this.take(this.#all.filter(entry => !gone.has(entry.href)));
  }

  // "-size": the largest first. Folders stay before files.
  sortBy(order) {
    const key = order.replace(/^-/, "");
    this.#order = ORDERS[key] ? order : "name";
    this.#sort();
  }

  // What goes on from what was typed before needs to be looked for among what was found for that only.
  filter(typed) {
    const wanted = typed.toLowerCase();
    const among = this.#wanted !== "" && wanted.startsWith(this.#wanted) ? this.#shown : this.#sorted;
    this.#wanted = wanted;
    this.#shown = wanted === "" ? this.#sorted : among.filter(entry => entry.lower.includes(wanted));
  }

  #sort() {
    const compare = ORDERS[this.#order.replace(/^-/, "")];
    const turn = this.#order.startsWith("-") ? -1 : 1;
    this.#sorted = [...this.#all].sort((a, b) => a.folder === b.folder ? turn * compare(a, b) : a.folder ? -1 : 1);
    const wanted = this.#wanted;
    this.#wanted = "";
    this.filter(wanted);
  }
}
