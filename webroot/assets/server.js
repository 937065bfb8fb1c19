// A server's page: how it stands now, live, and charts of what was.

import "./copy.js";
import "./server-log.js";
import {makeChart, readSeries} from "./charts.js";
import {age, fill} from "./fleet-row.js";
import {bytes, percent, stateText} from "./fleet-text.js";
import {linkLine} from "./link.js";
import {follow} from "./live.js";

const AGES = 5000;
const REFRESH = {3600: 15000, 86400: 120000, 2592000: 600000};
const CHARTS = [
  {title: "Memory", lines: [{key: "mem_percent", label: "Memory", kind: "one"}], text: percent, top: 100},
  {title: "CPU", lines: [{key: "cpu_percent", label: "CPU", kind: "one"}], text: percent, top: 100},
  {title: "Disk", lines: [{key: "ftp_disk_percent", label: "Files of FTP users", kind: "one"},
    {key: "root_disk_percent", label: "System", kind: "two"}], text: percent, top: 100, plain: true},
  {title: "Inodes", lines: [{key: "ftp_inodes_percent", label: "Files of FTP users", kind: "one"},
    {key: "root_inodes_percent", label: "System", kind: "two"}], text: percent, top: 100, plain: true},
  {title: "FTP sessions", lines: [{key: "ftp_sessions", label: "Sessions", kind: "one"}], least: 4,
    text: value => String(Math.round(value * 10) / 10)},
  {title: "Network", lines: [{key: "received_bytes_per_second", label: "Receives", kind: "one"},
    {key: "sent_bytes_per_second", label: "Sends", kind: "two"}], least: 1024, binary: true, plain: true,
    text: value => bytes(value) + "/s"},
];

const panel = document.getElementById("server");
const section = document.getElementById("charts");
const list = document.getElementById("chart-list");
const note = document.getElementById("charts-say");
const charts = CHARTS.map(makeChart);
let server = null;
let ahead = 0;
let frame = 0;
let asked = 0;
let next = 0;
let shown = null;

const span = () => Number(section.querySelector("[aria-pressed=true]").dataset.span);

function paint() {
  frame = 0;
  fill(panel, server, ahead);
}

function learn(news) {
  if (server && server.state !== news.state) {
    document.getElementById("news").textContent = news.alias + " is " + stateText(news.state).toLowerCase() + ".";
  }
  server = {...server, ...news};
  if (!frame && !document.hidden) {
    frame = requestAnimationFrame(paint);
  }
}

function gone() {
  document.getElementById("news").textContent = "This server isn't there any more, or you may not use it any more.";
  panel.classList.add("old");
}

function draw() {
  const empty = shown.series.points.length === 0;
  // Of a server that was never measured, axes would say no more than the note does.
  list.hidden = empty;
  if (!empty) {
    charts.forEach(chart => chart.draw(shown.series, shown.range));
  }
  note.textContent = empty ? "Nothing was measured in this time."
    : "Times are those of " + Intl.DateTimeFormat().resolvedOptions().timeZone + ".";
}

async function load() {
  clearTimeout(next);
  next = setTimeout(load, REFRESH[span()]);
  if (document.hidden) {
    return;
  }
  const mine = ++asked;
  const to = Math.floor((Date.now() + ahead) / 1000);
  const range = {from: to - span(), to};
  const time = seconds => encodeURIComponent(new Date(seconds * 1000).toISOString());
  try {
    const answer = await fetch("/servers/" + encodeURIComponent(panel.dataset.id) + "/telemetry?from=" + time(range.from)
      + "&to=" + time(range.to), {headers: {Accept: "application/json"}, redirect: "error"});
    if (!answer.ok) {
      throw new Error("status " + answer.status);
    }
    const series = readSeries(await answer.json());
    if (mine === asked) {
      shown = {series, range};
      draw();
    }
  } catch {
    note.textContent = "The history can't be had at the moment." + (shown ? " What is shown is older." : "");
  }
}

section.hidden = false;
list.append(...charts.map(chart => chart.element));
section.addEventListener("click", event => {
  const button = event.target.closest("[data-span]");
  if (button) {
    section.querySelectorAll("[data-span]").forEach(one => one.setAttribute("aria-pressed", String(one === button)));
    load();
  }
});
let width = 0;
new ResizeObserver(() => {
  if (list.clientWidth !== width) {
    width = list.clientWidth;
    if (shown) {
      draw();
    }
  }
}).observe(list);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) {
    if (server) {
      paint();
    }
    load();
  }
});
setInterval(() => server && age(panel, server, ahead), AGES);
follow({
  ...linkLine(),
  states: all => {
    const mine = all.find(one => one.id === panel.dataset.id);
    if (mine) {
      learn(mine);
    } else {
      gone();
    }
  },
  tick: (changed, missing) => {
    const mine = changed.find(one => one.id === panel.dataset.id);
    if (mine) {
      learn(mine);
    } else if (missing.includes(panel.dataset.id)) {
      gone();
    }
  },
  clock: difference => {
    ahead = difference;
  },
});
load();
