// A menu at a point or below a button: arrows, Home, End and first letters move, Escape and a click elsewhere close it.

import {el, icon} from "./parts.js";

let shown = null;

export function closeMenu() {
  shown?.hidePopover();
}

// items: [{label, symbol, key, reason, run}] or null for a line between.
export function openMenu(items, x, y, back) {
  closeMenu();
  const buttons = [];
  const menu = el("div", {class: "menu", role: "menu", popover: "auto"}, items.map(item => {
    if (!item) {
      return el("hr", {role: "separator"});
    }
    const line = el("button", {type: "button", role: "menuitem", tabIndex: -1, "aria-disabled": item.reason ? "true" : null,
      title: item.reason ?? ""}, icon(item.symbol), el("span", {}, item.label), item.key ? el("kbd", {}, item.key) : null);
    line.addEventListener("click", () => {
      if (!item.reason) {
        closeMenu();
        item.run();
      }
    });
    buttons.push(line);
    return line;
  }));
  menu.addEventListener("keydown", event => onKey(event, buttons));
  menu.addEventListener("contextmenu", event => event.preventDefault());
  menu.addEventListener("toggle", event => {
    if (event.newState === "closed") {
      const inside = menu.contains(document.activeElement) || document.activeElement === document.body;
      menu.remove();
      shown = shown === menu ? null : shown;
      if (inside) {
        back?.focus({preventScroll: true});
      }
    }
  });
  document.body.append(menu);
  shown = menu;
  menu.showPopover();
  const {width, height} = menu.getBoundingClientRect();
  menu.style.left = Math.max(4, Math.min(x, innerWidth - width - 4)) + "px";
  menu.style.top = Math.max(4, Math.min(y, innerHeight - height - 4)) + "px";
  buttons[0].focus();
}

function onKey(event, buttons) {
  const at = buttons.indexOf(document.activeElement);
  const last = buttons.length - 1;
  const places = {ArrowDown: at === last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, Home: 0, End: last};
  if (event.key in places) {
    buttons[places[event.key]].focus();
  } else if (event.key === "Tab") {
    closeMenu();
  } else if (event.key.length === 1 && event.key !== " ") {
    const after = [...buttons.slice(at + 1), ...buttons.slice(0, at + 1)];
    after.find(line => line.textContent.toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}
