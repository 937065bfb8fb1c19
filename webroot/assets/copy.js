// Buttons that copy what is shown beside them. Browsers allow that on https and on the machine itself only; elsewhere a click
// on the text selects it.

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) {
    continue;
  }
  button.hidden = false;
  button.addEventListener("click", async () => {
    const says = button.parentElement.querySelector("[role=status]");
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      says.textContent = "Copied.";
    } catch {
      says.textContent = "The browser doesn't allow it: click on the line to select it.";
    }
  });
}
