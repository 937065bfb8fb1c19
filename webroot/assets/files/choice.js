// Which entries are selected, which one the keyboard is at, and from where a range is reckoned.

export class Choice {
  #chosen = new Set();
  #changed;
  current = null;
  anchor = null;

  constructor(changed) {
    this.#changed = changed;
  }

  get size() {
    return this.#chosen.size;
  }

  get hrefs() {
    return this.#chosen;
  }

  has(href) {
    return this.#chosen.has(href);
  }

  only(href) {
    this.#chosen = new Set([href]);
    this.current = this.anchor = href;
    this.#changed();
  }

  toggle(href) {
    if (!this.#chosen.delete(href)) {
      this.#chosen.add(href);
    }
    this.current = this.anchor = href;
    this.#changed();
  }

  // From the anchor to here, in the order that is shown; what was selected besides stays when "more".
  range(items, from, to, more) {
    const hrefs = items.slice(Math.min(from, to), Math.max(from, to) + 1).map(entry => entry.href);
    this.#chosen = new Set(more ? [...this.#chosen, ...hrefs] : hrefs);
    this.current = items[to].href;
    this.#changed();
  }

  all(items) {
    this.#chosen = new Set(items.map(entry => entry.href));
    this.#changed();
  }

  clear() {
    this.#chosen = new Set();
    this.#changed();
  }

  // Without what isn't there any more.
  keep(isThere) {
    const kept = [...this.#chosen].filter(isThere);
    this.current = this.current !== null && isThere(this.current) ? this.current : null;
    this.anchor = this.anchor !== null && isThere(this.anchor) ? this.anchor : null;
    this.#chosen = new Set(kept);
  }
}
