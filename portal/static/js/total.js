// Adds up the weighted points of a scoresheet in whole ten-thousandths, as the server does.
export function start() {
  const output = document.querySelector("[data-total]");
  // What weighs nothing stands outside the total.
  const inputs = [...document.querySelectorAll("[data-points]")].filter((input) => Number(input.dataset.points) > 0);
  const show = () => {
    let total = 0;
    let any = false;
    for (const input of inputs) {
      const value = Number(input.value.trim().replace(",", "."));
      if (input.value.trim() && Number.isFinite(value)) {
        total += Math.round(value * 100) * Number(input.dataset.points);
        any = true;
      }
    }
    output.textContent = any ? (total / 10000).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 2 }) : "–";
  };
  for (const input of inputs) {
    input.addEventListener("input", show);
  }
}
