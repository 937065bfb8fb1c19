// Dialogs: a question, a text to copy, and the progress of work on many entries.

import {WORDS} from "./words.js";
import {button, el, iconButton, named} from "./parts.js";

const SOON = 400;
const AT_ONCE = 3;
let numbers = 0;

// Opens a modal dialog with this content; it is taken away when it closes. close() asks may(), where there is one.
export function open(title, content, {wide = false, may, closed, tools = []} = {}) {
  const head = el("h2", {id: "dialog-title-" + ++numbers}, title);
  const dialog = el("dialog", {class: wide ? "sheet wide-dialog" : "sheet", "aria-labelledby": head.id});
  const close = async () => {
    if (!may || await may()) {
      dialog.close();
    }
  };
  dialog.append(el("div", {class: "dialog-head"}, head, tools, iconButton("x", WORDS.close, close)), ...content);
  dialog.addEventListener("cancel", event => {
    event.preventDefault();
    close();
  });
  const before = document.activeElement;
  dialog.addEventListener("close", () => {
    dialog.remove();
    closed?.();
    if (before?.isConnected) {
      before.focus({preventScroll: true});
    }
  });
  document.body.append(dialog);
  dialog.showModal();
  return {dialog, head, close};
}

// Asks, and gives the value of the button that was pressed, or null. answers: [{text, value, danger, main}].
export function choose(title, content, answers) {
  return new Promise(resolve => {
    let given = null;
    const buttons = answers.map(answer => button(answer.text, () => {
      given = answer.value;
      opened.dialog.close();
    }, {class: answer.danger ? "danger" : answer.main ? "" : "quiet", title: answer.title ?? "",
      disabled: answer.disabled ?? false}));
    const opened = open(title, [...content, el("div", {class: "dialog-foot"}, buttons)], {closed: () => resolve(given)});
    (buttons.find((made, index) => answers[index].focus) ?? buttons.at(-1)).focus();
  });
}

export const says = (text, given = {}) => el("p", given, text);

// A text that the browser doesn't let a script copy.
export function copyByHand(text) {
  const input = el("input", {type: "text", value: text, readOnly: true, class: "mono", "aria-label": WORDS.copyByHand});
  open(WORDS.copyByHand, [input]);
  input.select();
}

// A short note at the edge; what went wrong stays longer.
export function note(text, bad = false) {
  const notes = document.getElementById("notes")
    ?? document.body.appendChild(el("div", {id: "notes", role: "status", "aria-live": "polite"}));
  const line = el("p", {class: bad ? "note bad" : "note"}, text);
  notes.append(line);
  setTimeout(() => line.remove(), bad ? 12000 : 5000);
}

// What couldn't be done, each with its reason; gives whether it shall be tried again.
function failures(title, failed, all) {
  const list = el("ul", {class: "failures"},
    failed.map(({item, error}) => el("li", {}, named(item.label), ": " + error.message)));
  return choose(title, [says(WORDS.failedOf(failed.length, all)), list],
    [{text: WORDS.close, value: false}, {text: WORDS.retry, value: true, main: true}]);
}

// Does work(item, signal) for all, some at once, shows how far it is when that takes long, and asks about what failed. Gives the
// items that are done.
export async function each(title, items, work) {
  const done = [];
  let todo = items;
  while (todo.length > 0) {
    const failed = await round(title, todo, work, done);
    if (failed.length === 0 || !await failures(title, failed, todo.length)) {
      break;
    }
    todo = failed.map(({item}) => item);
  }
  return done;
}

async function round(title, items, work, done) {
  const abort = new AbortController();
  const failed = [];
  const bar = el("progress", {max: items.length, value: 0, "aria-label": title});
  const line = says(WORDS.ofAll(0, items.length), {role: "status"});
  let opened = null;
  const timer = setTimeout(() => {
    opened = open(title, [bar, line, el("div", {class: "dialog-foot"}, button(WORDS.stop, () => opened.close()))],
      {closed: () => abort.abort()});
  }, SOON);
  const left = [...items];
  let finished = 0;
  await Promise.all(Array.from({length: AT_ONCE}, async () => {
    while (left.length > 0 && !abort.signal.aborted) {
      const item = left.shift();
      try {
        await work(item, abort.signal);
        done.push(item);
      } catch (error) {
        failed.push({item, error});
      }
      bar.value = ++finished;
      line.textContent = WORDS.ofAll(finished, items.length);
    }
  }));
  clearTimeout(timer);
  opened?.dialog.close();
  return failed;
}
