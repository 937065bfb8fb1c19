// The keyboard, wherever on the page it is; fields, dialogs and menus have their own.

const JUMP = 800;

export function onKeys(app, commands) {
  let typed = "";
  let typedAt = 0;

  function jump(letter) {
    const now = performance.now();
    typed = now - typedAt > JUMP ? letter : typed + letter;
    typedAt = now;
    const items = app.entries.shown;
    const from = app.place() + (typed.length === 1 ? 1 : 0);
    const wanted = typed.toLowerCase();
    for (let step = 0; step < items.length; step++) {
      const index = (Math.max(0, from) + step) % items.length;
      if (items[index].lower.startsWith(wanted)) {
        app.goTo(index, false, false);
        return;
      }
    }
  }

  const steps = {ArrowDown: () => 1, ArrowUp: () => -1, PageDown: () => app.rows.page, PageUp: () => -app.rows.page,
    Home: () => -Infinity, End: () => Infinity};

  function act(event) {
    const control = event.ctrlKey || event.metaKey;
    if (event.altKey && event.key === "ArrowUp") {
      app.go(app.parent);
    } else if (event.altKey) {
      return false;
    } else if (event.key in steps) {
      app.step(steps[event.key](), event.shiftKey, control);
    } else if (control && event.key.toLowerCase() === "a") {
      app.selectAll();
    } else if (control && event.key === " ") {
      app.toggleCurrent();
    } else if (control) {
      return false;
    } else if (event.key === "F10" && event.shiftKey || event.key === "ContextMenu") {
      menuAtRow();
    } else if (event.key === "Escape") {
      commands.run("clear");
    } else if (event.key === "Enter") {
      if (!app.takeCurrent()) {
        return false;
      }
      commands.run("open");
    } else if (event.key === " ") {
      if (!app.takeCurrent()) {
        return false;
      }
      commands.run("preview");
    } else if (event.key === "Backspace") {
      app.go(app.parent);
    } else if (event.key === "F2") {
      app.takeCurrent();
      commands.run("rename");
    } else if (event.key === "Delete") {
      app.takeCurrent();
      commands.run("delete");
    } else if (event.key === "/") {
      document.getElementById("filter").focus();
    } else if (event.key.length === 1) {
      jump(event.key);
    } else {
      return false;
    }
    return true;
  }

  function menuAtRow() {
    app.takeCurrent();
    const row = app.rows.row(app.choice.current);
    const box = (row ?? app.table).getBoundingClientRect();
    commands.menuAt(box.left + 48, row ? box.bottom : box.top, row);
  }

  addEventListener("keydown", event => {
    const target = event.target;
    const inControl = target.closest?.("input:not([type=checkbox]), textarea, select, dialog, [popover], audio, video, .uploads");
    const onControl = target.closest?.("button, a, summary, input") && !target.closest("tr[data-href]");
    if (event.defaultPrevented || inControl || document.querySelector("dialog[open]")
        || (onControl && ["Enter", " ", "Home", "End", "PageUp", "PageDown"].includes(event.key))
        || (target.closest?.("#tools") && ["ArrowLeft", "ArrowRight"].includes(event.key))) {
      return;
    }
    if (act(event)) {
      event.preventDefault();
    }
  });

  const filter = document.getElementById("filter");
  filter.addEventListener("keydown", event => {
    if (event.key === "Escape" && filter.value !== "") {
      event.preventDefault();
      filter.value = "";
      app.filter("");
    } else if (event.key === "ArrowDown" || event.key === "Enter" || event.key === "Escape") {
      event.preventDefault();
      app.step(0, false, false);
    }
  });
}
