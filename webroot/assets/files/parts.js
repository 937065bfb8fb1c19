// Small pieces of pages.

const ICONS = new URL("../icons.svg", import.meta.url).href;
const SVG = "http://www.w3.org/2000/svg";

export function icon(name, className = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", ("icon " + className).trim());
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", ICONS + "#" + name);
  svg.append(use);
  return svg;
}

// el("p", {class: "hint"}, "text", child): properties that the element has are set as such, others as attributes.
export function el(name, given = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) {
      continue;
    }
    if (key.startsWith("on")) {
      element.addEventListener(key.slice(2), value);
    } else if (key in element && key !== "list") {
      element[key] = value;
    } else {
      element.setAttribute(key === "class" ? "class" : key, value === true ? "" : value);
    }
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

export const unseen = text => el("span", {class: "unseen"}, text);

export function button(text, onclick, given = {}) {
  return el("button", {type: "button", class: "quiet", onclick, ...given}, text);
}

export function iconButton(symbol, text, onclick, given = {}) {
  return el("button", {type: "button", class: "plain", title: text, onclick, ...given}, icon(symbol), unseen(text));
}

// A name: what it holds turns nothing but itself around.
export const named = text => el("bdi", {}, text);
