// The queue of uploads: few large files at once, some small ones beside them, folders made as they are needed, and what to do
// where something is there already.

import {choose, note, says} from "./dialogs.js";
import {dropped, picked} from "./dropped.js";
import {el} from "./parts.js";
import {encode, numbered} from "./paths.js";
import {makeFolder} from "./requests.js";
import {forgetPart, persistently, send} from "./upload-send.js";
import {keyOf, Memory} from "./upload-memory.js";
import {UploadPanel} from "./upload-panel.js";
import {WORDS} from "./words.js";

const AT_ONCE = 5; // Browsers have six connections to one host, and the page needs one.
const LARGE_AT_ONCE = 3;
const SMALL = 1 << 20;
const LOGGED_OUT = 401;
const LETS_GO = 1500;

let numbers = 0;

class Task {
  id = ++numbers;
  sent = 0;
  state = "waiting";
  detail = "";
  remark = "";
  replace = false;
  begun = false;
  copies = 1;
  original;
  #abort = new AbortController();

  constructor(file, name, folder) {
    this.file = file;
    this.original = name;
    this.folder = folder;
    this.size = file.size;
    this.lastModified = file.lastModified;
    this.rename(name);
  }

  rename(name) {
    this.name = name;
    this.target = this.folder + encode(name);
  }

  get signal() {
    return this.#abort.signal;
  }

  get large() {
    return this.size >= SMALL;
  }

  begin() {
    this.#abort = new AbortController();
    this.state = "running";
    this.detail = "";
  }

  stop() {
    this.#abort.abort();
  }

  progress = bytes => {
    this.sent = Math.min(bytes, this.size);
  };

  say = text => {
    this.detail = text;
  };
}

export class Uploads {
  #app;
  #waiting = {large: [], small: []};
  #running = new Set();
  #folders = new Map();
  #made = new Set();
  #rule = null;
  #halted = false;
  #memory = new Memory(() => this.busy);
  #panel;
  #inputs = {};
  tasks = new Map(); // All that aren't done.
  count = {all: 0, done: 0, failed: 0, bytes: 0, doneBytes: 0};

  constructor(app) {
    this.#app = app;
    this.#panel = new UploadPanel(this);
    for (const [key, id] of [[false, "pick-files"], [true, "pick-folder"]]) {
      const input = el("input", {type: "file", id, multiple: true, hidden: true, "aria-hidden": "true", tabIndex: -1});
      input.webkitdirectory = key;
      input.addEventListener("change", () => {
        this.add(picked(input.files), this.#into);
        input.value = "";
      });
      document.body.append(input);
      this.#inputs[key] = input;
    }
    addEventListener("beforeunload", event => {
      if (this.busy) {
        event.preventDefault();
      }
    });
    this.#recall();
  }

  #into = null;

  get busy() {
    return [...this.tasks.values()].some(task => task.state !== "failed");
  }

  get halted() {
    return this.#halted;
  }

  pick(folder) {
    this.#into = this.#app.here;
    this.#inputs[folder].click();
  }

  async drop(transfer, folder) {
    try {
      const found = await dropped(transfer);
      if (found.length === 0) {
        note(WORDS.emptyDrop, true);
      }
      this.add(found, folder);
    } catch (e) {
      note(e.message, true);
    }
  }

  // found: [{file, path}] from dropped.js.
  add(found, into) {
    const root = into ?? this.#app.here;
    if (this.tasks.size === 0) {
      this.count = {all: 0, done: 0, failed: 0, bytes: 0, doneBytes: 0};
      this.#rule = null;
      this.#folders.clear();
      this.#made.clear();
    }
    const added = [];
    for (const {file, path} of found) {
      const folder = root + path.map(name => encode(name) + "/").join("");
      if (file) {
        added.push(this.#task(file, file.name, folder, root));
      } else {
        this.#ensure(folder, root, new AbortController().signal).then(() => this.#app.reloadSoon(), e => note(e.message, true));
      }
    }
    this.#start(added);
  }

  #task(file, name, folder, root) {
    const task = new Task(file, name, folder);
    task.root = root;
    return task;
  }

  #start(added) {
    this.#memory.keep(added);
    for (const task of added) {
      this.tasks.set(task.id, task);
      this.count.all++;
      this.count.bytes += task.size;
      this.#queue(task);
    }
    this.#pump();
    this.#panel.open();
  }

  #queue(task) {
    task.state = "waiting";
    this.#waiting[task.large ? "large" : "small"].push(task);
  }

  #pump() {
    while (!this.#halted && this.#running.size < AT_ONCE) {
      const large = [...this.#running].filter(task => task.large).length;
      const queue = this.#waiting.large.length > 0 && large < LARGE_AT_ONCE && (large === 0 || this.#waiting.small.length === 0)
        ? this.#waiting.large : this.#waiting.small;
      const task = queue.shift();
      if (!task) {
        return;
      }
      if (task.state === "waiting" && this.tasks.has(task.id)) {
        this.#run(task);
      }
    }
  }

  async #run(task) {
    this.#running.add(task);
    task.begin();
    try {
      await this.#ensure(task.folder, task.root, task.signal);
      task.there = name => this.#knows(task.folder, name);
      await send(task, this.#app.rights);
      this.#done(task);
    } catch (e) {
      this.#failed(task, e);
    }
    this.#running.delete(task);
    this.#pump();
  }

  // Whether a name is in a folder that is shown, or was made for these uploads; else undefined.
  #knows(folder, name) {
    return folder === this.#app.here ? this.#app.entries.named(name) !== undefined : this.#made.has(folder) ? false : undefined;
  }

  #done(task) {
    task.state = "done";
    this.tasks.delete(task.id);
    this.#memory.forget({...task, target: task.folder + encode(task.original)});
    this.count.done++;
    this.count.doneBytes += task.size;
    if (task.remark) {
      note(task.name + ": " + task.remark);
    }
    if (task.folder.startsWith(this.#app.here)) {
      this.#app.reloadSoon();
    }
  }

  #failed(task, e) {
    if (task.state === "paused" || task.state === "cancelled") {
      return;
    }
    if (e.exists && !task.replace) {
      this.#conflict(task);
      return;
    }
    task.state = "failed";
    task.detail = e.message;
    this.count.failed++;
    if (e.status === LOGGED_OUT && !this.#halted) {
      this.haltAll();
      note([e.message + " ", el("a", {href: "/login", target: "_blank"}, WORDS.logIn)], true);
    }
  }

  #conflict(task) {
    task.sent = 0;
    if (this.#rule) {
      this.#apply(task, this.#rule);
    } else {
      task.state = "asking";
      this.#panel.open();
    }
  }

  // "skip", "replace" or "both".
  answer(task, rule, all) {
    if (all) {
      this.#rule = rule;
      [...this.tasks.values()].filter(other => other.state === "asking").forEach(other => this.#apply(other, rule));
    } else {
      this.#apply(task, rule);
    }
    this.#pump();
  }

  #apply(task, rule) {
    if (rule === "skip") {
      this.#leave(task);
      return;
    }
    if (rule === "replace") {
      task.replace = true;
    } else {
      task.rename(numbered(task.original, ++task.copies));
    }
    this.#queue(task);
  }

  #leave(task) {
    if (task.state === "failed") {
      this.count.failed--;
    }
    task.state = "cancelled";
    this.tasks.delete(task.id);
    this.count.all--;
    this.count.bytes -= task.size;
    this.#memory.forget({...task, target: task.folder + encode(task.original)});
  }

  get mayReplace() {
    return this.#app.rights.has("overwrite");
  }

  get lacksReplace() {
    return this.mayReplace ? "" : WORDS.lacks("overwrite", this.#app.server);
  }

  pause(task) {
    task.state = "paused";
    task.detail = "";
    task.stop();
  }

  resume(task) {
    if (task.state === "failed") {
      this.count.failed--;
    }
    this.#halted = false;
    task.detail = "";
    this.#queue(task);
    this.#pump();
  }

  cancel(task) {
    this.#leave(task);
    task.stop();
    // The portal first lets go of what was under way.
    setTimeout(() => forgetPart(task), LETS_GO);
  }

  haltAll() {
    this.#halted = true;
    for (const task of [...this.#running]) {
      this.pause(task);
    }
  }

  resumeAll() {
    this.#halted = false;
    for (const task of this.tasks.values()) {
      if (task.state === "paused" || task.state === "failed") {
        this.resume(task);
      }
    }
    this.#pump();
  }

  async cancelAll() {
    if (!this.busy || await choose(WORDS.cancelAsks, [says(WORDS.cancelSays)], [{text: WORDS.goOnWaiting, value: false},
      {text: WORDS.cancelAll, value: true, danger: true}])) {
      [...this.tasks.values()].forEach(task => this.cancel(task));
      this.#halted = false;
    }
  }

  // Makes the folders below the root that aren't there, each once.
  #ensure(folder, root, signal) {
    if (folder === root) {
      return Promise.resolve();
    }
    if (!this.#folders.has(folder)) {
      const made = this.#make(folder, root, signal);
      this.#folders.set(folder, made);
      made.catch(() => this.#folders.delete(folder));
    }
    return this.#folders.get(folder);
  }

  async #make(folder, root, signal) {
    const above = folder.replace(/[^/]+\/$/, "");
    await this.#ensure(above, root, signal);
    await persistently({sent: 0, signal: new AbortController().signal, say: () => {}}, async () => {
      try {
        await makeFolder(folder);
        this.#made.add(folder);
      } catch (e) {
        // It is there already.
        if (e.status !== 405) {
          throw e;
        }
      }
    });
    if (above === this.#app.here) {
      this.#app.reloadSoon();
    }
  }

  async #recall() {
    const left = await this.#memory.unfinished("/ftp/" + encode(this.#app.user) + "/" + encode(this.#app.server) + "/");
    if (left.length > 0) {
      this.#panel.ask(left, files => this.#again(left, files), () => left.forEach(task => this.#memory.forget(task)));
    }
  }

  // Files that were chosen again; gives whether one was among those that were unfinished.
  #again(left, files) {
    const found = [];
    for (const file of files) {
      const task = left.find(other => other.name === file.name && other.size === file.size
        && other.lastModified === file.lastModified && !found.some(({key}) => key === keyOf(other)));
      if (task) {
        const fresh = this.#task(file, task.name, task.folder, task.folder === this.#app.here ? task.folder : this.#app.top);
        fresh.replace = task.replace;
        found.push({key: keyOf(task), fresh});
      }
    }
    this.#start(found.map(({fresh}) => fresh));
    return left.filter(task => !found.some(({key}) => key === keyOf(task)));
  }
}
