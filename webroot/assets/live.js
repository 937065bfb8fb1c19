// The stream of /live: reads it, notices when it is dead, and comes back by itself. Nothing is read while nobody looks:
// browsers have few connections to one host, and each tab would hold one.

const SILENCE = 40000; // The portal says something every 15 s.
const UNSEEN = 10000;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15000;

function parse(text) {
  const event = {name: "message", data: "", retry: null};
  for (const line of text.split("\n")) {
    if (line.startsWith("event: ")) {
      event.name = line.slice(7);
    } else if (line.startsWith("data: ")) {
      event.data += line.slice(6);
    } else if (line.startsWith("retry: ")) {
      event.retry = Number(line.slice(7));
    }
  }
  return event;
}

async function read(body, heard, take) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const {value, done} = await reader.read();
    if (done) {
      return;
    }
    heard();
    let from = Math.max(0, text.length - 1);
    text += value;
    for (let end = text.indexOf("\n\n", from); end >= 0; end = text.indexOf("\n\n", from)) {
      take(parse(text.slice(0, end)));
      text = text.slice(end + 2);
      from = 0;
    }
  }
}

// Calls on.states(servers), on.tick(changed, gone) and on.status("live", "lost" or "over"); on.clock(ms) says by how much
// the portal's clock is ahead of ours.
export function follow(on) {
  let abort = null;
  let over = false;
  let retry = FIRST_WAIT;
  let wait = FIRST_WAIT;
  let next = 0;
  let watchdog = 0;
  let unseen = 0;

  function take(event) {
    retry = event.retry ?? retry;
    const data = event.data ? JSON.parse(event.data) : {};
    if (event.name === "hello") {
      on.clock(Date.parse(data.now) - Date.now());
    } else if (event.name === "states") {
      wait = retry;
      on.status("live");
      on.states(data.servers);
    } else if (event.name === "tick") {
      on.tick(data.changed, data.gone);
    } else if (event.name === "bye" && data.reason === "session") {
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
    const heard = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => mine.abort(), SILENCE);
    };
    heard();
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
      if (answer.ok) {
        await read(answer.body, heard, take);
      }
    } catch {
      // Cut, refused, silent or unreadable: all end the same way.
    }
    if (abort === mine && !over) {
      abort = null;
      clearTimeout(watchdog);
      on.status("lost");
      next = setTimeout(connect, wait);
      wait = Math.min(LONGEST_WAIT, wait * 1.6);
    }
  }

  function look() {
    clearTimeout(unseen);
    if (document.hidden) {
      unseen = setTimeout(stop, UNSEEN);
    } else if (!abort && !over) {
      wait = retry;
      connect();
    }
  }

  document.addEventListener("visibilitychange", look);
  window.addEventListener("online", look);
  look();
}
