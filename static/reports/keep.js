/**
 * Keeps reports on this phone until they are sent, and the way to those that were. Texts stand in
 * localStorage, photos in IndexedDB; where a browser locks one of them, the memory must do.
 */

/**
 * @typedef {object} Kept a report that is being written, or waits to be sent
 * @property {string} ref
 * @property {Record<string, string>} fields
 * @property {number} at ms
 * @property {number} [step]
 * @property {string} [refused] the sentence of a refusal
 * @property {string} [field] the field it is about
 */

/** @typedef {{number: string, key: string, title: string, at: number}} Sent */
/** @typedef {{draft: Kept | null, queue: Kept[], sent: Sent[]}} Shelf */
/** @typedef {{bytes: ArrayBuffer, type: string}} Picture */

const KEY = "ml:lapor";
/** More than anybody sends; the oldest links go. */
const MOST_SENT = 30;

/** The texts. Another page on this phone may have changed them: they are read before each use. */
export function openShelf() {
  /** @type {Shelf} */
  let kept = { draft: null, queue: [], sent: [] };
  let isLocked = false;

  function read() {
    try {
      const text = localStorage.getItem(KEY);
      if (text && !isLocked) kept = { ...kept, ...JSON.parse(text) };
    } catch {
      isLocked = true;
    }
    return kept;
  }

  return {
    read,

    /** @param {(shelf: Shelf) => void} change */
    change(change) {
      change(read());
      kept.sent = kept.sent.slice(-MOST_SENT);
      try {
        localStorage.setItem(KEY, JSON.stringify(kept));
      } catch {
        isLocked = true;
      }
    },
  };
}

/** The photos, by the ref of their report and their place in it. */
export function openPhotos() {
  /** @type {Map<string, Picture>} */
  const memory = new Map();
  const opening = open();

  /**
   * @template T
   * @param {IDBTransactionMode} mode
   * @param {(store: IDBObjectStore) => IDBRequest<T>} ask
   * @returns {Promise<T | undefined>} undefined where this browser keeps nothing
   */
  async function asked(mode, ask) {
    const base = await opening;
    if (!base) return undefined;
    try {
      return await answered(ask(base.transaction("photo", mode).objectStore("photo")));
    } catch {
      return undefined;
    }
  }

  return {
    /** @param {string} ref @param {number} place @param {Blob} photo */
    async put(ref, place, photo) {
      const picture = { bytes: await photo.arrayBuffer(), type: photo.type };
      memory.set(`${ref}/${place}`, picture);
      await asked("readwrite", (store) => store.put(picture, `${ref}/${place}`));
    },

    /** @param {string} ref @param {number} place @returns {Promise<Blob | null>} */
    async get(ref, place) {
      const key = `${ref}/${place}`;
      const found = memory.get(key) ?? (await asked("readonly", (store) => store.get(key)));
      return found ? new Blob([found.bytes], { type: found.type }) : null;
    },

    /** @param {string} ref @param {number} place */
    async drop(ref, place) {
      memory.delete(`${ref}/${place}`);
      await asked("readwrite", (store) => store.delete(`${ref}/${place}`));
    },
  };
}

/** @returns {Promise<IDBDatabase | null>} */
function open() {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open("lapor", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("photo");
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
