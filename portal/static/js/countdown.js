// Says how long is left, by the server's clock as the page brought it; the server decides, this only informs.
export function start(element) {
  const { until, now, days, hours, minutes, over } = element.dataset;
  const ahead = Date.parse(now) - Date.now();
  const show = () => {
    const left = Math.floor((Date.parse(until) - Date.now() - ahead) / 1000);
    const template = left <= 0 ? over : left < 3600 ? minutes : left < 86400 ? hours : days;
    element.textContent = template
      .replace("{d}", Math.floor(left / 86400))
      .replace("{h}", Math.floor((left % 86400) / 3600))
      .replace("{m}", Math.floor((left % 3600) / 60))
      .replace("{s}", left % 60);
    if (left > 0) setTimeout(show, left < 3700 ? 1000 : 60000);
  };
  show();
}
