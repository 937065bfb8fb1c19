// Remembers what is not uploaded yet, for when the page is left: which file went where. The browser keeps no files for us, so
// that they are to be chosen again. What another page of this browser is just uploading is its own.

const NAME = "ftpcluster-uploads";
const STORE = "unfinished";
const PATIENCE = 300;

export const keyOf = task => task.target + "|" + task.size + "|" + task.lastModified;

export class Memory {
  #tab = Array.from(crypto.getRandomValues(new Uint32Array(2)), part => part.toString(36)).join("");
  #database = new Promise(resolve => {
    try {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, {keyPath: "key"});
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(null);
    } catch {
      // A browser that keeps nothing.
      resolve(null);
    }
  });
  #channel = new BroadcastChannel(NAME);
  #others = new Set();
  #gone = [];
  #timer = 0;

  constructor(busy) {
    this.#channel.addEventListener("message", ({data}) => {
      if (data.ask && busy()) {
        this.#channel.postMessage({tab: this.#tab});
      } else if (data.tab) {
        this.#others.add(data.tab);
      }
    });
  }

  async keep(tasks) {
    const store = await this.#store();
    tasks.forEach(({target, folder, name, size, lastModified, replace}) =>
      store?.put({key: keyOf({target, size, lastModified}), tab: this.#tab, target, folder, name, size, lastModified, replace}));
  }

  forget(task) {
    this.#gone.push(keyOf(task));
    this.#timer ||= setTimeout(() => this.flush(), 500);
  }

  async flush() {
    this.#timer = 0;
    const keys = this.#gone.splice(0);
    const store = await this.#store();
    keys.forEach(key => store?.delete(key));
  }

  // Of a user whose folder begins like this.
  async unfinished(prefix) {
    this.#channel.postMessage({ask: true});
    await new Promise(resolve => setTimeout(resolve, PATIENCE));
    const store = await this.#store();
    if (!store) {
      return [];
    }
    const all = await new Promise(resolve => {
      const request = store.getAll();
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve([]);
    });
    return all.filter(task => task.target.startsWith(prefix) && task.tab !== this.#tab && !this.#others.has(task.tab));
  }

  async #store() {
    return (await this.#database)?.transaction(STORE, "readwrite").objectStore(STORE);
  }
}
