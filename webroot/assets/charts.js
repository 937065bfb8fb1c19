// Charts of a server's past as SVG: axes with units, gaps where nothing was measured, and the same as a table.

const HEIGHT = 170;
// Room for "128 MiB/s".
const LEFT = 76;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 24;
const ROWS = 24;
const PAGE = 60;
const NAMESPACE = "http://www.w3.org/2000/svg";
const HOUR = 3600;
const DAY = 86400;
const TICKS = [60, 300, 600, 900, 1800, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 5 * DAY, 7 * DAY,
  14 * DAY];

function svg(name, attributes, ...children) {
  const element = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

function html(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

// The top of the axis: what is round in the unit.
function ceiling(chart, series) {
  if (chart.top) {
    return chart.top;
  }
  const highest = Math.max(0, ...series.points.flatMap(point => chart.lines.map(line => point[line.key]?.max ?? 0)));
  const base = chart.binary ? 1024 : 10;
  let step = 1;
  while (step * base <= highest) {
    step *= base;
  }
  const factors = chart.binary ? [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] : [1, 2, 4, 6, 8, 10];
  return Math.max(chart.least, factors.map(factor => factor * step).find(top => top >= highest));
}

function timeText(seconds, span) {
  const date = new Date(seconds * 1000);
  return span > 2 * DAY
    ? date.toLocaleDateString(undefined, {day: "numeric", month: "short"})
    : date.toLocaleTimeString(undefined, {hour: "2-digit", minute: "2-digit", hourCycle: "h23"});
}

const momentText = (seconds, step) => new Date(seconds * 1000).toLocaleString(undefined,
  {day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...(step < 60 && {second: "2-digit"})});

class Scale {
  constructor(width, range, top) {
    this.width = width;
    this.range = range;
    this.top = top;
  }

  x(at) {
    return LEFT + (at - this.range.from) / (this.range.to - this.range.from) * (this.width - LEFT - RIGHT);
  }

  y(value) {
    return TOP + (1 - Math.min(1, value / this.top)) * (HEIGHT - TOP - BOTTOM);
  }

  at(x) {
    return this.range.from + (x - LEFT) / (this.width - LEFT - RIGHT) * (this.range.to - this.range.from);
  }
}

function path(series, scale, value) {
  let text = "";
  let before = -Infinity;
  for (const point of series.points) {
    const known = value(point);
    if (known === undefined || known === null) {
      continue;
    }
    const joined = point.at - before <= series.gap;
    // A point with gaps on both sides would be invisible as a line.
    text += (joined ? "L" : "M") + scale.x(point.at).toFixed(1) + " " + scale.y(known).toFixed(1) + (joined ? "" : "h1");
    before = point.at;
  }
  return text;
}

// Round times of the reader's day, at most so many. Days begin at midnight, also where a clock was put forward meanwhile.
function moments(range, most) {
  const every = TICKS.find(tick => (range.to - range.from) / tick <= most) ?? 14 * DAY;
  const first = new Date(range.to * 1000);
  const all = [];
  if (every >= DAY) {
    first.setHours(0, 0, 0, 0);
    for (let day = first; day.getTime() >= range.from * 1000; day.setDate(day.getDate() - every / DAY)) {
      all.push(day.getTime() / 1000);
    }
    return all;
  }
  const zone = first.getTimezoneOffset() * 60;
  for (let at = Math.ceil((range.from - zone) / every) * every + zone; at <= range.to; at += every) {
    all.push(at);
  }
  return all;
}

function axes(chart, scale) {
  const parts = [];
  const bottom = HEIGHT - BOTTOM;
  for (let i = 0; i <= 4; i++) {
    const value = scale.top * i / 4;
    if (chart.whole && !Number.isInteger(value)) {
      continue;
    }
    const y = scale.y(value).toFixed(1);
    parts.push(svg("line", {class: "rule", x1: LEFT, x2: scale.width - RIGHT, y1: y, y2: y}),
      svg("text", {class: "unit", x: LEFT - 8, y, "text-anchor": "end", "dominant-baseline": "middle"},
        chart.text(value).replace(".0 ", " ")));
  }
  const span = scale.range.to - scale.range.from;
  for (const at of moments(scale.range, Math.max(2, (scale.width - LEFT) / 90))) {
    const x = scale.x(at).toFixed(1);
    const anchor = x > scale.width - 40 ? "end" : "middle";
    parts.push(svg("line", {class: "mark", x1: x, x2: x, y1: bottom, y2: bottom + 4}),
      svg("text", {class: "unit", x, y: HEIGHT - 6, "text-anchor": anchor}, timeText(at, span)));
  }
  return parts;
}

function summary(chart, series) {
  return chart.lines.map(line => {
    const known = series.points.filter(point => point[line.key]);
    if (known.length === 0) {
      return line.label + ": nothing was measured";
    }
    const highest = Math.max(...known.map(point => point[line.key].max));
    return line.label + ": last " + chart.text(known.at(-1)[line.key].mean) + ", highest " + chart.text(highest);
  }).join("; ");
}

function tableOf(chart, series) {
  const size = Math.ceil(series.points.length / ROWS);
  const chosen = series.points.filter((point, index) => (series.points.length - 1 - index) % Math.max(1, size) === 0);
  const head = html("tr", {}, html("th", {scope: "col"}, "Time"),
    ...chart.lines.map(line => html("th", {scope: "col"}, line.label)));
  const rows = chosen.map(point => html("tr", {}, html("th", {scope: "row"}, momentText(point.at, series.step)),
    ...chart.lines.map(line => html("td", {}, point[line.key] ? chart.text(point[line.key].mean) : "–"))));
  return html("table", {class: "numbers"}, html("thead", {}, head), html("tbody", {}, ...rows));
}

function nearest(series, at) {
  const near = series.points.reduce((best, point) => !best || Math.abs(point.at - at) < Math.abs(best.at - at)
    ? point : best, null);
  return near && Math.abs(near.at - at) <= Math.max(3 * series.step, series.gap) ? near : null;
}

// What a point says: its mean, and its highest where that is drawn and is another text.
function reading(chart, point, step) {
  return momentText(point.at, step) + ": " + chart.lines.filter(line => point[line.key]).map(line => {
    const [mean, max] = [chart.text(point[line.key].mean), chart.text(point[line.key].max)];
    return line.label + " " + mean + (chart.plain || mean === max ? "" : ", highest " + max);
  }).join(", ");
}

// By pointer, or by keys once it has the focus.
function readOut({picture, series, scale, cursor, said, last}, chart) {
  let index = -1;
  const show = point => {
    index = point ? series.points.indexOf(point) : -1;
    last.at = point?.at;
    cursor.setAttribute("visibility", point ? "visible" : "hidden");
    said.textContent = point ? reading(chart, point, series.step) : "";
    if (point) {
      const x = scale.x(point.at).toFixed(1);
      cursor.setAttribute("x1", x);
      cursor.setAttribute("x2", x);
    }
  };
  picture.addEventListener("pointermove", event => {
    const box = picture.getBoundingClientRect();
    show(nearest(series, scale.at((event.clientX - box.left) / box.width * scale.width)));
  });
  picture.addEventListener("pointerleave", () => show(null));
  picture.addEventListener("blur", () => show(null));
  picture.addEventListener("keydown", event => {
    const end = series.points.length - 1;
    const from = index < 0 ? end + 1 : index;
    const to = {ArrowLeft: from - 1, ArrowRight: from + 1, PageUp: from - PAGE, PageDown: from + PAGE, Home: 0,
      End: end}[event.key];
    if (to !== undefined && end >= 0 && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      show(series.points[Math.min(end, Math.max(0, to))]);
    }
  });
  return show;
}

// One figure, that stays while its data changes. chart: {title, lines: [{key, label, kind}], text, top or least}.
export function makeChart(chart) {
  const said = html("span", {class: "said", role: "status"});
  const last = {at: undefined};
  const keys = chart.lines.length > 1
    ? chart.lines.map(line => html("span", {class: "key " + line.kind}, line.label)) : [];
  const highest = html("span", {class: "key faint one", hidden: ""}, "Highest");
  const place = html("div", {class: "plot"});
  const table = html("details", {}, html("summary", {}, "As a table", html("span", {class: "unseen"}, ": " + chart.title)));
  const element = html("figure", {class: "chart"},
    html("figcaption", {}, html("strong", {}, chart.title), " ", ...keys, highest, said), place, table);

  function draw(series, range) {
    const width = Math.max(280, place.clientWidth || 600);
    const scale = new Scale(width, range, ceiling(chart, series));
    const cursor = svg("line", {class: "cursor", y1: TOP, y2: HEIGHT - BOTTOM, visibility: "hidden"});
    const picture = svg("svg", {viewBox: "0 0 " + width + " " + HEIGHT, role: "img", tabindex: "0",
      "aria-label": chart.title + ". " + summary(chart, series) + ". Arrow keys read its points."}, ...axes(chart, scale));
    highest.hidden = chart.plain || series.points.every(point => chart.lines.every(line => !point[line.key]
      || point[line.key].max === point[line.key].mean));
    for (const line of chart.lines) {
      if (!chart.plain) {
        picture.append(svg("path", {class: "high " + line.kind, d: path(series, scale, point => point[line.key]?.max)}));
      }
      picture.append(svg("path", {class: "mean " + line.kind, d: path(series, scale, point => point[line.key]?.mean)}));
    }
    picture.append(cursor);
    const {at} = last;
    const focused = place.contains(document.activeElement);
    const show = readOut({picture, series, scale, cursor, said, last}, chart);
    place.replaceChildren(picture);
    if (focused) {
      picture.focus({preventScroll: true});
    }
    // What was being read goes on being read, unless it isn't in this picture.
    show(at === undefined ? null : nearest(series, at));
    const open = table.open;
    table.replaceChildren(table.firstElementChild, tableOf(chart, series));
    table.open = open;
  }
  return {element, draw};
}

// Some servers report every few seconds, others once a minute: a gap is what is much longer than usual.
function longestWithoutGap(step, points) {
  const distances = points.slice(1).map((point, index) => point.at - points[index].at).sort((a, b) => a - b);
  return Math.max(1.5 * step, 2.5 * (distances[distances.length >> 1] ?? 0));
}

export function readSeries(json) {
  const points = json.points.map(point => {
    const read = {at: Date.parse(point.at) / 1000};
    for (const name of json.metrics.filter(metric => typeof point[metric] === "number")) {
      read[name] = {mean: point[name], max: point[name + "_max"] ?? point[name]};
    }
    return read;
  }).sort((a, b) => a.at - b.at);
  return {step: json.step, gap: longestWithoutGap(json.step, points), points};
}
