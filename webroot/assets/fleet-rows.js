// Makes rows for servers that the page didn't come with, with links to the files that one may use, and with what rights.

const ALL_RIGHTS = 7;

export class RowMaker {
  #blank = document.getElementById("blank").content.firstElementChild;
  #details;
  #files;
  #rows;
  #permitted = new Map();
  #asked = new Set();

  // rows() gives pairs of those that there are: a row and its server.
  constructor(table, rows) {
    this.#details = table.dataset.details;
    this.#files = table.dataset.files;
    this.#rows = rows;
  }

  // Makes up for what rows lack that were made before the answer came.
  async load() {
    try {
      const answer = await fetch("/me", {headers: {Accept: "application/json"}, redirect: "error"});
      if (answer.ok) {
        const me = await answer.json();
        this.#permitted = new Map(me.servers.map(server => [server.alias, server]));
        this.#rows().forEach(([row, server]) => this.#permit(row, server));
      }
    } catch {
      // Names then lead to the servers' own pages.
    }
  }

  make(server) {
    const row = this.#blank.cloneNode(true);
    const details = this.#details + server.id;
    row.id = "s-" + server.id;
    row.dataset.id = server.id;
    for (const name of row.querySelectorAll("bdi")) {
      name.textContent = server.alias;
    }
    row.querySelector("[data-v=details]").href = details;
    row.querySelector("[data-v=alias]").href = this.#files ? this.#files + server.alias + "/" : details;
    this.#permit(row, server);
    return row;
  }

  // A permission that is new. Admins see servers without one, too.
  #askOnce(alias) {
    if (this.#files && !this.#asked.has(alias)) {
      this.#asked.add(alias);
      this.load();
    }
  }

  #permit(row, server) {
    const permission = this.#permitted.get(server.alias);
    if (!permission) {
      this.#askOnce(server.alias);
      return;
    }
    row.querySelector("[data-v=alias]").href = permission.href;
    const head = row.firstElementChild;
    if (permission.rights.length < ALL_RIGHTS && !head.querySelector(".tags")) {
      const tags = document.createElement("ul");
      tags.className = "tags";
      tags.append(...permission.rights.map(right => {
        const tag = document.createElement("li");
        tag.textContent = right;
        return tag;
      }));
      head.append(tags);
    }
  }
}
