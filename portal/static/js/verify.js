// Checks a results file in the browser, chosen or the published one; once the page is there it needs no network.
import { check } from "./results.js";

const sentence = (sentences, [code, values]) => sentences[code].replace(/\{(\w+)\}/g, (_whole, name) => values[name]);

const line = (text, kind) => {
  const item = document.createElement("li");
  item.className = kind;
  item.textContent = text;
  return item;
};

export function start(form) {
  const { unsupported, url } = form.dataset;
  const sentences = JSON.parse(form.dataset.sentences);
  const [results, receipt] = ["results", "receipt"].map((name) => form.querySelector(`[name=${name}]`));
  const outcome = document.querySelector("#outcome");
  const list = outcome.appendChild(document.createElement("ul"));
  const state = outcome.querySelector("p");

  const show = ({ problems, notes, unsupported: blind }) => {
    state.hidden = true;
    outcome.className = `notice ${problems.length ? "error" : "success"}`;
    const lines = problems.slice(0, 200).map((one) => line(`✗ ${sentence(sentences, one)}`, "failed"));
    lines.push(...notes.map((one) => line(`${one[0].endsWith("holds") ? "✓" : "·"} ${sentence(sentences, one)}`, "")));
    if (blind) lines.push(line(`· ${unsupported}`, ""));
    list.replaceChildren(...lines);
  };

  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    outcome.hidden = false;
    outcome.className = "notice";
    list.replaceChildren();
    state.hidden = false;
    // The sentence above is painted before the work begins.
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    try {
      const content = results.files[0] ? await results.files[0].text() : await (await fetch(url)).text();
      show(await check(content, receipt.files[0] ? await receipt.files[0].text() : ""));
    } catch (error) {
      show({ problems: [["unreadable", { why: error.message }]], notes: [], unsupported: false });
    }
    outcome.focus();
  });
}
