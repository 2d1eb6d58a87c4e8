// The arrow keys answer which of two works is better; they press the buttons that are there anyway.
export function start(form) {
  document.querySelector("[data-pair-keys]").hidden = false;
  document.addEventListener("keydown", (event) => {
    const side = { ArrowLeft: 1, ArrowRight: 2 }[event.key];
    if (!side || event.target.matches("input, select, textarea") || event.repeat || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    form.querySelector(`[data-side="${side}"]`).click();
  });
}
