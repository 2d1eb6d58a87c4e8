// Loads only what the page asks for; every page works without this file.
// A form's copy in this browser goes once the server has taken the form: it answers so by sending on to a page. When it
// is dead, or asks to sign in, the copy stays and comes back.
const SUBMITTED = "submitted";

const forgetWhatArrived = () => {
  const path = sessionStorage.getItem(SUBMITTED);
  sessionStorage.removeItem(SUBMITTED);
  const sentOn = performance.getEntriesByType("navigation")[0]?.redirectCount > 0;
  if (path && sentOn && document.querySelector("[data-signed-in]")) localStorage.removeItem(`draft:${path}`);
};

try {
  forgetWhatArrived();
  document.addEventListener("submit", (event) => {
    if (event.target.querySelector("[name=revision]")) sessionStorage.setItem(SUBMITTED, location.pathname);
  });
} catch {
  // A browser that keeps nothing has nothing to forget.
}

// Pages of the judge's desk that were kept for want of a network are for the one who is signed in, and for nobody else.
const forgetPagesOfOthers = async () => {
  const keeper = localStorage.getItem("desk-person");
  if (!keeper || keeper === document.querySelector("[data-signed-in]")?.dataset.signedIn) return;
  await caches.delete("desk-pages");
  localStorage.removeItem("desk-person");
};

if (self.caches) await forgetPagesOfOthers().catch(() => {});

const modules = ["autosave", "conditions", "countdown", "desk", "focus", "order", "pair", "preview", "queue", "shares", "status", "uploader", "verify"];

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
