// The list of one's servers: how each stands, as the portal's agents and its own tries tell.

import {alertText, stateText} from "../fleet-text.js";
import {showNode} from "../link.js";
import {follow} from "../live.js";
import {el} from "./parts.js";

const rows = new Map([...document.querySelectorAll("#entries tr.directory")].map(row =>
  [decodeURIComponent(row.querySelector("a").getAttribute("href").replace(/\/$/, "")), row]));

function show(server) {
  const row = rows.get(server.alias);
  if (row) {
    row.querySelector(".size").replaceChildren(
      el("span", {class: "state mark", "data-state": server.state}, stateText(server.state)));
    row.querySelector(".modified").replaceChildren(server.alerts.length === 0 ? ""
      : el("ul", {class: "tags alarms"}, server.alerts.map(alert => el("li", {}, alertText(alert)))));
  }
}

// What isn't known any more isn't said.
function forget() {
  rows.forEach(row => row.querySelectorAll(".size, .modified").forEach(cell => cell.replaceChildren()));
}

follow({
  states: servers => servers.forEach(show),
  tick: changed => changed.forEach(show),
  status: how => how === "live" || forget(),
  clock: () => {},
  heard: () => {},
  node: showNode,
});
