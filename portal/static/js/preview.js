// Shows a part of the form while it is edited, as the server would draw it for authors.
export function start(form) {
  const target = document.getElementById(form.dataset.target);
  let timer;
  let turn = 0;
  const show = async () => {
    const mine = (turn += 1);
    const answer = await fetch(location.href, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Requested-With": "preview" },
    }).catch(() => null);
    if (!answer?.ok || mine !== turn) return;
    // The answer is our own template with every text escaped; nothing in it can run under the page's policy.
    target.innerHTML = await answer.text();
    target.dispatchEvent(new Event("input"));
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, 300);
  });
  target.addEventListener("submit", (event) => event.preventDefault());
}
