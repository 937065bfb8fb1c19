// The little curves of the dashboard: the last ten minutes of memory and CPU. They are kept for rows that are or were in view;
// for others nothing is done.

import {slot} from "./fleet-row.js";

const SPAN = 600000;
const GAP = 65000;
const WIDTH = 120;
const HEIGHT = 24;
const AT_ONCE = 2;
const REST = 200;
const KEPT = 200;

class Trend {
  seeded = false;
  #points = [];

  add(at, mem, cpu) {
    const last = this.#points.at(-1);
    if (last && at <= last.at) {
      return;
    }
    this.#points.push({at, mem, cpu});
    while (this.#points[0].at < at - SPAN) {
      this.#points.shift();
    }
  }

  // What was before the page was opened.
  begin(points) {
    const first = this.#points[0]?.at ?? Infinity;
    this.#points = [...points.filter(point => point.at < first), ...this.#points];
  }

  draw(row) {
    const end = this.#points.at(-1)?.at ?? 0;
    slot(row, "mem-line")?.setAttribute("d", this.#line("mem", end));
    slot(row, "cpu-line")?.setAttribute("d", this.#line("cpu", end));
  }

  #line(key, end) {
    let path = "";
    let before = -Infinity;
    for (const point of this.#points) {
      if (point[key] === undefined || point[key] === null) {
        continue;
      }
      const x = (WIDTH * (1 - (end - point.at) / SPAN)).toFixed(1);
      const y = (HEIGHT * (1 - point[key] / 100)).toFixed(1);
      path += (point.at - before > GAP ? "M" : "L") + x + " " + y;
      before = point.at;
    }
    return path;
  }
}

export class Trends {
  #trends = new Map();
  #waiting = [];
  #busy = 0;
  #timer = 0;
  #seeded;

  // seeded(id) hears that a curve has got its past.
  constructor(seeded) {
    this.#seeded = seeded;
  }

  // By the portal's clock; the sample's own time is by its server's.
  learn(server) {
    const trend = this.#trends.get(server.id);
    if (trend && server.sample && server.last_seen) {
      trend.add(Date.parse(server.last_seen), server.sample.mem_percent, server.sample.cpu_percent);
    }
  }

  draw(row, server) {
    if (!this.#trends.has(server.id)) {
      this.#trends.set(server.id, new Trend());
      this.learn(server);
    }
    this.#trends.get(server.id).draw(row);
  }

  forget(id) {
    this.#trends.delete(id);
  }

  // The rows that there are now. Once they rest, the past of those without one is asked for, a few at a time; without it
  // the curve just begins now.
  show(ids) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(ids), REST);
  }

  #ask(ids) {
    for (const id of [...this.#trends.keys()].slice(0, Math.max(0, this.#trends.size - KEPT))) {
      if (!ids.includes(id)) {
        this.#trends.delete(id);
      }
    }
    this.#waiting = ids.filter(id => this.#trends.get(id)?.seeded === false);
    while (this.#busy < AT_ONCE && this.#waiting.length > 0) {
      this.#work();
    }
  }

  async #work() {
    this.#busy++;
    while (this.#waiting.length > 0) {
      const id = this.#waiting.shift();
      const trend = this.#trends.get(id);
      if (trend && !trend.seeded) {
        trend.seeded = true;
        await this.#seed(id, trend);
      }
    }
    this.#busy--;
  }

  async #seed(id, trend) {
    const now = Date.now();
    try {
      const answer = await fetch("/servers/" + encodeURIComponent(id) + "/telemetry?from="
        + encodeURIComponent(new Date(now - SPAN).toISOString()) + "&to="
        + encodeURIComponent(new Date(now).toISOString()), {headers: {Accept: "application/json"}, redirect: "error"});
      if (answer.ok) {
        const series = await answer.json();
        trend.begin(series.points.map(point => ({at: Date.parse(point.at), mem: point.mem_percent,
          cpu: point.cpu_percent})));
        this.#seeded(id);
      }
    } catch {
      // The curve begins now.
    }
  }
}
