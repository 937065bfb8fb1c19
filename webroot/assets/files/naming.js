// A name that is typed in its row: of a new folder, and another one for what is there.

import {WORDS} from "./words.js";
import {el, icon} from "./parts.js";
import {fault} from "./paths.js";

const SAYS = {bad: WORDS.badName, long: WORDS.tooLong};

// Puts a field into the cell; take(name) stores it and may throw, which is told and lets one go on typing. gone() hears the end.
export function typeName(cell, {value, label, symbol, take, gone, stem = false}) {
  const input = el("input", {type: "text", value, "aria-label": label, class: "naming", spellcheck: false, autocomplete: "off"});
  const wrong = el("p", {class: "naming-wrong", role: "alert"});
  const kept = [...cell.childNodes];
  let busy = false;
  let over = false;

  function end() {
    if (!over) {
      over = true;
      cell.replaceChildren(...kept);
      gone?.();
    }
  }

  function complain(text) {
    wrong.textContent = text;
    input.setAttribute("aria-invalid", "true");
    input.focus();
  }

  async function finish() {
    const name = input.value;
    if (busy || over) {
      return;
    }
    if (name === value && value !== "") {
      end();
      return;
    }
    const what = fault(name);
    if (what) {
      complain(SAYS[what]);
      return;
    }
    busy = true;
    input.readOnly = true;
    try {
      await take(name);
      end();
    } catch (e) {
      complain(e.message);
    }
    busy = false;
    input.readOnly = false;
  }

  input.addEventListener("keydown", event => {
    event.stopPropagation();
    if (event.key === "Enter") {
      event.preventDefault();
      finish();
    } else if (event.key === "Escape") {
      event.preventDefault();
      end();
    }
  });
  for (const kind of ["click", "dblclick", "pointerdown"]) {
    input.addEventListener(kind, event => event.stopPropagation());
  }
  input.addEventListener("blur", () => {
    if (!busy && !over) {
      if (input.value === "" || input.value === value || fault(input.value) || wrong.textContent) {
        end();
      } else {
        finish();
      }
    }
  });
  cell.replaceChildren(el("div", {class: "cell"}, icon(symbol), input), wrong);
  input.focus();
  const dot = value.lastIndexOf(".");
  input.setSelectionRange(0, stem && dot > 0 ? dot : value.length);
}
