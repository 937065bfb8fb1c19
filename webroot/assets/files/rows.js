// The rows of a folder of any length. All rows are equally high, so that where one lies needs no measuring; rows exist only for
// what is in view and a little around it, gaps stand for the others. The row with the focus stays while it is out of view.

const AROUND = 12;
const GUESS = 40;

export class Rows {
  #table;
  #body;
  #make;
  #items = [];
  #places = new Map();
  #rows = new Map();
  #above = this.#gap();
  #below = this.#gap();
  #height = GUESS;
  #columns;
  #frame = 0;

  // make(entry) gives a row.
  constructor(table, make, columns) {
    this.#table = table;
    this.#body = table.tBodies[0];
    this.#make = make;
    this.#columns = columns;
    const later = () => this.later();
    addEventListener("scroll", later, {passive: true});
    addEventListener("resize", () => {
      this.#height = 0;
      later();
    });
  }

  get items() {
    return this.#items;
  }

  // Rows that are there stay, unless anew.
  show(items, anew) {
    this.#items = items;
    this.#places = new Map(items.map((entry, index) => [entry.href, index]));
    this.#table.setAttribute("aria-rowcount", String(items.length + 1));
    if (anew) {
      this.#rows.forEach(row => row.remove());
      this.#rows.clear();
    }
    this.render();
  }

  place(href) {
    return this.#places.get(href) ?? -1;
  }

  row(href) {
    return this.#rows.get(href);
  }

  forEach(work) {
    this.#rows.forEach((row, href) => work(row, this.#items[this.#places.get(href)]));
  }

  // Rows in a screen.
  get page() {
    return Math.max(1, Math.floor((innerHeight - this.#head()) / this.#height) - 1);
  }

  later() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.render();
    });
  }

  reveal(index) {
    const top = this.#above.getBoundingClientRect().top + index * this.#height;
    const head = this.#head();
    const foot = innerHeight - 8;
    if (top < head) {
      scrollBy(0, top - head);
    } else if (top + this.#height > foot) {
      scrollBy(0, top + this.#height - foot);
    }
    this.render();
  }

  // What covers the top of the window.
  #head() {
    const head = this.#table.tHead.rows[0].cells[0].getBoundingClientRect();
    return head.height > 0 ? head.bottom : document.getElementById("tools").getBoundingClientRect().bottom;
  }

  render() {
    if (this.#height === 0) {
      this.#height = [...this.#rows.values()].find(row => row.isConnected)?.getBoundingClientRect().height || GUESS;
    }
    if (!this.#above.isConnected) {
      this.#body.append(this.#above, this.#below);
    }
    this.#draw();
    const first = this.#rows.values().next().value;
    const height = first?.getBoundingClientRect().height;
    if (height && Math.abs(height - this.#height) > 0.01) {
      this.#height = height;
      this.#draw();
    }
  }

  #draw() {
    const top = -this.#above.getBoundingClientRect().top;
    const count = this.#items.length;
    const from = Math.max(0, Math.min(count, Math.floor(top / this.#height) - AROUND));
    const to = Math.min(count, Math.max(from, Math.ceil((top + innerHeight) / this.#height) + AROUND));
    const focused = document.activeElement?.closest("tr[data-href]")?.dataset.href;
    for (const [href, row] of this.#rows) {
      const place = this.#places.get(href);
      if (place === undefined || ((place < from || place >= to) && href !== focused)) {
        row.remove();
        this.#rows.delete(href);
      }
    }
    let next = this.#above.nextElementSibling;
    for (let index = from; index < to; index++) {
      const row = this.#rowOf(index);
      if (row === next) {
        next = next.nextElementSibling;
      } else {
        this.#body.insertBefore(row, next);
      }
    }
    this.#size(this.#above, from);
    this.#size(this.#below, count - to);
  }

  #rowOf(index) {
    const entry = this.#items[index];
    let row = this.#rows.get(entry.href);
    if (!row) {
      row = this.#make(entry);
      row.dataset.href = entry.href;
      this.#rows.set(entry.href, row);
    }
    row.setAttribute("aria-rowindex", String(index + 2));
    return row;
  }

  #gap() {
    const row = document.createElement("tr");
    row.className = "gap";
    row.setAttribute("aria-hidden", "true");
    row.append(document.createElement("td"));
    return row;
  }

  #size(gap, rows) {
    gap.firstChild.colSpan = this.#columns;
    gap.firstChild.style.height = rows * this.#height + "px";
  }
}
