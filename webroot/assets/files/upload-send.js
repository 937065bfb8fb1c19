// How one file gets to the portal.
//
// A PUT that breaks off leaves nothing of a new file: the portal stores it under a temporary name of its own and takes that
// away, and where a server is set to upload_mode direct it removes what came. Only what is continued (Content-Range up to the
// file's last byte, from the length that it has) stays, in both modes. So a large file goes to a part beside its place: its
// first MiB as a file of its own, then all the rest in one PUT that continues it, whose body is a slice of the file that the
// browser reads from the disk as it sends. When that breaks, HEAD tells how much is there, and another PUT goes on from it; a
// 400 says that the server wasn't done with the one before. Whole, the part is moved to the file's name, where it replaces
// nothing unless that was asked for. The part's name is made of the file's name, size and time, so that the same file finds
// it again after the page was left; its last 64 KiB are compared first. The command line does the same (ResumableUpload).
//
// To continue needs the right to overwrite, and the part's move that to rename. Without them, and where a server can't continue
// (501), a file is sent whole, and anew when that breaks.

import {encode, shortened} from "./paths.js";
import {ask, look, lost, move, problem, Problem} from "./requests.js";
import {WORDS} from "./words.js";

export const LARGE = 8 << 20;
const FIRST = 1 << 20;
const COMPARED = 65536;
const LOOK_FIRST = 65536;
const LONGEST_NAME = 255;
const SILENT = 300000;
const WAITS = [1, 2, 4, 8, 15, 30];
const REFUSALS = 8; // By a portal that answers; one that doesn't is waited for as long as the page is open.
const NEEDED = ["download", "upload", "overwrite", "rename"];

// Gives the status; progress(bytes) hears how many are on their way.
function put(href, body, headers, {signal, progress}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let silence = 0;
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(() => request.abort(), SILENT);
    };
    const stop = () => request.abort();
    const end = act => {
      clearTimeout(silence);
      signal.removeEventListener("abort", stop);
      act();
    };
    request.open("PUT", href);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value));
    request.upload.onprogress = event => {
      heard();
      progress(event.loaded);
    };
    request.onload = () => end(() => request.status < 300 ? resolve(request.status)
      : reject(problem(request.status, request.responseText)));
    request.onerror = () => end(() => reject(lost()));
    request.onabort = () => end(() => reject(signal.aborted ? signal.reason : lost()));
    signal.addEventListener("abort", stop);
    if (signal.aborted) {
      end(() => reject(signal.reason));
      return;
    }
    heard();
    request.send(body);
  });
}

// Ends early when the network is there again.
function rest(seconds, signal, tell) {
  return new Promise((resolve, reject) => {
    let left = seconds;
    const timer = setInterval(() => {
      left--;
      tell(left);
      if (left <= 0) {
        end(resolve);
      }
    }, 1000);
    const online = () => end(resolve);
    const stop = () => end(() => reject(signal.reason));
    function end(act) {
      clearInterval(timer);
      removeEventListener("online", online);
      signal.removeEventListener("abort", stop);
      act();
    }
    addEventListener("online", online);
    signal.addEventListener("abort", stop);
    tell(left);
  });
}

const passes = e => e.status === 0 || [408, 429, 502, 503, 504].includes(e.status);

// Tries again what may work later, ever less often; anew after each byte that got through.
export async function persistently(task, work) {
  let tries = 0;
  let refusals = 0;
  for (;;) {
    const before = task.sent;
    try {
      return await work(tries);
    } catch (e) {
      if (task.signal.aborted || !passes(e)) {
        throw e;
      }
      refusals = e.status === 0 || e.status === 429 ? 0 : refusals + 1;
      if (refusals > REFUSALS) {
        throw e;
      }
      tries = task.sent > before ? 1 : tries + 1;
      await rest(WAITS[Math.min(tries, WAITS.length) - 1], task.signal, left => task.say(WORDS.againIn(left)));
      task.say("");
    }
  }
}

// FNV-1a; only tells versions of a file apart.
function hash(text) {
  let value = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    value = BigInt.asUintN(64, (value ^ BigInt(byte)) * 0x100000001b3n);
  }
  return value.toString(16).padStart(16, "0");
}

function partOf(task) {
  const end = "." + hash(task.original + "/" + task.size + "/" + task.file.lastModified).slice(0, 12) + ".part";
  return shortened(task.original, LONGEST_NAME - end.length) + end;
}

// What is there of a file that shall not be uploaded any more.
export function forgetPart(task) {
  if (task.size >= LARGE && task.sent > 0) {
    ask("DELETE", task.folder + encode(partOf(task))).catch(() => {
      // It can be deleted by hand.
    });
  }
}

async function length(task, part) {
  const found = await look(part, task.signal);
  return found && found.size >= 0 && found.size <= task.size ? found.size : 0;
}

async function endsAlike(task, part, offset) {
  const from = Math.max(0, offset - COMPARED);
  const headers = {Accept: "*/*", Range: "bytes=" + from + "-" + (offset - 1)};
  const answer = await ask("GET", part, {headers, signal: task.signal});
  const there = new Uint8Array(await answer.arrayBuffer());
  const here = new Uint8Array(await task.file.slice(from, offset).arrayBuffer());
  return there.length === here.length && there.every((byte, index) => byte === here[index]);
}

async function inParts(task) {
  const part = task.folder + encode(partOf(task));
  const {file, size, signal} = task;
  await persistently(task, async () => {
    let offset = task.begun || task.there(partOf(task)) !== false ? await length(task, part) : 0;
    if (offset > 0 && !task.begun && !await endsAlike(task, part, offset)) {
      offset = 0;
    }
    task.begun = true;
    while (offset < size) {
      const start = offset;
      const first = start === 0;
      const body = first ? file.slice(0, FIRST) : file.slice(start);
      const headers = first ? {} : {"Content-Range": "bytes " + start + "-" + (size - 1) + "/" + size};
      task.progress(start);
      await put(part, body, headers, {signal, progress: sent => task.progress(start + sent)}).catch(e => {
        // The server hasn't closed yet what broke off.
        throw e.status === 400 ? lost() : e;
      });
      offset = first ? FIRST : size;
    }
  });
  task.progress(size);
  task.say(WORDS.finishing);
  await persistently(task, async tries => {
    try {
      await move(part, task.target, task.replace);
    } catch (e) {
      // It may be done, and only the answer was lost.
      if (tries > 0 && e.status === 404 && (await look(task.target, signal))?.size === size) {
        return;
      }
      throw e;
    }
  });
}

async function whole(task) {
  const headers = task.replace ? {} : {"If-None-Match": "*"};
  let unknown = false;
  await persistently(task, async () => {
    try {
      task.progress(0);
      const status = await put(task.target, task.file, headers, {signal: task.signal, progress: task.progress});
      task.remark = status === 202 ? WORDS.takenAway : "";
    } catch (e) {
      if (unknown && e.exists && (await look(task.target, task.signal))?.size === task.size) {
        return;
      }
      unknown ||= e.status === 0;
      throw e;
    }
  });
}

// Whether something has the name already; a small file's own request tells.
function isTaken(task, rights) {
  const known = task.there(task.name);
  return known !== undefined || task.size <= LOOK_FIRST || !rights.has("download") ? known ?? false
    : persistently(task, () => look(task.target, task.signal));
}

// task: {file, name, original, size, folder, target, replace, begun, signal, there(name), progress(bytes), say(text)}. Its name
// may differ from the original one; begun tells that a part of it is our own; there() says what is known of a name in its
// folder, or undefined. Fails with a Problem that "exists" where something is there already.
export async function send(task, rights) {
  if (!task.replace) {
    task.say(WORDS.checking);
    if (await isTaken(task, rights)) {
      throw new Problem(412, "exists", WORDS.there(task.name));
    }
  }
  task.say("");
  if (task.size >= LARGE && NEEDED.every(right => rights.has(right))) {
    try {
      await inParts(task);
      return;
    } catch (e) {
      if (e.status !== 501) {
        throw e;
      }
    }
  }
  await whole(task);
}
