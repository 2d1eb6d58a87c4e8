// Counts words the way the server does: by white space.
export function start() {
  for (const box of document.querySelectorAll("[data-max-words]")) {
    const line = document.createElement("p");
    line.className = "hint";
    line.setAttribute("aria-live", "polite");
    box.after(line);
    const show = () => {
      const words = box.value.trim().split(/\s+/).filter(Boolean).length;
      line.textContent = box.dataset.text.replace("{n}", words);
      line.classList.toggle("error", words > Number(box.dataset.maxWords));
    };
    let timer;
    box.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(show, 400);
    });
    show();
  }
}
