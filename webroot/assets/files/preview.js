// Looks at a file without downloading it. Nothing of it runs here: text is text, and images, sound and video are shown by the
// browser's decoders, which ask for the ranges they need. PDF is left out: browsers show it in no sandbox, and the portal gives
// files out in one only.

import {bytes} from "../fleet-text.js";
import {open, says} from "./dialogs.js";
import {el, iconButton} from "./parts.js";
import {previewOf} from "./kinds.js";
import {ask} from "./requests.js";
import {WORDS} from "./words.js";

const MOST = 262144;

async function textOf(href, entry, signal) {
  const range = entry.size === 0 ? {} : {Range: "bytes=0-" + (MOST - 1)};
  const answer = await ask("GET", href, {headers: {Accept: "*/*", ...range}, signal});
  const content = await answer.arrayBuffer();
  const cut = entry.size !== null && entry.size > content.byteLength || content.byteLength > MOST;
  const whole = new Uint8Array(content, 0, Math.min(MOST, content.byteLength));
  if (whole.includes(0)) {
    return [says(WORDS.notText, {class: "hint"})];
  }
  const text = new TextDecoder().decode(whole);
  const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  const numbers = Array.from({length: Math.max(1, lines)}, (none, index) => index + 1).join("\n");
  return [
    cut ? says(WORDS.firstPart(bytes(MOST)), {class: "hint"}) : "",
    el("div", {class: "text-view", tabIndex: 0}, el("pre", {class: "line-numbers", "aria-hidden": "true"}, numbers),
      el("pre", {}, text)),
  ];
}

function media(kind, href, entry) {
  const fails = () => view.replaceWith(says(WORDS.mediaFails, {class: "hint"}));
  const view = kind === "image"
    ? el("img", {src: href, alt: entry.label, onerror: fails})
    : el(kind, {src: href, controls: true, autoplay: true, preload: "metadata", onerror: fails});
  return view;
}

// The entries around it can be gone through by arrows.
export function preview(app, first, commands) {
  const body = el("div", {class: "preview"});
  let entry = first;
  let abort = new AbortController();

  async function show(next) {
    entry = next;
    abort.abort();
    abort = new AbortController();
    const {signal} = abort;
    opened.head.textContent = entry.label;
    app.choice.only(entry.href);
    app.reveal(entry, false);
    const kind = previewOf(entry);
    if (kind !== "text") {
      body.replaceChildren(media(kind, app.at(entry), entry));
      return;
    }
    try {
      const content = await textOf(app.at(entry), entry, signal);
      if (!signal.aborted) {
        body.replaceChildren(...content);
      }
    } catch (e) {
      if (!signal.aborted) {
        body.replaceChildren(says(e.message, {class: "wrong"}));
      }
    }
  }

  function step(by) {
    const files = app.entries.shown.filter(other => previewOf(other));
    const next = files[files.indexOf(entry) + by];
    if (next) {
      show(next);
    }
  }

  const opened = open(first.label, [body], {
    wide: true,
    closed: () => {
      abort.abort();
      body.replaceChildren();
      app.focus();
    },
    tools: [
      iconButton("chevron-left", WORDS.previous, () => step(-1)),
      iconButton("chevron-right", WORDS.next, () => step(1)),
      iconButton("pencil", WORDS.edit, () => {
        if (commands.why("edit") === null) {
          opened.dialog.close();
        }
        commands.run("edit");
      }),
      iconButton("download", WORDS.download, () => commands.run("download")),
    ],
  });
  opened.dialog.addEventListener("keydown", event => {
    const inView = event.target.closest(".text-view, video, audio");
    if ((event.key === "ArrowLeft" || event.key === "ArrowRight") && !inView) {
      event.preventDefault();
      step(event.key === "ArrowLeft" ? -1 : 1);
    } else if (event.key === " " && !inView && !event.target.closest("button")) {
      event.preventDefault();
      opened.close();
    }
  });
  opened.dialog.tabIndex = -1;
  opened.dialog.focus();
  show(first);
}
