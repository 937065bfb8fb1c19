// How a server stands, in words; the same as the portal says where scripts are off.

const NOTHING = "–";
const STATES = {never_seen: "Never seen", live: "Live", stale: "Stale", offline: "Offline", unknown: "Unknown"};
const ALERTS = {disk_full: "Disk almost full", memory_full: "Memory almost full", offline: "Offline for long",
  account_failed: "Failing accounts",
  update_failed: "Failed update of the agent",
  certificate_expires: "Certificate expires soon",
  certificate_expired: "Expired certificate",
  backup_failed: "Failed backup",
  backup_too_old: "Backup too old"};
const FTP = {running: "Running", stopped: "Not running", unknown: NOTHING};
const TROUBLE = {offline: 5, stale: 4, never_seen: 2, live: 1};

export const stateText = state => STATES[state] ?? state;
export const alertText = alert => ALERTS[alert] ?? alert;
export const ftpText = state => FTP[state] ?? NOTHING;
// Of a server without an agent, which the portal tries itself.
export const probe = last => !last ? "" : last.login_refused ? "Login refused (no agent)" : last.step ? "No agent" : "Answers in " + last.millis + "\u00a0ms (no agent)";
export const orDash = text => text || NOTHING;

export function datalink(known) {
  return !known ? "off" : "port " + known.port + (known.tls_fingerprint ? ", certificate " + known.tls_fingerprint : "");
}

export function trouble(server) {
  return (server.alerts.length > 0 ? 10 : 0) + (TROUBLE[server.state] ?? 0);
}

export const percent = value => value === undefined || value === null ? NOTHING : Math.round(value) + "\u00a0%";

export function bytes(value) {
  if (value === undefined || value === null) {
    return NOTHING;
  }
  if (value < 1024) {
    return Math.round(value) + " B";
  }
  let amount = value;
  let unit = -1;
  do {
    amount /= 1024;
    unit++;
  } while (amount >= 1024 && unit < 4);
  return amount.toFixed(1) + " " + ["KiB", "MiB", "GiB", "TiB", "PiB"][unit];
}

export const rate = value => value === undefined || value === null ? NOTHING : bytes(value) + "/s";

export function duration(seconds) {
  if (seconds === undefined || seconds === null) {
    return NOTHING;
  }
  for (const [unit, size] of [["d", 86400], ["h", 3600], ["min", 60]]) {
    if (seconds >= size) {
      return Math.floor(seconds / size) + "\u00a0" + unit;
    }
  }
  return Math.max(0, Math.floor(seconds)) + "\u00a0s";
}

function highest(...values) {
  const known = values.filter(value => value !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}

export const space = sample => highest(sample?.ftp_disk_percent, sample?.root_disk_percent);
export const inodes = sample => highest(sample?.ftp_inodes_percent, sample?.root_inodes_percent);
// By what ends first: nothing can be stored without either.
export const fullest = sample => highest(space(sample), inodes(sample));
export const lacksInodes = sample => inodes(sample) > (space(sample) ?? -1);

const of = (share, whole) => share === undefined ? null
  : percent(share) + (whole === undefined ? "" : " of " + bytes(whole));

const both = (ftp, root) => [ftp && "Files of FTP users: " + ftp, root && "System: " + root].filter(text => text)
  .join("\n");
const inodesOf = share => share === undefined ? null : percent(share) + " of the inodes";

export function titles(sample) {
  return {
    mem: of(sample?.mem_percent, sample?.mem_bytes) ?? "",
    cpu: sample?.load_1m === undefined ? "" : "Load " + sample.load_1m,
    space: both(of(sample?.ftp_disk_percent, sample?.ftp_disk_bytes),
      of(sample?.root_disk_percent, sample?.root_disk_bytes)),
    inodes: both(inodesOf(sample?.ftp_inodes_percent), inodesOf(sample?.root_inodes_percent)),
  };
}

export const users = counts => Object.entries(counts ?? {}).sort(([a], [b]) => a < b ? -1 : 1)
  .map(([name, count]) => count === 1 ? name : name + " ×\u00a0" + count).join(", ");
