// The F2 key flips dossier and scoresheet; the choice is remembered in this browser.
export function start(element) {
  const flip = (on) => element.classList.toggle("flipped", on);
  flip(localStorage.getItem("desk-flipped") === "1");
  document.addEventListener("keydown", (event) => {
    if (event.key === "F2") {
      const on = !element.classList.contains("flipped");
      flip(on);
      localStorage.setItem("desk-flipped", on ? "1" : "0");
    }
  });
}
