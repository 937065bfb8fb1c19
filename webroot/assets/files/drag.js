// Dragging: entries onto a folder or a breadcrumb, which moves them; files and folders from outside anywhere, which uploads them.

import {note} from "./dialogs.js";
import {el} from "./parts.js";
import {lastName} from "./paths.js";
import {WORDS} from "./words.js";

const OWN = "application/x-ftpcluster-entries";

export function onDrag(app, commands, uploads) {
  const veil = el("div", {class: "drop-veil", hidden: true}, el("p", {}));
  let marked = null;
  let leaving = 0;
  document.body.append(veil);

  // The folder that is meant at this place: {element, href} or null.
  function folderAt(target) {
    const row = target.closest?.("tr.directory[data-href]");
    if (row) {
      return {element: row, href: app.here + row.dataset.href};
    }
    const up = target.closest?.("tr.parent");
    const link = target.closest?.("#path a");
    const href = up ? app.parent : link?.pathname;
    return href?.startsWith(app.top) ? {element: up ?? link, href} : null;
  }

  function mark(element) {
    if (marked !== element) {
      marked?.classList.remove("drop-here");
      element?.classList.add("drop-here");
      marked = element;
    }
  }

  function end() {
    clearTimeout(leaving);
    mark(null);
    veil.hidden = true;
  }

  app.table.addEventListener("dragstart", event => {
    const row = event.target.closest?.("tr[data-href]");
    if (!row) {
      return;
    }
    if (!app.choice.has(row.dataset.href)) {
      app.choice.only(row.dataset.href);
    }
    event.dataTransfer.setData(OWN, app.here);
    event.dataTransfer.setData("text/uri-list", app.chosen().map(entry => location.origin + app.at(entry)).join("\r\n"));
    event.dataTransfer.effectAllowed = "copyMove";
  });

  addEventListener("dragover", event => {
    const types = event.dataTransfer.types;
    const folder = folderAt(event.target);
    if (types.includes(OWN)) {
      const fits = folder && !(folder.element.dataset?.href && app.choice.has(folder.element.dataset.href));
      mark(fits ? folder.element : null);
      if (fits) {
        event.preventDefault();
        event.dataTransfer.dropEffect = "move";
      }
    } else if (types.includes("Files")) {
      event.preventDefault();
      const allowed = app.rights.has("upload");
      event.dataTransfer.dropEffect = allowed ? "copy" : "none";
      mark(allowed ? folder?.element : null);
      veil.firstChild.textContent = allowed ? WORDS.dropHere(lastName(folder?.href ?? app.here))
        : WORDS.lacks("upload", app.server);
      veil.hidden = false;
      // Over the edge of the window nothing tells that it has left.
      clearTimeout(leaving);
      leaving = setTimeout(end, 400);
    }
  });

  addEventListener("drop", event => {
    const folder = folderAt(event.target);
    const types = event.dataTransfer.types;
    if (types.includes(OWN)) {
      event.preventDefault();
      if (folder) {
        commands.moveTo(app.chosen(), folder.href);
      }
    } else if (types.includes("Files")) {
      event.preventDefault();
      if (app.rights.has("upload")) {
        uploads.drop(event.dataTransfer, folder?.href ?? app.here);
      } else {
        note(WORDS.lacks("upload", app.server), true);
      }
    }
    end();
  });
  addEventListener("dragend", end);
}
