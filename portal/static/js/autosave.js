// Saves a form shortly after each change, and keeps a copy in this browser until the server has it.
const DELAY = 500;
const LONGEST_WAIT = 700;
const RETRY = 4000;
const OWN = ["csrf_token", "revision"];
const isOwn = (name) => OWN.includes(name) || name.startsWith("pick-");

export function start(form) {
  const line = form.querySelector("[data-save-state]");
  const revision = form.querySelector("[name=revision]");
  const key = `draft:${location.pathname}`;
  const texts = form.dataset;
  let timer;
  let changedAt = 0;
  let sending = null;
  let failing = false;
  let outdated = false;
  // What was sent and never answered: the server may or may not have it. It is sent again word for word before
  // anything newer, or we would take our own lost save for somebody else's.
  let unanswered = null;

  const say = (text, failed = false) => {
    if (line.textContent !== text) line.textContent = text;
    line.classList.toggle("failed", failed);
  };

  const values = () =>
    [...new FormData(form).entries()].filter(([name, value]) => !isOwn(name) && typeof value === "string");

  // The server strips the ends of what it stores.
  const tidy = (list) => JSON.stringify(list.map(([name, value]) => [name, value.replaceAll("\r", "").trim()]));
  const same = (one, other) => tidy(one) === tidy(other);

  // Others may keep a copy too: the judge's desk has a queue that outlives this page.
  const tell = (name, detail) => form.dispatchEvent(new CustomEvent(name, { detail }));

  // A browser that may keep nothing (full, or private) must still be able to send.
  const keep = () => {
    const copy = { revision: revision.value, values: values(), unanswered };
    try {
      localStorage.setItem(key, JSON.stringify(copy));
    } catch {}
    tell("kept", copy);
  };

  const forget = () => {
    try {
      localStorage.removeItem(key);
    } catch {}
    tell("forgotten");
  };

  const kept = () => {
    try {
      const found = JSON.parse(localStorage.getItem(key));
      return Array.isArray(found?.values) ? found : null;
    } catch {
      return null;
    }
  };

  const fill = (wanted) => {
    const taken = {};
    for (const field of form.elements) {
      if (!field.name || isOwn(field.name) || field.type === "submit") continue;
      const mine = wanted.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "radio" || field.type === "checkbox") field.checked = mine.includes(field.value);
      else {
        // Rows repeat their names: the copies come back in their order.
        const place = taken[field.name] ?? 0;
        if (place < mine.length) field.value = mine[place];
        taken[field.name] = place + 1;
      }
    }
  };

  // Whether something stands in a control that the page did not come with.
  const isTouched = (field) => {
    if (!field.name || isOwn(field.name) || ["hidden", "file", "submit"].includes(field.type)) return false;
    if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
    if (field.options) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((one) => one.defaultSelected));
    return Boolean(field.value) && !same([["", field.value]], [["", field.defaultValue]]);
  };

  const restore = () => {
    const copy = kept();
    if (!copy || same(copy.values, values())) {
      forget();
      // A person may be quicker than this script: what was typed while it was loading is typed all the same.
      if ([...form.elements].some(isTouched)) schedule();
      return;
    }
    fill(copy.values);
    // The copy began from an older state: the server joins it with what others have saved meanwhile.
    revision.value = copy.revision;
    unanswered = copy.unanswered;
    say(texts.restored);
    schedule();
  };

  // Another window or co-author may have changed other answers: show them, or the next save would take them back.
  // Says whether that could be done.
  const join = (theirs, sent) => {
    const mine = Object.fromEntries(sent);
    return Object.entries(theirs)
      .map(([name, value]) => (Array.isArray(value) ? joinList(name, value) : joinText(name, String(value ?? ""), mine[name] ?? "")))
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

  const body = (attempt) => {
    const data = new FormData();
    data.append("csrf_token", form.elements.namedItem("csrf_token").value);
    data.append("revision", attempt.revision);
    for (const [name, value] of attempt.values) data.append(name, value);
    for (const pick of form.querySelectorAll("input[type=hidden][name^=pick-]")) data.append(pick.name, pick.value);
    return data;
  };

  const save = () => {
    clearTimeout(timer);
    if (sending) return;
    sending = send().finally(() => {
      sending = null;
      if (changedAt && !failing) wait();
    });
  };

  const send = async () => {
    changedAt = 0;
    const attempt = unanswered ?? { revision: revision.value, values: values() };
    unanswered = attempt;
    keep();
    if (!failing) say(texts.saving);
    try {
      const answer = await fetch(form.action || location.href, {
        method: "POST",
        body: body(attempt),
        headers: { "X-Requested-With": "autosave", Accept: "application/json" },
      });
      if (answer.status === 409) refused(texts.stale);
      else if (answer.status === 400 || answer.status === 401) {
        if (!(await renew())) refused(texts.signedOut);
        else throw new Error("the token was old");
      }
      else if (!answer.ok) throw new Error(String(answer.status));
      else taken(attempt, await answer.json());
    } catch {
      failing = true;
      changedAt ||= Date.now();
      say(texts.failed, true);
      timer = setTimeout(save, RETRY);
    }
  };

  // A page shown without a network may carry the token of a session that is over; its person may have signed in again.
  const renew = async () => {
    if (!texts.who) return false;
    const token = await import("./queue.js").then((queue) => queue.tokenOf(texts.person, texts.who));
    const field = form.elements.namedItem("csrf_token");
    if (!token || token === field.value) return false;
    field.value = token;
    return true;
  };

  // The server answered and has not taken it: sending the same again helps nobody, the copy stays.
  const refused = (text) => {
    failing = false;
    unanswered = null;
    keep();
    say(text, true);
  };

  const taken = (attempt, answer) => {
    failing = false;
    unanswered = null;
    const typedMeanwhile = !same(attempt.values, values());
    // What could not be shown stays to be compared: the page goes on from the revision it began with.
    if (join(answer.values ?? {}, attempt.values)) revision.value = answer.revision;
    if (typedMeanwhile) {
      keep();
      changedAt ||= Date.now();
      say(texts.saving);
    } else {
      forget();
      say(texts.saved.replace("{time}", answer.saved_at));
      if (outdated) location.reload();
    }
  };

  // Whoever types without a pause is saved all the same.
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(save, Math.max(0, Math.min(DELAY, changedAt + LONGEST_WAIT - Date.now())));
  };

  const schedule = () => {
    changedAt ||= Date.now();
    keep();
    if (!failing && !sending) wait();
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
    changedAt = 0;
    keep();
  });
  window.addEventListener("beforeunload", (event) => {
    if (changedAt) event.preventDefault();
  });
  restore();
}
