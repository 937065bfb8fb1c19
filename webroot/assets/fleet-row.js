// Puts a server's numbers where a page shows them: into the elements with data-v. Touches only what has changed, so that
// nothing moves and nothing loses the focus.

import * as text from "./fleet-text.js";

const FULL = 90;
const slots = new WeakMap();

export function slot(root, name) {
  let known = slots.get(root);
  if (!known) {
    known = new Map([...root.querySelectorAll("[data-v]")].map(element => [element.dataset.v, element]));
    slots.set(root, known);
  }
  return known.get(name);
}

function put(root, name, value) {
  const element = slot(root, name);
  if (element && element.textContent !== value) {
    element.textContent = value;
  }
}

function set(element, attribute, value) {
  if (element && element.getAttribute(attribute) !== value) {
    element.setAttribute(attribute, value);
  }
}

function bar(root, name, value, title, unit = "") {
  put(root, name, text.percent(value) + unit);
  const level = slot(root, name + "-bar");
  set(level, "width", String(Math.round(value ?? 0)));
  level?.classList.toggle("full", value >= FULL);
  set(slot(root, name + "-title"), "title", title);
}

function alerts(root, kinds) {
  const list = slot(root, "alerts");
  const key = kinds.join();
  if (list && list.dataset.kinds !== key) {
    list.dataset.kinds = key;
    list.replaceChildren(...kinds.map(kind => {
      const item = document.createElement("li");
      item.textContent = text.alertText(kind);
      return item;
    }));
  }
}

// Ages grow while nothing is told.
export function age(root, server, ahead) {
  const element = slot(root, "seen");
  if (!element) {
    return;
  }
  if (server.state === "live" || !server.last_seen) {
    put(root, "seen", "");
    return;
  }
  const seen = Date.parse(server.last_seen);
  put(root, "seen", "Last seen " + text.duration((Date.now() + ahead - seen) / 1000) + " ago");
  set(element, "title", new Date(seen).toLocaleString(undefined, {dateStyle: "medium", timeStyle: "medium", hourCycle: "h23"}));
}

function facts(root, known) {
  if (!known) {
    return;
  }
  const joined = (...parts) => text.orDash(parts.filter(part => part).join(" "));
  put(root, "f-system", text.orDash(known.system));
  put(root, "f-kernel", joined(known.kernel, known.architecture));
  put(root, "f-daemon", joined(known.ftp_daemon, known.ftp_version));
  put(root, "f-host", text.orDash(known.host_name));
  put(root, "f-addresses", text.orDash(known.addresses.join(", ")));
  put(root, "f-agent", text.orDash(known.agent_version));
  put(root, "f-datalink", text.datalink(known.datalink));
}

export function fill(root, server, ahead) {
  const sample = server.sample ?? undefined;
  const titles = text.titles(sample);
  put(root, "state", text.stateText(server.state));
  set(slot(root, "state"), "data-state", server.state);
  root.classList.toggle("dated", server.state !== "live");
  put(root, "probe", text.probe(server.probe));
  put(root, "reason", server.probe_reason ?? server.reason ?? "");
  alerts(root, server.alerts);
  age(root, server, ahead);
  bar(root, "mem", sample?.mem_percent, titles.mem);
  bar(root, "cpu", sample?.cpu_percent, titles.cpu);
  bar(root, "space", text.space(sample), titles.space);
  bar(root, "inodes", text.inodes(sample), titles.inodes);
  bar(root, "disk", text.fullest(sample), [titles.space, titles.inodes].filter(line => line).join("\n"),
    text.lacksInodes(sample) ? " inodes" : "");
  put(root, "sessions", text.orDash(sample?.ftp_sessions?.toString()));
  const whose = text.users(server.ftp_users);
  put(root, "users", whose);
  slot(root, "whose")?.toggleAttribute("data-empty", whose === "");
  set(slot(root, "whose"), "title", whose);
  put(root, "received", text.rate(sample?.received_bytes_per_second));
  put(root, "sent", text.rate(sample?.sent_bytes_per_second));
  put(root, "ftp", text.ftpText(sample?.ftp_state));
  put(root, "uptime", text.duration(sample?.uptime_seconds));
  facts(root, server.facts);
}
