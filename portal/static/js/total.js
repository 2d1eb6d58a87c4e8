// Adds up the points of a scoresheet in whole hundredths, as the server does.
export function start() {
  const output = document.querySelector("[data-total]");
  const inputs = [...document.querySelectorAll("[data-points]")];
  const show = () => {
    let total = 0;
    let any = false;
    for (const input of inputs) {
      const value = Number(input.value.trim().replace(",", "."));
      if (input.value.trim() && Number.isFinite(value)) {
        total += Math.round(value * 100);
        any = true;
      }
    }
    output.textContent = any ? (total / 100).toLocaleString(document.documentElement.lang) : "–";
  };
  for (const input of inputs) {
    input.addEventListener("input", show);
  }
}
