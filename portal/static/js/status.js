// Waits until a file has been checked, then shows the page anew.
export function start(element) {
  const ask = async () => {
    try {
      const answer = await fetch(element.dataset.url, { headers: { Accept: "application/json" } });
      const { state } = await answer.json();
      if (state === "ready" || state === "rejected") {
        location.reload();
        return;
      }
    } catch {
      // The network is away; ask again later.
    }
    setTimeout(ask, 1000);
  };
  setTimeout(ask, 700);
}
