// What was dropped or chosen, as {file, path}: path is its folders' names. Folders that hold nothing come without a file.

const entriesOf = reader => new Promise((resolve, reject) => reader.readEntries(resolve, reject));

async function walk(entry, path, found) {
  if (entry.isFile) {
    found.push({file: await new Promise((resolve, reject) => entry.file(resolve, reject)), path});
    return;
  }
  const within = [...path, entry.name];
  const reader = entry.createReader();
  let count = 0;
  // They come a hundred at a time.
  for (let batch = await entriesOf(reader); batch.length > 0; batch = await entriesOf(reader)) {
    count += batch.length;
    for (const child of batch) {
      await walk(child, within, found);
    }
  }
  if (count === 0) {
    found.push({file: null, path: within});
  }
}

// The items are gone when the event is over, so all are asked at once.
export async function dropped(transfer) {
  const roots = [...transfer.items].filter(item => item.kind === "file")
    .map(item => item.webkitGetAsEntry?.() ?? item.getAsFile());
  const found = [];
  for (const root of roots) {
    if (root instanceof File) {
      found.push({file: root, path: []});
    } else if (root) {
      await walk(root, [], found);
    }
  }
  return found;
}

export const picked = files => [...files].map(file => ({
  file,
  path: file.webkitRelativePath ? file.webkitRelativePath.split("/").slice(0, -1) : [],
}));
