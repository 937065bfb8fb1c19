// The stream of /live: reads it, notices when it is dead, and comes back by itself. Nothing is read while nobody looks:
// browsers have few connections to one host, and each tab would hold one.

import {pieces} from "./live-pieces.js";

const ANSWER = 10000;
const SILENCE = 25000; // The portal says something every 15 s.
const UNSEEN = 10000;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15000;
const AT_ONCE = 8;

const breathe = () => new Promise(resolve => setTimeout(resolve));

// Line by line, as they come; a fleet's states would keep the page busy for long if they were read at once.
async function read(body, heard, take) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let event = pieces();
  let began = performance.now();
  for (;;) {
    const {value, done} = await reader.read();
    if (done) {
      return;
    }
    heard();
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      if (line === "") {
        take(event.finished());
        event = pieces();
      } else {
        event.add(line);
      }
      if (performance.now() - began > AT_ONCE) {
        await breathe();
        began = performance.now();
      }
    }
  }
}

// Calls on.states(servers), on.tick(changed, gone) and on.status("live", "lost", "full" (the account has too many) or "over"); on.clock(ms) says by how much
// the portal's clock is ahead of ours, on.heard() that the portal is there, on.node(name) which of its nodes it is.
export function follow(on) {
  let abort = null;
  let over = false;
  let retry = FIRST_WAIT;
  let wait = FIRST_WAIT;
  let next = 0;
  let watchdog = 0;
  let unseen = 0;
  let refused = false;

  function take({name, data, retry: told}) {
    retry = told ?? retry;
    if (name === "hello") {
      on.clock(Date.parse(data.now) - Date.now());
      on.node(data.node);
    } else if (name === "states") {
      wait = retry;
      on.status("live");
      on.states(data.servers);
    } else if (name === "tick") {
      on.tick(data.changed, data.gone);
    } else if (name === "bye" && data.reason === "session") {
      end();
    }
  }

  function end() {
    over = true;
    stop();
    on.status("over");
  }

  function stop() {
    clearTimeout(next);
    clearTimeout(watchdog);
    abort?.abort();
    abort = null;
  }

  async function connect() {
    stop();
    const mine = new AbortController();
    abort = mine;
    const within = time => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => mine.abort(), time);
    };
    within(ANSWER);
    try {
      const answer = await fetch("/live", {
        headers: {Accept: "text/event-stream"},
        cache: "no-store",
        redirect: "error",
        signal: mine.signal,
      });
      if (answer.status === 401) {
        end();
        return;
      }
      if (answer.status === 429) {
        // The account's other pages hold all its streams: it can take long until one is free.
        wait = 1000 * (Number(answer.headers.get("Retry-After")) || LONGEST_WAIT / 1000);
        refused = true;
      } else if (answer.ok) {
        refused = false;
        await read(answer.body, () => {
          within(SILENCE);
          on.heard();
        }, take);
      }
    } catch {
      // Cut, refused, silent or unreadable: all end the same way.
    }
    if (abort === mine && !over) {
      abort = null;
      clearTimeout(watchdog);
      on.status(refused ? "full" : "lost");
      next = setTimeout(connect, wait);
      wait = refused ? wait : Math.min(LONGEST_WAIT, wait * 1.6);
    }
  }

  function rest() {
    if (!over) {
      stop();
      on.status("lost");
    }
  }

  function look() {
    clearTimeout(unseen);
    if (document.hidden) {
      unseen = setTimeout(rest, UNSEEN);
    } else if (!abort && !over) {
      wait = retry;
      connect();
    }
  }

  document.addEventListener("visibilitychange", look);
  window.addEventListener("online", look);
  look();
}
