// Keeps the list of transfers up to date: asks for this page again and takes over what has changed, so that rows stay
// where they are and a button keeps the focus. The server alone says how a row looks.

const EVERY = 2000;
const PATIENCE = 10000;
const list = document.getElementById("transfers");
const stale = document.getElementById("stale");

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

function takeOver(fresh) {
  const rows = list.querySelector("tbody");
  const freshRows = fresh.querySelector("tbody");
  if (!rows || !freshRows) {
    if (!list.isEqualNode(fresh)) {
      list.replaceChildren(...fresh.childNodes);
    }
    return;
  }
  for (const row of [...rows.children]) {
    if (!freshRows.querySelector("#" + CSS.escape(row.id))) {
      row.remove();
    }
  }
  for (const row of [...freshRows.children]) {
    const known = document.getElementById(row.id);
    if (known) {
      update(known, row);
    } else {
      rows.append(row);
    }
  }
}

async function refresh() {
  const answer = await fetch("/transfers", {
    headers: {Accept: "text/html"},
    redirect: "error",
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (!answer.ok) {
    throw new Error("status " + answer.status);
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  takeOver(page.getElementById("transfers"));
}

async function loop() {
  if (!document.hidden) {
    try {
      await refresh();
      stale.textContent = "";
    } catch {
      // Logged out, or the portal is away: what is shown stays, and says how old it may be.
      stale.textContent = "This list can't be updated at the moment. Reload the page if this stays.";
    }
  }
  setTimeout(loop, EVERY);
}

setTimeout(loop, EVERY);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) {
    refresh().catch(() => {});
  }
});
