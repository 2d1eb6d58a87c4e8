// Loads only what the page asks for; every page works without this file.
const modules = ["autosave", "conditions", "countdown", "desk", "focus", "preview", "shares", "status", "uploader"];

for (const element of document.querySelectorAll("[data-module]")) {
  for (const name of element.dataset.module.split(" ").filter((one) => modules.includes(one))) {
    import(`./${name}.js`).then((module) => module.start(element));
  }
}

if (document.querySelector("[data-max-words]")) {
  import("./wordcount.js").then((module) => module.start());
}

if (document.querySelector("[data-total]")) {
  import("./total.js").then((module) => module.start());
}
