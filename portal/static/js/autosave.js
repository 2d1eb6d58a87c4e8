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

  const say = (text, failed = false) => {
    line.textContent = text;
    line.classList.toggle("failed", failed);
  };

  const content = () => {
    const data = new FormData(form);
    data.delete("csrf_token");
    data.delete("revision");
    return JSON.stringify([...data.entries()].filter(([, value]) => typeof value === "string"));
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
  const join = (values, sent) => {
    const mine = Object.fromEntries(JSON.parse(sent));
    for (const [name, value] of Object.entries(values)) {
      const field = form.elements.namedItem(name);
      if (typeof value !== "string" || !field || field.type === "checkbox" || mine[name] === undefined) continue;
      const same = mine[name].trim().replaceAll("\r", "") === value.trim() || mine[name] !== field.value;
      if (!same) field.value = value;
    }
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
      revision.value = next;
      join(values ?? {}, sent);
      if (content() === sent) localStorage.removeItem(key);
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
