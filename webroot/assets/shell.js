// The frame of every page: the theme changes without loading the page anew.

const form = document.getElementById("theme");

function showOther(theme) {
  const other = theme === "light" ? "dark" : "light";
  const button = form.querySelector("button");
  const words = other === "light" ? "Light theme" : "Dark theme";
  button.value = other;
  button.title = words;
  button.querySelector(".unseen").textContent = words;
  const use = button.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, other === "light" ? "#sun" : "#moon"));
}

function shown() {
  const chosen = document.documentElement.dataset.theme;
  return chosen === "system" ? (matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark") : chosen;
}

function show(theme) {
  document.documentElement.dataset.theme = theme;
  showOther(shown());
}

async function store(theme) {
  const answer = await fetch(form.action, {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify({theme}),
    redirect: "error",
    signal: AbortSignal.timeout(10000),
  });
  if (!answer.ok) {
    throw new Error("status " + answer.status);
  }
}

form.addEventListener("submit", async event => {
  event.preventDefault();
  const before = document.documentElement.dataset.theme;
  const theme = form.querySelector("button").value;
  show(theme);
  try {
    await store(theme);
  } catch {
    // Logged out, or the portal is away: the button can be pressed again.
    show(before);
  }
});
// What the system says is known here only.
showOther(shown());
