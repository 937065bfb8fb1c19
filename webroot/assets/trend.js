// The little curves of the dashboard: the last ten minutes of memory and CPU.

import {slot} from "./fleet-row.js";

const SPAN = 600000;
const GAP = 65000;
const WIDTH = 120;
const HEIGHT = 24;
const AT_ONCE = 2;

export class Trend {
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

// Asks for the past of rows that come into view, a few at a time; without it the curve just begins now.
export function seeder(trendOf, done) {
  const waiting = [];
  let busy = 0;

  async function ask(row) {
    const id = row.dataset.id;
    const trend = trendOf(id);
    const now = Date.now();
    try {
      const answer = await fetch("/servers/" + encodeURIComponent(id) + "/telemetry?from="
        + encodeURIComponent(new Date(now - SPAN).toISOString()) + "&to="
        + encodeURIComponent(new Date(now).toISOString()), {headers: {Accept: "application/json"}, redirect: "error"});
      if (answer.ok && trend) {
        const series = await answer.json();
        trend.begin(series.points.map(point => ({at: Date.parse(point.at), mem: point.mem_percent,
          cpu: point.cpu_percent})));
        done(id);
      }
    } catch {
      // The curve begins now.
    }
  }

  async function work() {
    busy++;
    while (waiting.length > 0) {
      await ask(waiting.shift());
    }
    busy--;
  }

  const observer = new IntersectionObserver(entries => {
    for (const entry of entries.filter(one => one.isIntersecting)) {
      observer.unobserve(entry.target);
      waiting.push(entry.target);
      if (busy < AT_ONCE) {
        work();
      }
    }
  });
  return observer;
}
