/**
 * Keeps reports on this phone until they are sent, and the way to those that were, where both the
 * page and its worker can reach them. Where a browser locks its drawers, the memory must do.
 *
 * Pages of an older version may be open beside a newer worker: what these drawers hold may gain
 * fields, but what needs another shape gets a base of another name.
 */

/**
 * @typedef {object} Kept a report that is being written, or waits to be sent
 * @property {string} ref
 * @property {Record<string, string>} fields
 * @property {number} at ms
 * @property {number} [step]
 * @property {boolean} [unfinished] put aside, because another one is being written
 * @property {string} [refused] why it was not taken: a sentence, or the name of one
 * @property {string} [field] the field it is about
 * @property {boolean} [told] whether the person has read that it was refused
 */

/** @typedef {{number: string, key: string, title: string, at: number, told: boolean}} Sent */
/** @typedef {{bytes: ArrayBuffer, type: string}} Picture */
/** @typedef {ReturnType<typeof openShelf>} Shelf */

const BASE = "ml-lapor";
const DRAWERS = ["queue", "sent", "photo"];
/** Photos of a report, by their place in it. */
export const PLACES = [1, 2, 3];
/** More than anybody sends; the oldest links go. */
const MOST_SENT = 30;

/** All that is kept. Another page, or the worker, may have changed it: it is read before each use. */
export function openShelf() {
  const opening = openBase();
  /** @type {ReturnType<typeof openDrawer<Kept>>} */
  const queue = openDrawer(opening, "queue");
  /** @type {ReturnType<typeof openDrawer<Sent>>} */
  const sent = openDrawer(opening, "sent");
  /** @type {ReturnType<typeof openDrawer<Picture>>} */
  const pictures = openDrawer(opening, "photo");

  return {
    queue,
    sent,

    /** The oldest first. */
    async waiting() {
      return (await queue.all()).sort((one, other) => one.at - other.at);
    },

    /** The newest first. */
    async numbered() {
      return (await sent.all()).sort((one, other) => other.at - one.at);
    },

    /** It was sent. @param {Kept} report @param {Sent} as */
    async move(report, as) {
      await sent.put(as.number, as);
      for (const old of (await this.numbered()).slice(MOST_SENT)) await sent.drop(old.number);
      await this.forget(report.ref);
    },

    /** It is not to be kept any more. @param {string} ref */
    async forget(ref) {
      await queue.drop(ref);
      for (const place of PLACES) await this.dropPhoto(ref, place);
    },

    /** @param {string} ref @param {number} place @param {Blob} photo */
    async putPhoto(ref, place, photo) {
      const picture = { bytes: await photo.arrayBuffer(), type: photo.type };
      await pictures.put(`${ref}/${place}`, picture);
    },

    /** @param {string} ref @param {number} place @returns {Promise<Blob | null>} */
    async photo(ref, place) {
      const found = await pictures.get(`${ref}/${place}`);
      return found ? new Blob([found.bytes], { type: found.type }) : null;
    },

    /** @param {string} ref @param {number} place */
    dropPhoto: (ref, place) => pictures.drop(`${ref}/${place}`),
  };
}

/**
 * @template T
 * @param {Promise<IDBDatabase | null>} opening
 * @param {string} name
 */
function openDrawer(opening, name) {
  /** @type {Map<string, T>} what the base does not take */
  const memory = new Map();

  /**
   * @param {IDBTransactionMode} mode
   * @param {(store: IDBObjectStore) => IDBRequest} ask
   * @returns {Promise<any>} undefined where this browser keeps nothing
   */
  async function asked(mode, ask) {
    const base = await opening;
    if (!base) return undefined;
    try {
      return await answered(ask(base.transaction(name, mode).objectStore(name)));
    } catch {
      return undefined;
    }
  }

  return {
    /** @returns {Promise<T[]>} */
    async all() {
      const found = (await asked("readonly", (store) => store.getAll())) ?? [];
      return [...found, ...memory.values()];
    },

    /** @param {string} key @returns {Promise<T | undefined>} */
    async get(key) {
      return memory.get(key) ?? (await asked("readonly", (store) => store.get(key)));
    },

    /** @param {string} key @param {T} what */
    async put(key, what) {
      if (await asked("readwrite", (store) => store.put(what, key))) memory.delete(key);
      else memory.set(key, what);
    },

    /** @param {string} key */
    async drop(key) {
      memory.delete(key);
      await asked("readwrite", (store) => store.delete(key));
    },
  };
}

/** @returns {Promise<IDBDatabase | null>} */
function openBase() {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open(BASE, 1);
      request.onupgradeneeded = () => {
        for (const name of DRAWERS) request.result.createObjectStore(name);
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
