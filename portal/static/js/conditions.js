// Shows a question only while the answers it depends on are given; the server decides again, by the same rules.
const number = (text) => {
  const digits = text.replace(/[.,\s\u00a0]/g, "");
  return /^-?\d{1,17}$/.test(digits) ? Number(digits) : null;
};

const given = (form, name) => {
  const fields = [...form.querySelectorAll(`[name="${CSS.escape(name)}"], [name^="${CSS.escape(name)}-"]`)];
  const counted = fields.filter((field) => !field.closest("[data-when][hidden]") && field.type !== "hidden");
  return counted
    .filter((field) => !["radio", "checkbox"].includes(field.type) || field.checked)
    .map((field) => field.value.trim())
    .filter(Boolean);
};

const holds = ({ key, test, values }, form) => {
  const answers = given(form, key);
  if (test === "answered") return answers.length > 0 === (values[0] === "yes");
  if (!answers.length) return false;
  if (test === "is") return answers.some((answer) => values.includes(answer));
  if (test === "is_not") return !answers.some((answer) => values.includes(answer));
  const value = number(answers[0]);
  if (value === null) return false;
  return test === "at_least" ? value >= Number(values[0]) : value <= Number(values[0]);
};

export function start(form) {
  const show = () => {
    // In the order of the page: what an answer hides counts for nothing further down.
    for (const part of form.querySelectorAll("[data-when]")) {
      const conditions = JSON.parse(part.dataset.when);
      part.querySelector("[data-when-note]").hidden = conditions.length > 0;
      part.hidden = !conditions.every((condition) => holds(condition, form));
    }
  };
  form.addEventListener("input", show);
  form.addEventListener("change", show);
  show();
}
