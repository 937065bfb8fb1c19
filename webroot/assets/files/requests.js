// Requests to the portal. What it refuses comes back as a Problem with its words; status 0 is a portal that can't be reached.

import {WORDS} from "./words.js";

const PATIENCE = 120000;

export class Problem extends Error {
  constructor(status, code, detail) {
    super(detail);
    this.status = status;
    this.code = code;
  }

  get exists() {
    return this.status === 412 && this.code === "exists";
  }
}

export const lost = () => new Problem(0, "unreachable", WORDS.unreachable);

// What a failed answer says: problem+json (RFC 9457), or nothing that can be read.
export function problem(status, text) {
  try {
    const told = JSON.parse(text);
    return new Problem(status, told.code, status === 401 ? WORDS.loggedOut : told.detail ?? told.title ?? "Status " + status);
  } catch {
    return new Problem(status, undefined, status === 401 ? WORDS.loggedOut : "Status " + status);
  }
}

export async function ask(method, href, {headers = {}, body, signal, patience = PATIENCE} = {}) {
  const late = AbortSignal.timeout(patience);
  let answer;
  try {
    answer = await fetch(href, {
      method,
      headers: {Accept: "application/json", ...headers},
      body,
      cache: "no-store",
      redirect: "error",
      signal: signal ? AbortSignal.any([signal, late]) : late,
    });
  } catch (e) {
    if (signal?.aborted) {
      throw e;
    }
    throw lost();
  }
  if (!answer.ok) {
    throw problem(answer.status, await answer.text().catch(() => ""));
  }
  return answer;
}

export const listing = async (href, options) => (await ask("GET", href, options)).json();
export const makeFolder = href => ask("MKCOL", href);
export const remove = href => ask("DELETE", href + (href.endsWith("/") ? "?recursive=true" : ""), {patience: 3600000});

export const move = (from, to, overwrite = false) =>
  ask("MOVE", from, {headers: {Destination: to, Overwrite: overwrite ? "T" : "F"}});

// {size, tag, modified} of a file, or null where there is none.
export async function look(href, signal) {
  try {
    const {headers} = await ask("HEAD", href, {headers: {Accept: "*/*"}, signal});
    const length = headers.get("Content-Length");
    return {size: length === null ? -1 : Number(length), tag: headers.get("ETag"), modified: headers.get("Last-Modified")};
  } catch (e) {
    if (e.status === 404) {
      return null;
    }
    throw e;
  }
}

const methods = new Map();

// Whether the portal offers a method at an address; asked once.
export function offers(href, method) {
  if (!methods.has(href)) {
    methods.set(href, ask("OPTIONS", href, {patience: 10000}).then(
      answer => (answer.headers.get("Allow") ?? "").split(/\s*,\s*/), () => []));
  }
  return methods.get(href).then(allowed => allowed.includes(method));
}

// What a folder holds, {files, folders, bytes, complete}; null where the portal doesn't count.
export async function summary(href, signal) {
  try {
    const told = await (await ask("GET", href + "?summary=true", {signal, patience: 30000})).json();
    return typeof told.files === "number" ? told : null;
  } catch {
    return null;
  }
}
