// What the file browser says, all of it in one place.

const many = (count, one, more) => count.toLocaleString("en") + " " + (count === 1 ? one : more);

export const entriesOf = count => many(count, "entry", "entries");
export const filesOf = count => many(count, "file", "files");
export const foldersOf = count => many(count, "folder", "folders");
export const itemsOf = count => many(count, "item", "items");

export function tally({all, shown, chosen, size}) {
  const first = shown === all ? entriesOf(all) : shown.toLocaleString("en") + " of " + entriesOf(all);
  return chosen === 0 ? first : first + ", " + chosen.toLocaleString("en") + " selected" + (size ? ", " + size : "");
}

const RIGHTS = {list: "list", download: "download", upload: "upload", overwrite: "overwrite", delete: "delete",
  rename: "rename", mkdir: "make folders"};

export const WORDS = {
  lacks: (right, server) => "Your permission for " + server + " doesn't include: " + (RIGHTS[right] ?? right) + ".",
  chooseOne: "Select one entry first.",
  chooseSome: "Select something first.",
  tooManyToPack: "These are too many for one archive: select fewer, or all.",
  onlyFiles: "This portal can't pack folders into an archive.",
  oneFile: "Only for a file.",
  tooLargeToEdit: "Only files of up to 1 MiB can be edited here.",
  noPreview: "There is no preview of this kind of file.",
  noName: "This name has bytes that aren't text, so it can't be changed here.",
  unreachable: "The portal can't be reached.",
  loggedOut: "Your session has ended.",
  logIn: "Log in again",
  emptyFolder: "This folder is empty.",
  nothingMatches: "Nothing here has this in its name.",
  loading: "Loading the whole list …",
  cantLoad: detail => "The list could not be loaded anew: " + detail,
  incomplete: why => "This list is incomplete: " + why,

  open: "Open", preview: "Preview", edit: "Edit", download: "Download", downloadAll: "Download all",
  rename: "Rename", move: "Move or copy …",
  moveOnly: "Move …", delete: "Delete", properties: "Properties", copyLink: "Copy link", copyCurl: "Copy curl command",
  upload: "Upload files", uploadFolder: "Upload folder", newFolder: "New folder", selectAll: "Select all",
  cancel: "Cancel", close: "Close", save: "Save", retry: "Try again", skip: "Skip", replace: "Replace",
  keepBoth: "Keep both", forAll: "Do the same for all others", stop: "Stop", moveHere: "Move here",
  select: name => "Select " + name, more: name => "More for " + name, show: name => "Preview " + name,

  copied: "Copied.",
  copyByHand: "Copy this:",
  nameOfFolder: "Name of the new folder",
  newNameOf: name => "New name of " + name,
  badName: "A name can't be empty, . or .., and has no slash or control character.",
  tooLong: "A name can have 255 bytes at most.",

  deleteOne: name => "Delete \u201C" + name + "\u201D?",
  deleteMany: count => "Delete " + itemsOf(count) + "?",
  deletesFile: "FTP servers have no bin: nothing brings it back.",
  deletesMany: "FTP servers have no bin: nothing brings them back.",
  counting: "Counting what is in it …",
  within: ({files, folders, size, least}) => (least ? "At least " : "") + filesOf(files) + " and " + foldersOf(folders)
    + ", " + size + ", are in it.",
  andAll: "Folders are deleted with all that is in them.",
  deleting: "Deleting",
  moving: "Moving",
  failedOf: (failed, all) => failed + " of " + all + " failed",
  ofAll: (done, all) => done.toLocaleString("en") + " of " + all.toLocaleString("en"),
  moved: (count, where) => itemsOf(count) + " moved to " + where + ".",

  moveTitle: count => "Move " + itemsOf(count),
  copyTitle: count => "Move or copy " + itemsOf(count),
  noFolders: "There are no folders in here.",
  toMove: "Move", toCopy: "Copy", ifThere: "If there is one of that name",
  copyStarted: "The portal does it now, also when this page is left.", copyShows: "How far it is",
  sameFolder: "It is in this folder already.",
  intoItself: "A folder can't be moved into itself.",

  name: "Name", previous: "Previous", next: "Next", type: "Type", size: "Size", modified: "Modified", place: "Place",
  holds: "Holds", folder: "Folder", file: "File",
  symlink: "Link", unknown: "Unknown",

  firstPart: size => "The first " + size + " are shown.",
  notText: "This isn't text in UTF-8.",
  mediaFails: "The browser can't show this file.",
  changedMeanwhile: "Somebody has changed the file meanwhile.",
  overwriteTheirs: "Overwrite with mine",
  loadTheirs: "Drop mine, load theirs",
  keepEditing: "Go on editing",
  unsaved: "Your changes aren't saved.",
  dropChanges: "Drop changes",
  saved: "Saved.",

  dropHere: name => "Drop to upload into " + name,
  uploads: "Uploads",
  uploading: (done, all) => "Uploading, " + done.toLocaleString("en") + " of " + all.toLocaleString("en") + " done",
  uploaded: count => filesOf(count) + " uploaded",
  someFailed: count => count + " failed",
  left: time => time + " left",
  pause: "Pause", resume: "Go on", pauseAll: "Pause all", resumeAll: "Go on with all", cancelAll: "Cancel all",
  hide: "Hide", unhide: "Show",
  paused: "Paused", waiting: "Waiting", checking: "Checking", finishing: "Finishing",
  againIn: seconds => "Connection lost, trying again in " + seconds + " s",
  furtherWaiting: count => count.toLocaleString("en") + " more are waiting",
  there: name => name + " is there already",
  inFolder: name => "In " + name,
  cancelAsks: "Cancel all uploads?",
  cancelSays: "What is uploaded already stays.",
  goOnWaiting: "Go on uploading",
  unfinished: count => many(count, "upload was", "uploads were") + " unfinished when the page was left. "
    + "Choose the same files again to go on.",
  chooseAgain: "Choose files", chooseFolder: "Choose folder", forget: "Forget them",
  notTheSame: "None of these files is one of those that were unfinished.",
  takenAway: "The server has all bytes and took the file away at once.",
  emptyDrop: "There is nothing in it that can be uploaded.",
};
