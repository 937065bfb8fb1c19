// Keeps the list of a page up to date: asks for the page again and takes over what has changed, so that rows stay where they
// are and a button keeps the focus. The portal alone says how a row looks.

import {showNode} from "./link.js";

const PATIENCE = 10000;

function update(before, now) {
  const cells = before.children;
  if (cells.length !== now.children.length) {
    before.replaceChildren(...now.children);
    return;
  }
  [...now.children].forEach((cell, index) => {
    if (!cells[index].isEqualNode(cell)) {
      cells[index].replaceWith(cell);
    }
  });
}

function takeOverRows(rows, freshRows) {
  for (const row of [...rows.children]) {
    if (!freshRows.querySelector("#" + CSS.escape(row.id))) {
      row.remove();
    }
  }
  let place = rows.firstElementChild;
  for (const row of [...freshRows.children]) {
    const known = document.getElementById(row.id);
    if (known) {
      update(known, row);
      place = known.nextElementSibling;
    } else {
      rows.insertBefore(row, place);
    }
  }
}

function takeOver(list, fresh) {
  const rows = list.querySelector("tbody");
  const freshRows = fresh.querySelector("tbody");
  if (rows && freshRows) {
    takeOverRows(rows, freshRows);
  } else if (!list.isEqualNode(fresh)) {
    list.replaceChildren(...fresh.childNodes);
  }
}

// Those elements of the page at that address that have these ids. #stale says so when it can't be done.
export function keepFresh(address, ids, every) {
  const stale = document.getElementById("stale");
  let heard = new Date();

  async function refresh() {
    const answer = await fetch(address, {
      headers: {Accept: "text/html"},
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (!answer.ok) {
      throw new Error("status " + answer.status);
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    ids.forEach(id => takeOver(document.getElementById(id), page.getElementById(id)));
    showNode(page.getElementById("node")?.textContent);
    heard = new Date();
  }

  async function tryIt() {
    try {
      await refresh();
      stale.textContent = "";
    } catch {
      // Logged out, or the portal is away: what is shown stays, and says how old it is.
      stale.textContent = "Reconnecting … What you see is from " + heard.toLocaleTimeString(undefined, {hourCycle: "h23"})
        + ". Reload the page if this stays.";
    }
  }

  async function loop() {
    if (!document.hidden) {
      await tryIt();
    }
    setTimeout(loop, every);
  }

  setTimeout(loop, every);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) {
      tryIt();
    }
  });
}
