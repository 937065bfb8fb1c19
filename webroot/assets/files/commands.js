// What can be done with the selection, and why not: one list for toolbar, menu and keys.

import {choose, copyByHand, each, note, open, says} from "./dialogs.js";
import {openMenu} from "./menu.js";
import {typeName} from "./naming.js";
import {chooseTarget, COPIES} from "./targets.js";
import {edit, MOST as MOST_EDITED} from "./editor.js";
import {preview} from "./preview.js";
import {bytes} from "../fleet-text.js";
import {el, named} from "./parts.js";
import {iconOf, previewOf} from "./kinds.js";
import {encode, inOrder} from "./paths.js";
import {makeFolder, move, offers, remove, summary} from "./requests.js";
import {WORDS} from "./words.js";

const SHOWN = 5;
const MOST_NAMES = 60000; // Bytes of a form that the portal takes.

export class Commands {
  #app;
  #packs = false;
  #copies = false;

  constructor(app) {
    this.#app = app;
    offers(app.here, "POST").then(packs => {
      this.#packs = packs;
    });
    offers(COPIES, "POST").then(copies => {
      this.#copies = copies;
    });
  }

  // Why it can't be done now, or null.
  why(name) {
    const chosen = this.#app.chosen();
    const one = chosen.length === 1 ? chosen[0] : null;
    switch (name) {
      case "upload":
      case "upload-folder":
        return this.#lacks("upload");
      case "new-folder":
        return this.#lacks("mkdir");
      case "rename":
        return this.#lacks("rename") ?? (one ? one.exact ? null : WORDS.noName : WORDS.chooseOne);
      case "download":
        return this.#lacks("download") ?? this.#whyNoDownload(chosen);
      case "move":
        return (this.#copies ? null : this.#lacks("rename")) ?? (chosen.length > 0 ? null : WORDS.chooseSome);
      case "delete":
        return this.#lacks("delete") ?? (chosen.length > 0 ? null : WORDS.chooseSome);
      case "preview":
        return this.#lacks("download") ?? (one ? previewOf(one) ? null : WORDS.noPreview : WORDS.chooseOne);
      case "edit":
        return this.#lacks("download") ?? this.#lacks("overwrite") ?? this.#lacks("upload") ?? this.#whyNoEdit(one);
      case "open":
      case "copy-link":
      case "copy-curl":
        return one ? null : WORDS.chooseOne;
      default:
        return null;
    }
  }

  run(name, from) {
    const why = this.why(name);
    if (why) {
      note(why, true);
      return;
    }
    this[name.replace(/-(.)/g, (all, letter) => letter.toUpperCase())](from);
  }

  #lacks(right) {
    return this.#app.rights.has(right) ? null : WORDS.lacks(right, this.#app.server);
  }

  #whyNoDownload(chosen) {
    if (chosen.length === 0 && !this.#packs) {
      return WORDS.onlyFiles;
    }
    return !this.#packs && chosen.some(entry => entry.folder) ? WORDS.onlyFiles : null;
  }

  #whyNoEdit(one) {
    if (!one) {
      return WORDS.chooseOne;
    }
    return one.folder ? WORDS.oneFile : previewOf(one) !== "text" && !/\.svg$/i.test(one.name) ? WORDS.notText
      : one.size !== null && one.size > MOST_EDITED ? WORDS.tooLargeToEdit : null;
  }

  open() {
    const [entry] = this.#app.chosen();
    if (entry.folder) {
      this.#app.go(this.#app.at(entry));
    } else if (this.why("preview") === null) {
      this.preview();
    } else {
      this.run("download");
    }
  }

  upload() {
    this.#app.pick(false);
  }

  uploadFolder() {
    this.#app.pick(true);
  }

  // The browser takes one file by its link. What is more, or a folder, the portal packs; where it can't, files come one by one.
  download() {
    const chosen = this.#app.chosen();
    if (this.#packs && (chosen.length !== 1 || chosen[0].folder)) {
      this.#pack(chosen);
    } else {
      chosen.forEach((entry, index) => setTimeout(() => {
        const link = el("a", {href: this.#app.at(entry), download: "", hidden: true});
        document.body.append(link);
        link.click();
        link.remove();
      }, index * 300));
    }
  }

  // In a window of its own: what comes is a file, and if not, the page with its uploads stays.
  #pack(chosen) {
    const all = chosen.length === this.#app.entries.all.length;
    if (!all && chosen.reduce((length, entry) => length + encode(entry.href).length + "name=&".length, 0) > MOST_NAMES) {
      note(WORDS.tooManyToPack, true);
      return;
    }
    const fields = [["archive", "zip"], ...(all ? [] : chosen).map(entry => ["name", entry.href.replace(/\/$/, "")])];
    const form = el("form", {method: "post", action: this.#app.here, hidden: true, target: this.#app.busy() ? "_blank" : ""},
      fields.map(([name, value]) => el("input", {type: "hidden", name, value})));
    document.body.append(form);
    form.submit();
    form.remove();
  }

  newFolder() {
    const row = el("tr", {class: "directory naming-row"});
    const cell = el("td", {class: "name", colSpan: 5});
    row.append(cell);
    this.#app.table.tBodies[0].prepend(row);
    row.scrollIntoView({block: "nearest"});
    typeName(cell, {
      value: "",
      label: WORDS.nameOfFolder,
      symbol: "folder-plus",
      take: async name => {
        await makeFolder(this.#app.here + encode(name) + "/");
        await this.#app.reload(encode(name) + "/");
      },
      gone: () => {
        row.remove();
        this.#app.focus();
      },
    });
  }

  rename() {
    const [entry] = this.#app.chosen();
    const row = this.#app.reveal(entry);
    row.draggable = false;
    typeName(row.querySelector(".name"), {
      value: entry.name,
      label: WORDS.newNameOf(entry.label),
      symbol: iconOf(entry),
      stem: !entry.folder,
      take: async name => {
        const href = encode(name) + (entry.folder ? "/" : "");
        await move(this.#app.at(entry), this.#app.here + href);
        await this.#app.reload(href);
      },
      gone: () => {
        row.draggable = true;
        this.#app.focus();
      },
    });
  }

  async move() {
    const chosen = this.#app.chosen();
    const target = await chooseTarget(this.#app, chosen);
    if (target) {
      this.moveTo(chosen, target);
    }
  }

  async moveTo(chosen, target) {
    const why = this.#lacks("rename") ?? (target === this.#app.here ? WORDS.sameFolder
      : chosen.some(entry => entry.folder && target.startsWith(this.#app.at(entry))) ? WORDS.intoItself : null);
    if (why) {
      note(why, true);
      return;
    }
    const done = await each(WORDS.moving, chosen, entry => move(this.#app.at(entry), target + entry.href));
    this.#app.dropped(done);
    if (done.length > 0) {
      note(WORDS.moved(done.length, inOrder(decodeURI(target).split("/").slice(3).join("/") || "/")));
    }
    this.#app.reload();
  }

  async delete() {
    const chosen = this.#app.chosen();
    if (await this.#asksToDelete(chosen)) {
      const done = await each(WORDS.deleting, chosen, entry => remove(this.#app.at(entry)));
      this.#app.dropped(done);
      if (done.length < chosen.length) {
        this.#app.reload();
      }
    }
  }

  async #asksToDelete(chosen) {
    const folders = chosen.filter(entry => entry.folder);
    const within = says(folders.length > 0 ? WORDS.counting : chosen.length === 1 ? WORDS.deletesFile : WORDS.deletesMany);
    const names = chosen.length === 1 ? null : el("ul", {class: "names"},
      chosen.slice(0, SHOWN).map(entry => el("li", {}, named(entry.label))), chosen.length > SHOWN ? el("li", {}, "…") : null);
    const abort = new AbortController();
    if (folders.length > 0) {
      this.#count(folders, abort.signal).then(text => {
        within.textContent = text + " " + (chosen.length === 1 ? WORDS.deletesFile : WORDS.deletesMany);
      });
    }
    const title = chosen.length === 1 ? WORDS.deleteOne(chosen[0].label) : WORDS.deleteMany(chosen.length);
    const yes = await choose(title, [names ?? "", within],
      [{text: WORDS.cancel, value: false}, {text: WORDS.delete, value: true, danger: true, focus: true}]);
    abort.abort();
    return yes;
  }

  async #count(folders, signal) {
    const sums = folders.length > SHOWN ? [null] : await Promise.all(folders.map(entry => summary(this.#app.at(entry), signal)));
    if (sums.includes(null)) {
      return WORDS.andAll;
    }
    const sum = key => sums.reduce((all, each) => all + (each[key] ?? 0), 0);
    return WORDS.within({files: sum("files"), folders: sum("folders"), size: bytes(sum("bytes")),
      least: sums.some(each => each.complete === false)});
  }

  preview() {
    preview(this.#app, this.#app.chosen()[0], this);
  }

  edit() {
    edit(this.#app, this.#app.chosen()[0]);
  }

  properties() {
    const chosen = this.#app.chosen();
    const list = el("dl", {class: "facts-list"});
    const fact = (name, ...value) => list.append(el("div", {}, el("dt", {}, name), el("dd", {}, value)));
    const holds = el("dd", {}, WORDS.counting);
    if (chosen.length === 1) {
      const [entry] = chosen;
      fact(WORDS.type, entry.folder ? WORDS.folder : entry.link ? WORDS.symlink : WORDS.file);
      fact(WORDS.place, named(inOrder(entry.name)));
      if (!entry.folder) {
        fact(WORDS.size, entry.size === null ? WORDS.unknown
          : bytes(entry.size) + " (" + entry.size.toLocaleString("en") + " B)");
      }
      fact(WORDS.modified, entry.modified ? entry.modified.replace("T", " ").replace("Z", " UTC") : WORDS.unknown);
      fact("URL", el("a", {href: this.#app.at(entry)}, location.origin + this.#app.at(entry)));
    } else {
      const size = chosen.reduce((all, entry) => all + (entry.size ?? 0), 0);
      fact(WORDS.size, bytes(size));
    }
    const folders = chosen.filter(entry => entry.folder);
    if (folders.length > 0) {
      list.append(el("div", {}, el("dt", {}, WORDS.holds), holds));
      this.#count(folders).then(text => {
        holds.textContent = text === WORDS.andAll ? WORDS.unknown : text;
      });
    }
    open(chosen.length === 1 ? chosen[0].label : WORDS.properties, [list]);
  }

  copyLink() {
    this.#copy(location.origin + this.#app.at(this.#app.chosen()[0]));
  }

  copyCurl() {
    const [entry] = this.#app.chosen();
    const user = "'" + this.#app.user.replaceAll("'", "'\\''") + "'";
    this.#copy("curl -f " + (entry.folder ? "-H 'Accept: application/json'" : "-OJ") + " -u " + user + " '"
      + location.origin + this.#app.at(entry) + "'");
  }

  async #copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      note(WORDS.copied);
    } catch {
      copyByHand(text);
    }
  }

  clear() {
    this.#app.choice.clear();
    this.#app.focus();
  }

  sort(from) {
    const box = from.getBoundingClientRect();
    const now = this.#app.entries.order;
    openMenu([["name", WORDS.name], ["size", WORDS.size], ["modified", WORDS.modified]].map(([key, label]) => ({label,
      symbol: now === key ? "arrow-up" : now === "-" + key ? "arrow-down" : "minus", run: () => this.#app.sortBy(key)})),
    box.left, box.bottom + 2, from);
  }

  menu(from) {
    const box = from.getBoundingClientRect();
    this.menuAt(box.left, box.bottom + 2, from);
  }

  menuAt(x, y, back) {
    const item = (name, label, symbol, key) => ({label, symbol, key, reason: this.why(name), run: () => this.run(name)});
    const chosen = this.#app.chosen();
    if (chosen.length === 0) {
      openMenu([item("upload", WORDS.upload, "upload"), item("upload-folder", WORDS.uploadFolder, "folder-up"),
        item("new-folder", WORDS.newFolder, "folder-plus"), null,
        item("download", WORDS.downloadAll, "download"),
        {label: WORDS.selectAll, symbol: "square-check", key: "Ctrl+A", run: () => this.#app.selectAll()}], x, y, back);
      return;
    }
    openMenu([
      item("open", WORDS.open, "folder-open", "Enter"),
      item("preview", WORDS.preview, "eye", "Space"),
      item("edit", WORDS.edit, "file-code"),
      item("download", WORDS.download, "download"),
      null,
      item("rename", WORDS.rename, "pencil", "F2"),
      item("move", this.#copies ? WORDS.move : WORDS.moveOnly, "move"),
      item("delete", WORDS.delete, "trash-2", "Del"),
      null,
      item("copy-link", WORDS.copyLink, "link"),
      item("copy-curl", WORDS.copyCurl, "terminal"),
      item("properties", WORDS.properties, "info"),
    ], x, y, back);
  }
}
