// A table of any length: rows exist only for what is in view and around it, gaps stand for the others. Rows differ in
// height; what was never shown counts as high as most others, until it is.

const LEAST = 10;
const AROUND = 0.5;
const GUESS = 60;
const HEAD_ROWS = 1;

export class RowWindow {
  #table;
  #body;
  #on;
  #ids = [];
  #places = new Map();
  #rows = new Map();
  #heights = new Map();
  #guess;
  #tops = new Float64Array(1);
  #outdated = true;
  #width = innerWidth;
  #sizes = new ResizeObserver(entries => this.#measured(entries));

  // on.make(id) gives a row, on.left(id) hears that it is gone, on.moved() that render() is due. Rows that are there are taken
  // over.
  constructor(table, on) {
    this.#table = table;
    this.#body = table.tBodies[0];
    this.#on = on;
    for (const row of this.#body.rows) {
      this.#rows.set(row.dataset.id, row);
      this.#sizes.observe(row);
    }
    this.#guess = this.#rows.size > 0 ? this.#body.offsetHeight / this.#rows.size : GUESS;
    addEventListener("scroll", on.moved, {passive: true});
    addEventListener("resize", on.moved);
  }

  get ids() {
    return this.#ids;
  }

  set ids(ids) {
    this.#ids = ids;
    this.#places = new Map(ids.map((id, index) => [id, index]));
    this.#outdated = true;
    this.#table.setAttribute("aria-rowcount", String(ids.length + HEAD_ROWS));
  }

  has(id) {
    return this.#places.has(id);
  }

  row(id) {
    return this.#rows.get(id);
  }

  shown() {
    return [...this.#rows.keys()];
  }

  focused() {
    const active = document.activeElement;
    return this.#body.contains(active) ? active.closest("tr").dataset.id : undefined;
  }

  // The first one that isn't above what is in view.
  first() {
    this.#arrange();
    return this.#ids[this.#at(-this.#body.getBoundingClientRect().top)];
  }

  scrollTo(id) {
    this.#arrange();
    if (this.#places.has(id)) {
      scrollTo({top: scrollY + this.#body.getBoundingClientRect().top + this.#tops[this.#places.get(id)]});
    }
  }

  render() {
    this.#arrange();
    const wanted = this.#wanted();
    const active = document.activeElement;
    const keep = new Set(wanted.map(index => this.#ids[index]));
    for (const id of this.#rows.keys()) {
      if (!keep.has(id)) {
        this.#drop(id);
      }
    }
    this.#body.querySelectorAll("tr.gap").forEach(gap => gap.remove());
    this.#place(wanted);
    // A row that was moved has lost it.
    if (active !== document.activeElement && this.#body.contains(active)) {
      active.focus({preventScroll: true});
    }
  }

  #place(wanted) {
    let next = this.#body.firstElementChild;
    let done = 0;
    for (const index of wanted) {
      this.#fillGap(done, index, next);
      const row = this.#rowOf(this.#ids[index]);
      if (row === next) {
        next = next.nextElementSibling;
      } else {
        this.#body.insertBefore(row, next);
      }
      const number = String(index + HEAD_ROWS + 1);
      if (row.getAttribute("aria-rowindex") !== number) {
        row.setAttribute("aria-rowindex", number);
      }
      done = index + 1;
    }
    this.#fillGap(done, this.#ids.length, null);
  }

  #fillGap(from, to, before) {
    if (to > from) {
      const gap = document.createElement("tr");
      gap.className = "gap";
      gap.setAttribute("aria-hidden", "true");
      const cell = document.createElement("td");
      cell.colSpan = this.#table.tHead.rows[0].cells.length;
      cell.style.height = this.#tops[to] - this.#tops[from] + "px";
      gap.append(cell);
      this.#body.insertBefore(gap, before);
    }
  }

  #rowOf(id) {
    let row = this.#rows.get(id);
    if (!row) {
      row = this.#on.make(id);
      this.#rows.set(id, row);
      this.#sizes.observe(row);
    }
    return row;
  }

  #drop(id) {
    const row = this.#rows.get(id);
    this.#sizes.unobserve(row);
    row.remove();
    this.#rows.delete(id);
    this.#on.left(id);
  }

  // What is in view and around it, and the row with the focus between its neighbours, so that Tab goes on from it.
  #wanted() {
    const top = -this.#body.getBoundingClientRect().top;
    const around = innerHeight * AROUND;
    const count = this.#ids.length;
    const first = Math.min(this.#at(top - around), Math.max(0, count - LEAST));
    const last = Math.max(this.#at(top + innerHeight + around), first + LEAST - 1);
    const wanted = new Set();
    for (let index = first; index <= last && index < count; index++) {
      wanted.add(index);
    }
    const focused = this.#places.get(this.focused());
    if (focused !== undefined) {
      [focused - 1, focused, focused + 1].filter(index => index >= 0 && index < count).forEach(index => wanted.add(index));
    }
    return [...wanted].sort((a, b) => a - b);
  }

  // The row at this height, the first or the last where there is none.
  #at(height) {
    let low = 0;
    let high = this.#ids.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#tops[middle] <= height) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  #arrange() {
    if (!this.#outdated) {
      return;
    }
    this.#outdated = false;
    const tops = new Float64Array(this.#ids.length + 1);
    this.#ids.forEach((id, index) => {
      tops[index + 1] = tops[index] + (this.#heights.get(id) ?? this.#guess);
    });
    this.#tops = tops;
  }

  #measured(entries) {
    if (innerWidth !== this.#width) {
      this.#width = innerWidth;
      this.#heights = new Map([...this.#rows].map(([id, row]) => [id, row.offsetHeight]));
      this.#guessAnew();
    }
    const first = this.#heights.size === 0;
    let changed = false;
    for (const {target, borderBoxSize: [{blockSize: height}]} of entries) {
      const id = target.dataset.id;
      if (height > 0 && this.#heights.get(id) !== height) {
        changed ||= height !== (this.#heights.get(id) ?? this.#guess);
        this.#heights.set(id, height);
      }
    }
    if (first) {
      this.#guessAnew();
    }
    if (changed) {
      this.#outdated = true;
      this.#on.moved();
    }
  }

  // Most have this height exactly: then nothing has to be reckoned anew when they come into view.
  #guessAnew() {
    if (this.#heights.size > 0) {
      this.#guess = [...this.#heights.values()].sort((a, b) => a - b)[this.#heights.size >> 1];
      this.#outdated = true;
    }
  }
}
