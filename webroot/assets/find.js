// Ctrl K: finds a page, a server or a user by a part of its name. Servers and users come when it is opened first.

const PATIENCE = 10000;
const SHOWN = 12;

const dialog = document.getElementById("find");
const field = dialog.querySelector("input");
const list = dialog.querySelector("ul");
const says = dialog.querySelector("[aria-live]");
const admin = dialog.dataset.admin !== undefined;

let places = null;
let chosen = 0;

const pages = () => [...document.querySelectorAll(".places a")].map(link => ({
  name: link.querySelector("[data-name]").textContent, kind: "Page", href: link.getAttribute("href"),
}));

async function json(address) {
  const answer = await fetch(address, {
    headers: {Accept: "application/json"},
    redirect: "error",
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (!answer.ok) {
    throw new Error(address + ": status " + answer.status);
  }
  return answer.json();
}

async function load() {
  const [me, servers, users] = await Promise.all([json("/me"), admin ? json("/servers") : null, admin ? json("/users") : null]);
  return [
    ...me.servers.map(one => ({name: one.alias, kind: "Files", href: one.href})),
    ...(servers?.servers ?? []).map(one => ({name: one.alias, kind: "Server", href: "/servers/" + encodeURIComponent(one.id)})),
    ...(users?.users ?? []).map(one => ({name: one.username, kind: "User", href: "/users/" + encodeURIComponent(one.id)})),
  ];
}

// What begins with it comes before what only has it.
function matching(text) {
  const wanted = text.trim().toLowerCase();
  const rank = place => place.name.toLowerCase().indexOf(wanted);
  return [...pages(), ...(places ?? [])]
    .map((place, order) => ({place, order, at: rank(place)}))
    .filter(found => found.at >= 0)
    .sort((a, b) => Math.min(a.at, 1) - Math.min(b.at, 1) || a.order - b.order)
    .map(found => found.place);
}

function mark() {
  [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === chosen)));
  const item = list.children[chosen];
  item?.scrollIntoView({block: "nearest"});
  if (item) {
    field.setAttribute("aria-activedescendant", item.id);
  } else {
    field.removeAttribute("aria-activedescendant");
  }
}

function show() {
  const found = matching(field.value);
  chosen = 0;
  list.replaceChildren(...found.slice(0, SHOWN).map((place, index) => {
    const item = document.createElement("li");
    item.id = "found-" + index;
    item.setAttribute("role", "option");
    const link = document.createElement("a");
    link.href = place.href;
    link.tabIndex = -1;
    const name = document.createElement("bdi");
    name.textContent = place.name;
    const kind = document.createElement("span");
    kind.textContent = place.kind;
    link.append(name, kind);
    item.append(link);
    return item;
  }));
  says.textContent = found.length > SHOWN ? SHOWN + " of " + found.length + " shown" : found.length === 0 ? "Nothing has that name." : "";
  mark();
}

async function open() {
  if (dialog.open) {
    return;
  }
  field.value = "";
  dialog.showModal();
  show();
  if (places === null) {
    try {
      places = await load();
      show();
    } catch {
      says.textContent = "Servers and users can't be loaded at the moment; pages are here.";
    }
  }
}

function move(by) {
  const count = list.children.length;
  if (count > 0) {
    chosen = (chosen + by + count) % count;
    mark();
  }
}

field.addEventListener("input", show);
dialog.addEventListener("keydown", event => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter") {
    event.preventDefault();
    list.children[chosen]?.querySelector("a").click();
  }
});
dialog.addEventListener("click", event => {
  if (event.target === dialog) {
    dialog.close();
  }
});
document.addEventListener("keydown", event => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    open();
  }
});
for (const button of document.querySelectorAll("[data-find]")) {
  button.hidden = false;
  button.addEventListener("click", open);
}
