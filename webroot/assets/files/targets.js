// Asks where things shall go: a walk through the folders of the server, and of the others where the portal copies between them.

import {bytes} from "../fleet-text.js";
import {note, open, says} from "./dialogs.js";
import {button, el, icon} from "./parts.js";
import {crumbs, encode, inOrder} from "./paths.js";
import {ask, listing, makeFolder, offers} from "./requests.js";
import {WORDS} from "./words.js";

export const COPIES = "/copies";
const MOST = 500;
const AT_ONCE = 100; // As many the portal takes in one request.

function radios(name, choices) {
  return el("div", {class: "ticks"}, choices.map(([value, text], index) => el("label", {class: "tick"},
    el("input", {type: "radio", name, value, checked: index === 0}), text)));
}

// Gives the folder to move to, or null: nothing shall be moved, or the portal does all by itself.
export async function chooseTarget(app, chosen) {
  const copies = await offers(COPIES, "POST");
  return new Promise(resolve => {
    const size = chosen.reduce((all, entry) => all + (entry.size ?? 0), 0);
    const path = el("nav", {class: "breadcrumbs path", "aria-label": WORDS.place});
    const list = el("ul", {class: "folders", tabIndex: -1});
    const what = copies ? radios("operation", [["move", WORDS.toMove], ["copy", WORDS.toCopy]]) : null;
    const conflict = copies ? el("label", {class: "field"}, WORDS.ifThere, el("select", {},
      [["skip", WORDS.skip], ["replace", WORDS.replace], ["rename", WORDS.keepBoth]]
        .map(([value, text]) => el("option", {value}, text)))) : null;
    const go = button(copies ? WORDS.toMove : WORDS.moveHere, () => finish(), {class: ""});
    const fresh = button(WORDS.newFolder, () => add());
    let at = app.here;
    let answer = null;
    let asked = 0;

    async function walk(href, focus) {
      const mine = ++asked;
      at = href;
      const all = crumbs(href).slice(copies ? 0 : 1);
      path.replaceChildren(el("ol", {}, all.map(({name, href: to}) =>
        el("li", {}, el("button", {type: "button", class: "as-link", onclick: () => walk(to, true)}, name)))));
      list.replaceChildren(el("li", {class: "hint"}, "…"));
      go.disabled = (href === app.here && !copies) || href.split("/").length < 5;
      fresh.disabled = !app.rights.has("mkdir") || href.split("/").length < 5;
      try {
        const {entries} = await listing(href);
        if (mine !== asked) {
          return;
        }
        const moved = new Set(href === app.here ? chosen.map(entry => entry.href) : []);
        const folders = entries.filter(entry => entry.type === "directory").slice(0, MOST);
        list.replaceChildren(...folders.map(folder => el("li", {}, el("button", {type: "button", class: "as-link",
          disabled: moved.has(folder.href), onclick: () => walk(href + folder.href, true)},
        icon("folder"), el("bdi", {}, inOrder(folder.name))))));
        if (folders.length === 0) {
          list.replaceChildren(el("li", {class: "hint"}, WORDS.noFolders));
        }
      } catch (e) {
        list.replaceChildren(el("li", {class: "wrong"}, e.message));
      }
      if (focus) {
        (list.querySelector("button:not(:disabled)") ?? list).focus();
      }
    }

    function add() {
      const input = el("input", {type: "text", "aria-label": WORDS.nameOfFolder, placeholder: WORDS.nameOfFolder});
      const line = el("li", {}, icon("folder-plus"), input);
      input.addEventListener("keydown", async event => {
        if (event.key === "Enter" && input.value) {
          event.preventDefault();
          try {
            const made = at + encode(input.value) + "/";
            await makeFolder(made);
            walk(made, true);
          } catch (e) {
            note(e.message, true);
          }
        } else if (event.key === "Escape") {
          event.preventDefault();
          event.stopPropagation();
          line.remove();
        }
      });
      list.prepend(line);
      input.focus();
    }

    async function finish() {
      const operation = what?.querySelector("input:checked").value ?? "move";
      const rule = conflict?.querySelector("select").value ?? "skip";
      if (!copies || (operation === "move" && at.startsWith(app.top) && rule === "skip")) {
        answer = at;
        opened.dialog.close();
        return;
      }
      const left = chosen.map(entry => app.at(entry));
      go.disabled = true;
      try {
        while (left.length > 0) {
          const body = JSON.stringify({source: left.slice(0, AT_ONCE), destination: at, operation, conflict: rule});
          const made = await ask("POST", COPIES, {headers: {"Content-Type": "application/json"}, body});
          left.splice(0, AT_ONCE);
          const href = made.headers.get("Location") ?? COPIES;
          note([WORDS.copyStarted + " ", el("a", {href, target: "_blank"}, WORDS.copyShows)]);
        }
        opened.dialog.close();
      } catch (e) {
        go.disabled = false;
        note(e.message, true);
      }
    }

    what?.addEventListener("change", () => {
      go.textContent = what.querySelector("input:checked").value === "copy" ? WORDS.toCopy : WORDS.toMove;
    });
    const opened = open(copies ? WORDS.copyTitle(chosen.length) : WORDS.moveTitle(chosen.length), [
      says(chosen.length === 1 ? chosen[0].label + (size ? ", " + bytes(size) : "") : size ? bytes(size) : "", {class: "hint"}),
      path, list, el("div", {class: "picks"}, [what, conflict].filter(part => part)),
      el("div", {class: "dialog-foot"}, fresh, button(WORDS.cancel, () => opened.close()), go),
    ], {closed: () => resolve(answer)});
    walk(app.here, true);
  });
}
