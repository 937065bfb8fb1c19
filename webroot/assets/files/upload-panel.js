// What the uploads are at: all together, and those that move, ask or have failed one by one.

import {bytes, duration, rate} from "../fleet-text.js";
import {note} from "./dialogs.js";
import {button, el, iconButton, named} from "./parts.js";
import {inOrder, lastName} from "./paths.js";
import {WORDS} from "./words.js";

const EACH = 250;
const WINDOW = 6000;
const MOST = 30;
const ORDER = {asking: 0, running: 1, failed: 2, paused: 3, waiting: 4};

export class UploadPanel {
  #uploads;
  #panel;
  #title = el("h2", {});
  #detail = el("p", {class: "detail"});
  #over = el("p", {class: "unseen", role: "status"});
  #bar = el("progress", {max: 1, value: 0, "aria-label": WORDS.uploads});
  #list = el("ul", {});
  #lines = new Map();
  #samples = [];
  #timer = 0;
  #buttons;
  #small = false;

  constructor(uploads) {
    this.#uploads = uploads;
  }

  open() {
    if (!this.#panel) {
      this.#buttons = {
        halt: iconButton("pause", WORDS.pauseAll, () => this.#uploads.haltAll()),
        go: iconButton("play", WORDS.resumeAll, () => this.#uploads.resumeAll()),
        fold: iconButton("chevron-down", WORDS.hide, () => this.#fold()),
        close: iconButton("x", WORDS.cancelAll, () => this.#close()),
      };
      this.#panel = el("section", {class: "uploads", "aria-label": WORDS.uploads},
        el("header", {}, el("div", {class: "uploads-head"}, this.#title, Object.values(this.#buttons)),
          this.#bar, this.#detail, this.#over), this.#list);
      document.body.append(this.#panel);
    }
    this.#timer ||= setInterval(() => this.#render(), EACH);
    this.#render();
  }

  // Offers to go on with what was unfinished.
  ask(left, take, forget) {
    const input = folder => {
      const field = el("input", {type: "file", multiple: true, hidden: true});
      field.webkitdirectory = folder;
      field.addEventListener("change", () => {
        const rest = take([...field.files]);
        if (rest.length === left.length) {
          note(WORDS.notTheSame, true);
        } else {
          box.remove();
          if (rest.length > 0) {
            this.ask(rest, take, forget);
          }
        }
      });
      return field;
    };
    const files = input(false);
    const folder = input(true);
    const box = el("section", {class: "uploads unfinished", "aria-label": WORDS.uploads}, el("header", {},
      el("p", {}, WORDS.unfinished(left.length)),
      el("ul", {class: "names"}, left.slice(0, 5).map(task => el("li", {}, named(inOrder(task.name)), ", " + bytes(task.size)))),
      el("div", {class: "uploads-head"}, button(WORDS.chooseAgain, () => files.click()),
        button(WORDS.chooseFolder, () => folder.click()), button(WORDS.forget, () => {
          forget();
          box.remove();
        })), files, folder));
    document.body.append(box);
  }

  #fold() {
    this.#small = !this.#small;
    this.#list.hidden = this.#small;
    const {fold} = this.#buttons;
    const words = this.#small ? WORDS.unhide : WORDS.hide;
    fold.title = words;
    fold.querySelector(".unseen").textContent = words;
    fold.querySelector("use").setAttribute("href",
      fold.querySelector("use").getAttribute("href").replace(/#.*/, this.#small ? "#chevron-up" : "#chevron-down"));
  }

  async #close() {
    await this.#uploads.cancelAll();
    if (this.#uploads.tasks.size === 0) {
      clearInterval(this.#timer);
      this.#timer = 0;
      this.#panel.remove();
      this.#panel = null;
      this.#lines.clear();
      this.#list.replaceChildren();
    }
  }

  #render() {
    const {tasks, count, halted} = this.#uploads;
    const all = [...tasks.values()];
    const moving = all.filter(task => task.state === "running");
    const sent = count.doneBytes + all.reduce((sum, task) => sum + task.sent, 0);
    this.#bar.value = count.bytes > 0 ? sent / count.bytes : count.done / Math.max(1, count.all);
    write(this.#title, tasks.size === 0 ? WORDS.uploaded(count.done) : WORDS.uploading(count.done, count.all));
    write(this.#detail, this.#speed(sent, count, moving.length > 0)
      + (count.failed > 0 ? (moving.length > 0 ? " · " : "") + WORDS.someFailed(count.failed) : ""));
    const stopped = halted || all.some(task => task.state === "paused" || task.state === "failed");
    this.#buttons.halt.hidden = halted || moving.length === 0;
    this.#buttons.go.hidden = !stopped;
    const words = tasks.size === 0 ? WORDS.close : WORDS.cancelAll;
    this.#buttons.close.title = words;
    this.#buttons.close.querySelector(".unseen").textContent = words;
    write(this.#over, tasks.size === 0 ? WORDS.uploaded(count.done) : "");
    this.#fill(all);
    if (tasks.size === 0 && this.#timer) {
      clearInterval(this.#timer);
      this.#timer = 0;
      this.#samples = [];
    }
  }

  #speed(sent, count, moving) {
    const now = performance.now();
    this.#samples.push([now, sent]);
    while (this.#samples.length > 2 && now - this.#samples[0][0] > WINDOW) {
      this.#samples.shift();
    }
    const [since, before] = this.#samples[0];
    const speed = now > since ? Math.max(0, sent - before) * 1000 / (now - since) : 0;
    const of = bytes(sent) + " of " + bytes(count.bytes);
    if (!moving || speed === 0) {
      return count.done < count.all ? of : bytes(count.bytes);
    }
    return of + " · " + rate(speed) + " · " + WORDS.left(duration(Math.ceil((count.bytes - sent) / speed)));
  }

  #fill(all) {
    const shown = all.length > MOST ? pick(all) : [...all].sort((a, b) => ORDER[a.state] - ORDER[b.state] || a.id - b.id);
    const wanted = new Set(shown.map(task => task.id));
    for (const [id, line] of this.#lines) {
      if (!wanted.has(id)) {
        line.element.remove();
        this.#lines.delete(id);
      }
    }
    let place = this.#list.firstElementChild;
    for (const task of shown) {
      let line = this.#lines.get(task.id);
      if (!line) {
        line = new Line(task, this.#uploads);
        this.#lines.set(task.id, line);
      }
      line.render();
      if (line.element === place) {
        place = place.nextElementSibling;
      } else {
        this.#list.insertBefore(line.element, place);
      }
    }
    this.#list.querySelector(".further")?.remove();
    if (all.length > shown.length) {
      this.#list.append(el("li", {class: "further"}, WORDS.furtherWaiting(all.length - shown.length)));
    }
  }
}

// Of many, those that something can be said of, and the next that wait.
function pick(all) {
  const buckets = {asking: [], running: [], failed: [], paused: [], waiting: []};
  for (const task of all) {
    if (buckets[task.state]?.length < MOST) {
      buckets[task.state].push(task);
    }
  }
  return Object.values(buckets).flat().slice(0, MOST);
}

function write(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

class Line {
  #task;
  #what = el("span", {class: "what"});
  #bar = el("progress", {max: 1, value: 0});
  #buttons;
  #question;

  constructor(task, uploads) {
    this.#task = task;
    this.#buttons = {
      pause: iconButton("pause", WORDS.pause, () => uploads.pause(task)),
      resume: iconButton("play", WORDS.resume, () => uploads.resume(task)),
      retry: iconButton("rotate-cw", WORDS.retry, () => uploads.resume(task)),
      cancel: iconButton("x", WORDS.cancel, () => uploads.cancel(task)),
    };
    this.#bar.setAttribute("aria-label", task.name);
    const all = el("input", {type: "checkbox"});
    const say = rule => () => uploads.answer(task, rule, all.checked);
    this.#question = el("div", {class: "question"},
      button(WORDS.skip, say("skip")),
      button(WORDS.replace, say("replace"), {disabled: !uploads.mayReplace, title: uploads.lacksReplace}),
      button(WORDS.keepBoth, say("both")),
      el("label", {class: "tick"}, all, WORDS.forAll));
    this.element = el("li", {}, el("span", {class: "file-name", title: inOrder(task.name)}, inOrder(task.name)), this.#what,
      el("span", {class: "buttons"}, Object.values(this.#buttons)), this.#bar, this.#question);
  }

  render() {
    const {state, sent, size, detail, name, folder} = this.#task;
    const texts = {
      asking: WORDS.there(inOrder(name)),
      paused: WORDS.paused + ", " + bytes(sent) + " of " + bytes(size),
      waiting: WORDS.waiting + ", " + bytes(size),
      running: detail || bytes(sent) + " of " + bytes(size),
      failed: detail,
    };
    write(this.#what, texts[state] ?? "");
    this.#what.title = WORDS.inFolder(lastName(folder));
    this.#what.classList.toggle("bad", state === "failed");
    this.#bar.value = size > 0 ? sent / size : 0;
    this.#bar.hidden = state !== "running" && state !== "paused";
    this.#question.hidden = state !== "asking";
    this.#buttons.pause.hidden = state !== "running";
    this.#buttons.resume.hidden = state !== "paused";
    this.#buttons.retry.hidden = state !== "failed";
  }
}
