// Says how things stand between the page and the portal: whether it updates, which node it hears from, and how old what it
// shows is. Ages are not in the line that is read aloud, as they change all the time.

import {duration} from "./fleet-text.js";

const QUIET = 17000; // The portal says something every 15 s.
const EACH = 1000;

function loginLink() {
  const login = document.createElement("a");
  login.href = "/login?next=" + encodeURIComponent(location.pathname + location.search);
  login.textContent = "Log in again";
  return login;
}

// What follow() wants for on.status, on.heard, on.node.
export function linkLine() {
  const area = document.querySelector(".live");
  const line = document.getElementById("link-text");
  const aged = document.getElementById("link-age");
  let heardAt = 0;
  let now = "lost";

  function say(text) {
    if (line.textContent !== text) {
      line.textContent = text;
    }
  }

  function age() {
    const silent = Date.now() - heardAt;
    const old = heardAt > 0 && (now !== "live" || silent > QUIET);
    area.classList.toggle("old", now !== "live" || old);
    const text = old ? "What you see is " + duration(silent / 1000) + " old." : "";
    if (aged.textContent !== text) {
      aged.textContent = text;
    }
  }

  function status(how) {
    now = how;
    document.getElementById("link").dataset.status = how;
    if (how === "live") {
      say("Updating live");
    } else if (how === "lost") {
      say("Reconnecting …");
    } else if (how === "full") {
      say("Not updating: your account has too many such pages open. Close some; this one tries again.");
    } else {
      line.replaceChildren("Your session has ended. ", loginLink());
    }
    age();
  }

  setInterval(age, EACH);
  return {
    status,
    heard() {
      heardAt = Date.now();
    },
    node: showNode,
  };
}

// The page's footer names the node that it came from; from then on it is the one that it hears from.
export function showNode(name) {
  const place = document.getElementById("node");
  if (place && name && place.textContent !== name) {
    place.textContent = name;
  }
}
