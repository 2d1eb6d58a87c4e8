// Waits until a file has been checked, then shows the page anew; asks less and less often.
const LONGEST_PAUSE = 5000;

export function start(element) {
  let pause = 700;
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
    pause = Math.min(LONGEST_PAUSE, pause * 1.5);
    setTimeout(ask, pause);
  };
  setTimeout(ask, pause);
}
