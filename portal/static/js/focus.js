// Moves the focus to the error summary, so that nobody misses it.
export function start(element) {
  element.focus();
}
