// Sheets that the server does not have yet, kept in this browser and sent in their order once it can be reached again.
// Each belongs to one person: whoever else signs in here neither sees nor sends it.
const PAGES = "desk-pages";
const RETRY = 5000;
const REFRESH = 1500;

const open = () =>
  new Promise((done, failed) => {
    const request = indexedDB.open("desk", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("sheets", { keyPath: "path" });
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });

const within = async (mode, act) => {
  const database = await open();
  try {
    return await new Promise((done, failed) => {
      const work = database.transaction("sheets", mode);
      const request = act(work.objectStore("sheets"));
      work.oncomplete = () => done(request.result);
      work.onerror = work.onabort = () => failed(work.error);
    });
  } finally {
    database.close();
  }
};

const put = (sheet) => within("readwrite", (store) => store.put(sheet));
const drop = (path) => within("readwrite", (store) => store.delete(path));
const waiting = async (person) =>
  (await within("readonly", (store) => store.getAll())).filter((one) => one.person === person).sort((a, b) => a.at - b.at);

// Only who is signed in may send, and only with a token of this very session.
export const tokenOf = async (person, address) => {
  const answer = await fetch(address, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (!answer.ok || answer.redirected) return null;
  const found = await answer.json();
  return String(found.person) === person ? found.csrf_token : null;
};

const post = async (path, attempt, token) => {
  const body = new FormData();
  body.append("csrf_token", token);
  body.append("revision", attempt.revision);
  for (const [name, value] of attempt.values) body.append(name, value);
  const headers = { "X-Requested-With": "autosave", Accept: "application/json" };
  const answer = await fetch(path, { method: "POST", body, headers });
  return { status: answer.status, revision: answer.ok ? (await answer.json()).revision : null };
};

// What was sent and never answered goes first, word for word: the server may have it already.
const deliver = async (sheet, token) => {
  let { revision } = sheet;
  for (const attempt of [sheet.unanswered, { values: sheet.values }].filter(Boolean)) {
    const answer = await post(sheet.path, { revision, ...attempt }, token);
    if (answer.status !== 200) return answer.status;
    revision = answer.revision;
  }
  return 200;
};

export function start(element) {
  const { person, who } = element.dataset;
  const line = document.querySelector("[data-queue]");
  const here = element.matches("form") ? location.pathname : null;
  let writing = Promise.resolve();
  let refreshing;

  // Writes follow each other, or an older copy could come out on top.
  const write = (act) => {
    writing = writing.then(act).catch(() => {});
    return writing;
  };

  const keepPage = async (path, again = false) => {
    if (!self.caches) return;
    const cache = await caches.open(PAGES);
    if (!again && (await cache.match(path, { ignoreVary: true }))) return;
    const answer = await fetch(path, { headers: { Accept: "text/html" } });
    if (answer.ok && !answer.redirected) await cache.put(path, answer);
  };

  const show = (left, refused) => {
    if (!line) return;
    const texts = line.dataset;
    line.hidden = !left.length && line.hidden;
    line.classList.toggle("failed", left.length > 0);
    const words = left.length ? texts.waiting.replace("{n}", left.length) : texts.sent;
    line.querySelector("[data-words]").textContent = words;
    line.querySelector("[data-sheets]").replaceChildren(
      ...left.map((one) => {
        const link = document.createElement("a");
        link.href = one.path;
        link.textContent = one.title;
        const item = document.createElement("li");
        item.append(link, refused.has(one.path) ? ` – ${texts.compare}` : "");
        return item;
      }),
    );
  };

  const send = async () => {
    const mine = (await waiting(person)).filter((one) => one.path !== here);
    const refused = new Set();
    const left = [...mine];
    try {
      const token = mine.length ? await tokenOf(person, who) : null;
      for (const sheet of token ? mine : []) {
        const status = await deliver(sheet, token);
        if (status === 409) refused.add(sheet.path);
        else if (status !== 200) break;
        else {
          await drop(sheet.path);
          localStorage.removeItem(`draft:${sheet.path}`);
          left.splice(left.indexOf(sheet), 1);
          await keepPage(sheet.path, true);
        }
      }
    } catch {
      // The server is still away: everything stays where it is.
    }
    show(left, refused);
    if (left.length > refused.size) setTimeout(turn, RETRY);
  };

  // One window at a time sends, or two would send the same.
  const turn = () =>
    navigator.locks?.request("desk-queue", { ifAvailable: true }, (lock) => lock && send()).catch(() => {}) ?? send();

  const takeAlong = async () => {
    const links = [...document.querySelectorAll("[data-take-along] a")].map((link) => link.pathname);
    for (const path of [location.pathname, ...links]) await keepPage(path).catch(() => {});
  };

  if (here) {
    const title = document.querySelector("h1").textContent;
    element.addEventListener("kept", (event) =>
      write(() => put({ path: here, person, title, at: Date.now(), ...event.detail })),
    );
    element.addEventListener("forgotten", () => {
      write(() => drop(here));
      clearTimeout(refreshing);
      refreshing = setTimeout(() => keepPage(here, true).catch(() => {}), REFRESH);
    });
  }
  try {
    localStorage.setItem("desk-person", person);
  } catch {}
  window.addEventListener("online", turn);
  turn();
  navigator.serviceWorker?.register(element.dataset.worker, { scope: "/judging" }).then(takeAlong, () => {});
}
