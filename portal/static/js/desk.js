// The keys of the judge's desk. Letters and digits work only outside of fields, and can be switched off; everything they
// do is a link, a field or a button of the page as well.
const LETTERS = "desk-letter-keys";
const FLIPPED = "desk-flipped";

const recall = (name) => {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
};

const remember = (name, value) => {
  try {
    localStorage.setItem(name, value);
  } catch {}
};

const isTyping = (target) => target.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

const follow = (name) => document.querySelector(`[data-key="${name}"]`)?.click();

const points = (place) => {
  const field = document.querySelectorAll("[data-points]")[place - 1];
  field?.focus();
  field?.select();
};

const showKeys = () => {
  const list = document.querySelector("[data-keys]");
  if (!list) return;
  list.open = !list.open;
  if (list.open) list.querySelector("summary").focus();
};

const press = (name) => document.querySelector(`.desk-bar button[name=${name}]`)?.click();

const letters = {
  j: () => follow("following"),
  k: () => follow("previous"),
  n: () => follow("unfinished"),
  c: () => document.getElementById("comment_for_author")?.focus(),
  h: showKeys,
};

export function start(element) {
  const flip = (on) => element.classList.toggle("flipped", on);
  const turn = () => {
    const on = flip(!element.classList.contains("flipped"));
    remember(FLIPPED, on ? "1" : "0");
  };
  const choice = document.getElementById("letter-keys");
  flip(recall(FLIPPED) === "1");
  for (const button of document.querySelectorAll("[data-flip]")) {
    button.hidden = false;
    button.addEventListener("click", turn);
  }
  if (choice) {
    choice.closest("[data-letters]").hidden = false;
    choice.checked = recall(LETTERS) !== "0";
    choice.addEventListener("change", () => remember(LETTERS, choice.checked ? "1" : "0"));
  }

  const chord = (event) => {
    if (event.key === "F2") return turn;
    if (event.ctrlKey && event.key === "s") return () => press("save");
    if (event.ctrlKey && event.key === "Enter") return () => press("finish");
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target) || !choice?.checked) return null;
    if (/^[1-9]$/.test(event.key)) return () => points(Number(event.key));
    return letters[event.key.toLowerCase()] ?? null;
  };

  document.addEventListener("keydown", (event) => {
    const act = chord(event);
    if (!act) return;
    event.preventDefault();
    act();
  });
}
