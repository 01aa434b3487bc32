/**
 * Following proposals without an account: the list stands in this browser only. A button on a
 * proposal's page puts it there; `/diikuti` shows the list and says what has moved since it was last
 * looked at. Where nothing can be kept, as in a private window, the button stays hidden.
 */

/** @typedef {{ u: string, title: string, at: number }} Followed */

const KEPT = "diikuti";
const MOST = 50;

const button = document.querySelector("[data-follow]");
if (button instanceof HTMLButtonElement) follow(button);
const list = document.querySelector("[data-followed]");
if (list instanceof HTMLElement) show(list);

/** @returns {Followed[] | null} what this browser follows; null where nothing can be kept */
function read() {
  try {
    localStorage.setItem(`${KEPT}-uji`, "1");
    localStorage.removeItem(`${KEPT}-uji`);
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    if (!Array.isArray(kept)) return [];
    return kept.filter((one) => typeof one?.u === "string" && typeof one.at === "number");
  } catch {
    return null;
  }
}

/** @param {Followed[]} followed */
function keep(followed) {
  try {
    localStorage.setItem(KEPT, JSON.stringify(followed.slice(0, MOST)));
  } catch {
    // The disk of the phone is full: what was kept stays as it was.
  }
}

/**
 * What of it was looked at last; a page that the browser kept may be older than that.
 * @param {string} u @param {string} title @param {number} at
 */
function seen(u, title, at) {
  keep((read() ?? []).map((one) => (one.u === u ? { u, title, at: Math.max(at, one.at) } : one)));
}

/** The button of one proposal. Opening its page counts as having looked. @param {HTMLButtonElement} of */
function follow(of) {
  if (!read()) return;
  const { follow: u = "", title = "", at = "0" } = of.dataset;
  const mine = () => (read() ?? []).find((one) => one.u === u);
  const draw = () => of.setAttribute("aria-pressed", String(Boolean(mine())));
  seen(u, title, Number(at));
  of.hidden = false;
  draw();
  of.addEventListener("click", () => {
    const others = (read() ?? []).filter((one) => one.u !== u);
    keep(mine() ? others : [{ u, title, at: Number(at) }, ...others]);
    draw();
  });
}

/** The list of this browser, with what the server says of each. @param {HTMLElement} at */
async function show(at) {
  const followed = read();
  at.closest("section")?.removeAttribute("hidden");
  if (!followed?.length) {
    document.querySelector("[data-none]")?.removeAttribute("hidden");
    return;
  }
  /** @type {Array<{ u: string, title: string, names: Record<string, string>, at: number }>} */
  let news = [];
  try {
    const names = followed.map((one) => one.u).join(",");
    const answer = await fetch(`/usulan/kabar?u=${encodeURIComponent(names)}`, {
      credentials: "omit",
    });
    if (answer.ok) news = await answer.json();
    else throw new Error(String(answer.status));
  } catch {
    document.querySelector("[data-offline]")?.removeAttribute("hidden");
  }
  at.replaceChildren(
    ...followed.map((one) =>
      line(
        at,
        one,
        news.find((told) => told.u === one.u),
      ),
    ),
  );
}

/**
 * One proposal of the list.
 * @param {HTMLElement} at @param {Followed} one
 * @param {{ title: string, names: Record<string, string>, at: number } | undefined} told
 */
function line(at, one, told) {
  const item = document.createElement("li");
  const heading = document.createElement("h3");
  const link = document.createElement("a");
  link.href = `/usulan/${encodeURIComponent(one.u)}`;
  link.textContent = told?.title ?? one.title;
  heading.append(link);
  link.addEventListener("click", () => seen(one.u, one.title, told?.at ?? one.at));
  const state = document.createElement("p");
  state.className = "row";
  if (told) state.append(pill(told.names[document.documentElement.lang], ""));
  if (told && told.at > one.at) state.append(pill(at.dataset.news ?? "", "wait"));
  const off = document.createElement("button");
  off.type = "button";
  off.className = "btn btn-s";
  off.textContent = at.dataset.off ?? "";
  off.setAttribute("aria-label", `${off.textContent}: ${link.textContent}`);
  off.addEventListener("click", () => {
    keep((read() ?? []).filter((other) => other.u !== one.u));
    item.remove();
    if (!at.children.length) document.querySelector("[data-none]")?.removeAttribute("hidden");
  });
  item.append(state, heading, off);
  return item;
}

/** @param {string} text @param {string} look */
function pill(text, look) {
  const made = document.createElement("span");
  made.className = "pill";
  if (look) made.dataset.s = look;
  made.textContent = text;
  return made;
}

export {};
