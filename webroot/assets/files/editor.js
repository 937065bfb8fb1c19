// A small editor for text. It saves only over the version that it has loaded (If-Match), and keeps line ends and a byte order
// mark as they were.

import {choose, note, open, says} from "./dialogs.js";
import {button, el} from "./parts.js";
import {ask, look} from "./requests.js";
import {WORDS} from "./words.js";

export const MOST = 1048576;
const SETTLES = 2500; // A version is known for sure when the file is two seconds old.

async function load(href) {
  const answer = await ask("GET", href, {headers: {Accept: "*/*"}});
  if (Number(answer.headers.get("Content-Length") ?? 0) > MOST) {
    answer.body.cancel();
    throw new Error(WORDS.tooLargeToEdit);
  }
  const content = new Uint8Array(await answer.arrayBuffer());
  if (content.length > MOST) {
    throw new Error(WORDS.tooLargeToEdit);
  }
  try {
    const text = new TextDecoder("utf-8", {fatal: true, ignoreBOM: true}).decode(content);
    if (text.includes("\0")) {
      throw new Error();
    }
    return {text, tag: answer.headers.get("ETag"), size: content.length};
  } catch {
    throw new Error(WORDS.notText);
  }
}

export async function edit(app, entry) {
  const href = app.at(entry);
  const area = el("textarea", {class: "mono editor", spellcheck: false, "aria-label": entry.label, wrap: "off"});
  const said = says("", {class: "hint", role: "status"});
  const save = button(WORDS.save, () => store(), {class: ""});
  let before = "";
  let version = null;
  let crlf = false;
  let mark = "";
  let settling = 0;

  function take(loaded) {
    mark = loaded.text.startsWith("\uFEFF") ? "\uFEFF" : "";
    crlf = /\r\n/.test(loaded.text) && !/[^\r]\n/.test(loaded.text);
    area.value = loaded.text.slice(mark.length);
    before = area.value;
    know(loaded);
  }

  // A young file's version is weak, which no If-Match takes: it is asked for again.
  function know({tag, size}) {
    version = tag?.startsWith("W/") ? null : tag;
    clearTimeout(settling);
    if (tag?.startsWith("W/")) {
      settling = setTimeout(() => look(href).then(found => {
        if (found?.size === size) {
          know(found);
        }
      }, () => {}), SETTLES);
    }
  }

  const content = () => mark + (crlf ? area.value.replaceAll("\n", "\r\n") : area.value);

  async function store(force = false) {
    save.disabled = true;
    const text = new Blob([content()]);
    const written = area.value;
    try {
      await ask("PUT", href, {body: text, headers: {"Content-Type": "application/octet-stream",
        ...(version && !force ? {"If-Match": version} : {})}});
      before = written;
      said.textContent = WORDS.saved;
      know(await look(href) ?? {tag: null, size: text.size});
      app.reload();
    } catch (e) {
      if (e.status === 412) {
        await changed();
      } else {
        said.textContent = e.message;
        note(e.message, true);
      }
    } finally {
      save.disabled = false;
    }
  }

  async function changed() {
    const answer = await choose(WORDS.changedMeanwhile, [], [{text: WORDS.keepEditing, value: "stay", focus: true},
      {text: WORDS.loadTheirs, value: "load", danger: true}, {text: WORDS.overwriteTheirs, value: "force", danger: true}]);
    if (answer === "force") {
      await store(true);
    } else if (answer === "load") {
      try {
        take(await load(href));
      } catch (e) {
        note(e.message, true);
      }
    }
  }

  let loaded;
  try {
    loaded = await load(href);
  } catch (e) {
    note(e.message, true);
    return;
  }
  take(loaded);
  const leaves = event => {
    if (area.value !== before) {
      event.preventDefault();
    }
  };
  addEventListener("beforeunload", leaves);
  const foot = el("div", {class: "dialog-foot"}, said, button(WORDS.close, () => opened.close()), save);
  const opened = open(entry.label, [area, foot], {
    wide: true,
    may: async () => area.value === before || await choose(WORDS.unsaved, [],
      [{text: WORDS.dropChanges, value: true, danger: true}, {text: WORDS.keepEditing, value: false, main: true}]) === true,
    closed: () => {
      clearTimeout(settling);
      removeEventListener("beforeunload", leaves);
      app.focus();
    },
  });
  area.addEventListener("keydown", event => {
    if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      store();
    }
  });
  area.focus();
  area.setSelectionRange(0, 0);
}
