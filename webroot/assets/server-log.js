// The panel with the last lines of the FTP daemon's log, which are asked for by a button.

const panel = document.getElementById("log-panel");

if (panel) {
  const button = panel.querySelector("button");
  const says = document.getElementById("log-says");
  const lines = document.getElementById("log-lines");
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    says.textContent = "Asking the agent…";
    try {
      const answer = await fetch(panel.dataset.path, {headers: {Accept: "application/json"}, redirect: "error"});
      const told = await answer.json();
      if (answer.ok) {
        says.textContent = told.lines.length ? "The end of " + told.path + ":" : told.path + " is empty.";
        lines.textContent = told.lines.join("\n");
        lines.hidden = told.lines.length === 0;
      } else {
        says.textContent = told.detail;
      }
    } catch {
      says.textContent = "The portal does not answer at the moment.";
    }
    button.disabled = false;
  });
}
