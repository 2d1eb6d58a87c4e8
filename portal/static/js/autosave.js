// Saves a form half a second after the last change, and keeps a copy in this browser until the server has it.
const DELAY = 500;
const RETRY = 4000;

export function start(form) {
  const line = form.querySelector("[data-save-state]");
  const revision = form.querySelector("[name=revision]");
  const key = `draft:${location.pathname}`;
  const texts = form.dataset;
  let timer;
  let changed = false;
  let sending = null;
  let outdated = false;

  const say = (text, failed = false) => {
    line.textContent = text;
    line.classList.toggle("failed", failed);
  };

  const content = () => {
    const data = new FormData(form);
    data.delete("csrf_token");
    data.delete("revision");
    const kept = [...data.entries()].filter(([name, value]) => typeof value === "string" && !name.startsWith("pick-"));
    return JSON.stringify(kept);
  };

  const restore = () => {
    const kept = localStorage.getItem(key);
    if (!kept || kept === content()) {
      localStorage.removeItem(key);
      return;
    }
    const values = JSON.parse(kept);
    const taken = {};
    for (const field of form.elements) {
      if (!field.name || ["csrf_token", "revision"].includes(field.name) || field.type === "submit") continue;
      const mine = values.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "radio" || field.type === "checkbox") field.checked = mine.includes(field.value);
      else {
        // Rows repeat their names: the copies come back in their order.
        const place = taken[field.name] ?? 0;
        if (place < mine.length) field.value = mine[place];
        taken[field.name] = place + 1;
      }
    }
    say(texts.restored);
    schedule();
  };

  const save = () => {
    if (sending) {
      schedule();
      return;
    }
    sending = send().finally(() => {
      sending = null;
    });
  };

  // Another window or co-author may have changed other answers: show them, or the next save would take them back.
  // Says whether that could be done.
  const join = (values, sent) => {
    const typed = Object.fromEntries(JSON.parse(sent));
    return Object.entries(values)
      .map(([name, value]) => (Array.isArray(value) ? joinList(name, value) : joinText(name, String(value ?? ""), typed[name] ?? "")))
      .every(Boolean);
  };

  const joinText = (name, value, before) => {
    const field = form.elements.namedItem(name);
    if (!field) return true;
    // Whoever has typed on meanwhile is asked which of the two to keep.
    if (field.value !== before) return false;
    field.value = value;
    return true;
  };

  const joinList = (name, value) => {
    const boxes = form.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]`);
    for (const box of boxes) box.checked = value.includes(box.value);
    if (boxes.length) return true;
    // Rows cannot be redrawn here: they are left as stored, and the page is loaded again once nobody types.
    const rows = document.getElementById(name);
    if (rows) rows.disabled = true;
    form.insertAdjacentHTML("beforeend", '<input type="hidden" value="theirs">');
    form.lastElementChild.name = `pick-${name}`;
    outdated = true;
    return true;
  };

  const send = async () => {
    changed = false;
    const sent = content();
    say(texts.saving);
    try {
      const answer = await fetch(form.action || location.href, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Requested-With": "autosave", Accept: "application/json" },
      });
      if (answer.status === 409) {
        say(texts.stale, true);
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const { saved_at: at, revision: next, values } = await answer.json();
      const untouched = content() === sent;
      // What could not be shown stays to be compared: the page goes on from the revision it began with.
      if (join(values ?? {}, sent)) revision.value = next;
      if (untouched) localStorage.removeItem(key);
      if (untouched && outdated) location.reload();
      say(texts.saved.replace("{time}", at));
    } catch {
      say(texts.failed, true);
      changed = true;
      timer = setTimeout(save, RETRY);
    }
  };

  const schedule = () => {
    changed = true;
    localStorage.setItem(key, content());
    clearTimeout(timer);
    timer = setTimeout(save, DELAY);
  };

  form.addEventListener("input", schedule);
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (sending) {
      // Our own save is on its way and will raise the revision: wait for it, or we would refuse ourselves.
      event.preventDefault();
      const button = event.submitter;
      sending.finally(() => form.requestSubmit(button));
      return;
    }
    changed = false;
    localStorage.removeItem(key);
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
  restore();
}
