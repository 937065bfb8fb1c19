// Keeps the page of nodes up to date, from whichever node answers: the one that it came from may be the one that goes.

const EVERY = 2000;
const PATIENCE = 10000;
const PARTS = ["news", "list-title", "list"];
const stale = document.getElementById("stale");
let heard = new Date();

async function refresh() {
  const answer = await fetch("/nodes", {
    headers: {Accept: "text/html"},
    redirect: "error",
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (!answer.ok) {
    throw new Error("status " + answer.status);
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of PARTS) {
    const before = document.getElementById(id);
    const now = page.getElementById(id);
    if (!before.isEqualNode(now)) {
      before.replaceChildren(...now.childNodes);
    }
  }
  heard = new Date();
}

async function loop() {
  if (!document.hidden) {
    try {
      await refresh();
      stale.textContent = "";
    } catch {
      // Logged out, or no node answers: what is shown stays, and says how old it is.
      stale.textContent = "No node answers at the moment. What you see is from " + heard.toLocaleTimeString()
        + ". Reload the page if this stays.";
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
