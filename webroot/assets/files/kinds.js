// What kind of file a name's end tells of: its icon, and how it can be looked at.

const KINDS = {
  image: "png jpg jpeg gif webp avif svg bmp ico",
  audio: "mp3 ogg oga opus flac wav m4a aac weba",
  video: "mp4 m4v webm ogv mov mkv",
  archive: "zip gz tgz bz2 xz zst 7z rar tar jar deb rpm iso lz4 cab",
  code: "js mjs ts java py rb go rs c h cpp hpp cs php sh bash ps1 bat sql html htm css xml json yaml yml toml ini conf cfg "
    + "properties gradle kt swift pl lua vue jsx tsx ftl",
  text: "txt md log csv tsv rst tex nfo srt vtt diff patch env gitignore",
};

const BY_END = new Map(Object.entries(KINDS).flatMap(([kind, ends]) => ends.split(" ").map(end => [end, kind])));
const ICONS = {image: "file-image", audio: "file-audio", video: "file-video", archive: "file-archive", code: "file-code",
  text: "file-text"};
const NAMES_OF_TEXT = /^(readme|license|changelog|makefile|dockerfile|copying|authors|\.\w+rc)$/i;
const NO_TEXT = /\.(pdf|exe|dll|so|bin|dat|db|docx?|xlsx?|pptx?|od[tsp]|part|img|class|o|pyc)$/i;
const MOST_UNKNOWN = 1048576;

export function kindOf(entry) {
  if (entry.folder) {
    return "folder";
  }
  const dot = entry.name.lastIndexOf(".");
  return BY_END.get(entry.name.slice(dot + 1).toLowerCase()) ?? (NAMES_OF_TEXT.test(entry.name) ? "text" : "other");
}

export function iconOf(entry) {
  return entry.folder ? "folder" : entry.link ? "file-symlink" : ICONS[kindOf(entry)] ?? "file";
}

// "image", "audio", "video", "text" or null.
export function previewOf(entry) {
  const kind = kindOf(entry);
  if (kind === "code" || kind === "text") {
    return "text";
  }
  if (kind === "other" && entry.size !== null && entry.size <= MOST_UNKNOWN && !NO_TEXT.test(entry.name)) {
    return "text";
  }
  return kind === "image" || kind === "audio" || kind === "video" ? kind : null;
}
