// Moves works up and down an order by its buttons and by keys, without loading the page; the numbers follow.
const UP_OR_DOWN = "button[name=up], button[name=down]";

export function start(form) {
  const list = form.querySelector("[data-order]");
  const said = form.querySelector("[data-said]");
  const field = (row) => row.querySelector("input");
  const typed = (row) => Number(field(row).value) || Infinity;

  // Numbers that were typed hold before anything moves, as they do when the server moves a work.
  const rows = () => [...list.children].sort((one, other) => (typed(one) > typed(other) ? 1 : typed(one) < typed(other) ? -1 : 0));

  const move = (row, steps) => {
    const focused = document.activeElement;
    const order = rows();
    const here = order.indexOf(row);
    const there = Math.min(Math.max(here + steps, 0), order.length - 1);
    order.splice(there, 0, ...order.splice(here, 1));
    list.append(...order);
    order.forEach((one, place) => (field(one).value = place + 1));
    focused.focus();
    row.scrollIntoView({ block: "nearest" });
    const title = row.querySelector("[data-title]").textContent;
    said.textContent = form.dataset.moved.replace("{title}", title).replace("{place}", there + 1);
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest(UP_OR_DOWN);
    if (!button) return;
    event.preventDefault();
    move(button.closest("li"), button.name === "up" ? -1 : 1);
  });

  form.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-order] > li");
    const steps = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!row || !steps || !event.altKey) return;
    event.preventDefault();
    move(row, steps);
  });
}
