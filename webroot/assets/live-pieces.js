// One event of /live. The portal breaks the list of a large one into lines, between two servers: each line is parsed when
// it comes. Together the lines are one JSON text, as the standard of such streams has it.

export function pieces() {
  let name = "message";
  let retry = null;
  let waiting = null;
  let opening = "";
  let items = [];

  function begin(line) {
    const start = line.indexOf("[") + 1;
    opening = line.slice(0, start);
    items = JSON.parse("[" + line.slice(start, -1) + "]");
  }

  function proceed(line) {
    for (const item of JSON.parse("[" + line.slice(0, -1) + "]")) {
      items.push(item);
    }
  }

  // Which line is the last shows only when the event ends, so each waits for the next.
  function addData(line) {
    if (waiting !== null && opening === "") {
      begin(waiting);
    } else if (waiting !== null) {
      proceed(waiting);
    }
    waiting = line;
  }

  function whole() {
    const data = JSON.parse(opening + (waiting ?? "{}"));
    if (opening !== "") {
      const key = Object.keys(data)[0];
      for (const item of data[key]) {
        items.push(item);
      }
      data[key] = items;
    }
    return data;
  }

  return {
    add(line) {
      if (line.startsWith("event: ")) {
        name = line.slice(7);
      } else if (line.startsWith("data: ")) {
        addData(line.slice(6));
      } else if (line.startsWith("retry: ")) {
        retry = Number(line.slice(7));
      }
    },
    finished: () => ({name, retry, data: whole()}),
  };
}
