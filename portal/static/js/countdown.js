// Says how long is left; the server's clock decides, this only informs.
export function start(element) {
  const until = Date.parse(element.dataset.until);
  const show = () => {
    const hours = Math.max(0, Math.floor((until - Date.now()) / 3600000));
    element.textContent = element.dataset.text
      .replace("{d}", Math.floor(hours / 24))
      .replace("{h}", hours % 24);
  };
  show();
  setInterval(show, 60000);
}
