// Names and addresses. An entry is known by its href, which holds its name's bytes; what is shown may be less exact.

const TURNING = /[\u202A-\u202E\u2066-\u2069]/g;
const LONGEST = 255;

// As the portal encodes a segment: all but RFC 3986's unreserved characters.
export const encode = name => encodeURIComponent(name.toWellFormed())
  .replace(/[!'()*]/g, c => "%" + c.charCodeAt(0).toString(16).toUpperCase());

// Null for bytes that aren't UTF-8.
export function nameOf(href) {
  try {
    return decodeURIComponent(bare(href));
  } catch {
    return null;
  }
}

export const bare = href => href.endsWith("/") ? href.slice(0, -1) : href;

// Without what turns the rest of a line around.
export const inOrder = name => name.replace(TURNING, "\uFFFD");

function shownSegment(segment) {
  const name = nameOf(segment);
  return inOrder(name ?? decodeURIComponent(segment.replace(/%[89A-F][0-9A-F]/gi, "%EF%BF%BD")));
}

// The segments of a folder's path below /ftp/, as they are shown, each with its address; user and server come first.
export function crumbs(href) {
  const segments = href.split("/").filter(segment => segment !== "").slice(1);
  return segments.map((segment, index) => ({
    name: shownSegment(segment),
    href: "/ftp/" + segments.slice(0, index + 1).join("/") + "/",
  }));
}

export const parentOf = href => bare(href).replace(/[^/]*$/, "");
export const lastName = href => shownSegment(bare(href).split("/").pop());

// Whether it is a folder's path on this server, or the server's own folder.
export const isOn = (href, top) => href.startsWith(top);

export const bytesOf = name => new TextEncoder().encode(name).length;

// What is wrong with a new name: "bad", "long" or null.
export function fault(name) {
  if (name === "" || name === "." || name === ".." || /[/\x00-\x1f\x7f]/.test(name)) {
    return "bad";
  }
  return bytesOf(name) > LONGEST ? "long" : null;
}

// The beginning of a name, at most so many bytes long.
export function shortened(name, most) {
  let kept = "";
  let left = most;
  for (const character of name) {
    left -= bytesOf(character);
    if (left < 0) {
      break;
    }
    kept += character;
  }
  return kept;
}

// "a.txt" becomes "a (2).txt".
export function numbered(name, number) {
  const dot = name.lastIndexOf(".");
  const stem = dot > 0 ? name.slice(0, dot) : name;
  const end = " (" + number + ")" + (dot > 0 ? name.slice(dot) : "");
  return shortened(stem, LONGEST - bytesOf(end)) + end;
}
