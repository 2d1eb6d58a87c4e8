// Sends files from the browser straight to the object store, part by part, and waits until they are checked.
const PARALLEL = 3;
const TRIES = 5;

export function start(form) {
  const input = form.querySelector("input[type=file]");
  const list = form.querySelector("[data-upload-list]");
  const token = form.querySelector("[name=csrf_token]").value;
  const drop = form.querySelector(".drop");
  form.querySelector("button").hidden = true;

  const ask = async (url, options = {}) => {
    const answer = await fetch(url, {
      ...options,
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
    });
    const body = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(body.error || form.dataset.network);
    return body;
  };

  const sendPart = async (file, plan, part, onProgress) => {
    const from = (part.number - 1) * plan.part_size;
    const slice = file.slice(from, from + plan.part_size);
    for (let attempt = 1; ; attempt += 1) {
      try {
        await put(part.url, slice, (sent) => onProgress(part.number, sent));
        return;
      } catch (error) {
        if (attempt >= TRIES) throw error;
        await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** attempt));
      }
    }
  };

  const put = (url, body, onProgress) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("PUT", url);
      request.upload.onprogress = (event) => onProgress(event.loaded);
      request.onload = () => (request.status === 200 ? resolve() : reject(new Error(form.dataset.network)));
      request.onerror = () => reject(new Error(form.dataset.network));
      request.send(body);
    });

  const upload = async (file) => {
    const row = document.createElement("li");
    const text = document.createElement("span");
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.setAttribute("aria-label", file.name);
    row.append(text, bar);
    list.append(row);
    const say = (template, values = {}) => {
      text.textContent = Object.entries({ name: file.name, ...values }).reduce(
        (line, [key, value]) => line.replace(`{${key}}`, value),
        template,
      );
    };
    try {
      const description = { filename: file.name, size: file.size, content_type: file.type };
      const plan = await ask(form.dataset.startUrl, { method: "POST", body: JSON.stringify(description) });
      const sent = {};
      const onProgress = (number, bytes) => {
        sent[number] = bytes;
        const whole = Object.values(sent).reduce((sum, one) => sum + one, 0);
        bar.value = Math.min(100, Math.round((whole / file.size) * 100));
        say(form.dataset.sending, { percent: bar.value });
      };
      const waiting = [...plan.parts];
      const worker = async () => {
        for (let part = waiting.shift(); part; part = waiting.shift()) await sendPart(file, plan, part, onProgress);
      };
      await Promise.all(Array.from({ length: PARALLEL }, worker));
      await ask(plan.complete_url, { method: "POST", body: "{}" });
      say(form.dataset.checking);
      await checked(plan.status_url);
      location.reload();
    } catch (error) {
      bar.remove();
      row.classList.add("error");
      say(form.dataset.failed, { reason: error.message });
    }
  };

  const checked = async (url) => {
    for (;;) {
      const { state } = await ask(url);
      if (state === "ready" || state === "rejected") return;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  };

  input.addEventListener("change", () => {
    for (const file of input.files) upload(file);
    input.value = "";
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(kind, () => drop.classList.toggle("over", kind === "dragover"));
  }
}
