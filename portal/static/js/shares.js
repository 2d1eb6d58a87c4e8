// Shows what the authors' shares add up to while they are typed.
export function start(form) {
  const output = form.querySelector("[data-share-total]");
  const show = () => {
    let total = 0;
    for (const input of form.querySelectorAll("[data-share]")) {
      total += Math.round(Number(input.value.trim().replace(",", ".")) * 100) || 0;
    }
    output.textContent = form.dataset.text.replace("{total}", (total / 100).toLocaleString(document.documentElement.lang));
    output.classList.toggle("failed", total !== 10000);
  };
  form.addEventListener("input", show);
  show();
}
