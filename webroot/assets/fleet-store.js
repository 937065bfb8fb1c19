// What is known of all servers that one may see, whether they are in view or not.

export class Store {
  #servers = new Map();

  get size() {
    return this.#servers.size;
  }

  get(id) {
    return this.#servers.get(id);
  }

  has(id) {
    return this.#servers.has(id);
  }

  all() {
    return [...this.#servers.values()];
  }

  // What is told of a server is all that there is, but for facts that haven't changed. Says whether its state has.
  learn(server) {
    const before = this.#servers.get(server.id);
    if (server.facts === undefined) {
      server.facts = before?.facts;
    }
    server.name = server.alias.toLowerCase();
    this.#servers.set(server.id, server);
    return before !== undefined && before.state !== server.state;
  }

  forget(id) {
    this.#servers.delete(id);
  }

  // All but these: the ids of the others, which it forgets.
  keep(servers) {
    const ids = new Set(servers.map(server => server.id));
    const gone = [...this.#servers.keys()].filter(id => !ids.has(id));
    gone.forEach(id => this.#servers.delete(id));
    return gone;
  }

  // How many servers are in each state, and how many alerts there are.
  counts() {
    const counts = {alerts: 0};
    this.#servers.forEach(server => {
      counts[server.state] = (counts[server.state] ?? 0) + 1;
      counts.alerts += server.alerts.length;
    });
    return counts;
  }
}
