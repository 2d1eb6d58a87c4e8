// The upload page: takes files chosen or dropped, shows each on its way, and shows the page anew when all have ended.
import { Transfer, fingerprint } from "./transfer.js";

const AT_ONCE = 2;
const LONGEST_PAUSE = 5000;

export function start(form) {
  const input = form.querySelector("input[type=file]");
  const list = form.querySelector("[data-upload-list]");
  const news = form.querySelector("[data-upload-news]");
  const token = form.querySelector("[name=csrf_token]").value;
  const drop = form.querySelector(".drop");
  const texts = JSON.parse(form.dataset.texts);
  const queue = [];
  let running = 0;
  let unhappy = false;
  form.querySelector("[data-plain-upload]").hidden = true;

  const ask = async (url, options = {}) => {
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token };
    const answer = await fetch(url, { ...options, headers });
    const body = await answer.json().catch(() => ({}));
    if (answer.ok) return body;
    const error = new Error(body.error || texts.network);
    error.signedOut = answer.status === 401;
    error.refused = !error.signedOut && answer.status >= 400 && answer.status < 500 && answer.status !== 429;
    throw error;
  };

  const fill = (template, values) =>
    Object.entries(values).reduce((line, [key, value]) => line.replace(`{${key}}`, value), template);

  const makeRow = (file) => {
    const row = document.createElement("li");
    const text = document.createElement("span");
    const buttons = document.createElement("span");
    const bar = document.createElement("progress");
    buttons.className = "row";
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    row.append(text, buttons, bar);
    list.append(row);
    const say = (kind, values = {}, aloud = true) => {
      text.textContent = fill(texts[kind], { name: file.name, ...values });
      if (aloud) news.textContent = text.textContent;
    };
    const addButton = (label, act) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button quiet small";
      const name = (words) => {
        button.textContent = words;
        button.setAttribute("aria-label", `${words}: ${file.name}`);
      };
      name(label);
      button.addEventListener("click", () => act(name));
      buttons.append(button);
    };
    return { row, bar, buttons, say, addButton };
  };

  const controls = (transfer, { say, addButton, row }) => {
    addButton(texts.pause, (name) => {
      if (transfer.paused) {
        transfer.resume();
        say("goingOn");
      } else transfer.pause();
      name(transfer.paused ? texts.resume : texts.pause);
    });
    addButton(texts.cancel, async () => {
      transfer.cancel();
      row.remove();
      await ask(transfer.plan.remove_url, { method: "POST", body: "{}" }).catch(() => {});
    });
  };

  const upload = async (file, ui) => {
    const { row, bar, buttons, say } = ui;
    try {
      const description = {
        filename: file.name, size: file.size, content_type: file.type, fingerprint: await fingerprint(file),
      };
      const plan = await ask(form.dataset.startUrl, { method: "POST", body: JSON.stringify(description) });
      const onProgress = (share) => {
        const percent = Math.floor(share * 100);
        if (percent === bar.value && percent) return;
        bar.value = percent;
        if (!transfer.paused && !transfer.cancelled) say("sending", { percent: bar.value }, false);
      };
      const transfer = new Transfer(file, plan, { ask, onProgress, onState: (state) => say(state) });
      controls(transfer, ui);
      await transfer.run();
      if (transfer.cancelled) return;
      buttons.remove();
      bar.removeAttribute("value");
      say("checking");
      await checked(transfer);
      say("done");
      bar.remove();
    } catch (error) {
      unhappy = true;
      buttons.remove();
      bar.remove();
      row.classList.add("error");
      say("failed", { reason: error.message });
    }
  };

  // Asks less and less often: on the last day hundreds wait at once, and the portal has better things to do.
  const checked = async (transfer) => {
    for (let pause = 500; ; pause = Math.min(LONGEST_PAUSE, pause * 1.5)) {
      const { state } = await transfer.patiently(() => ask(transfer.plan.status_url));
      if (state === "ready" || state === "rejected") return;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  };

  const next = async () => {
    if (running >= AT_ONCE || !queue.length) return;
    running += 1;
    const [file, ui] = queue.shift();
    await upload(file, ui);
    running -= 1;
    if (queue.length) next();
    else if (!running && !unhappy) location.reload();
  };

  const take = (files) => {
    for (const file of files) {
      const ui = makeRow(file);
      ui.say("waitsItsTurn");
      queue.push([file, ui]);
      next();
    }
  };

  const takeChosen = () => {
    take([...input.files]);
    input.value = "";
  };
  input.addEventListener("change", takeChosen);
  for (const kind of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", kind === "dragover");
      if (kind === "drop") take([...event.dataTransfer.files]);
    });
  }
  addEventListener("beforeunload", (event) => {
    if (running) event.preventDefault();
  });
  // Whoever was quicker than this script has chosen already.
  if (input.files.length) takeChosen();
}
