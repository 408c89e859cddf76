// Enhancements only: every page works without this file.
import htmx from "htmx.org";

// Nothing inline, nothing evaluated, nothing sent elsewhere: the content-security policy says the same.
Object.assign(htmx.config, { includeIndicatorStyles: false, allowEval: false, selfRequestsOnly: true, allowScriptTags: false });
window.htmx = htmx;

const csrf = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrf();
});

// A part that was asked for by a person takes the focus, so that a screen reader and a keyboard follow.
document.addEventListener("htmx:afterSwap", (event) => {
  const part = event.detail.target;
  if (!part?.hasAttribute?.("data-focus")) return;
  const heading = part.querySelector("h2");
  if (heading) {
    heading.tabIndex = -1;
    heading.focus();
  }
});

// Answers with errors (409, 422) are pages too: show them where they belong.
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([409, 422].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

// What is being typed survives an expired session: kept in this tab until the server has it.
const keyOf = (form, field) => `kept:${form.dataset.keep}:${field.name}`;
const kept = (form) => [...form.elements].filter((f) => f.name && f.matches("textarea, input[type=text], input:not([type])"));

for (const done of document.querySelectorAll("[data-keep-clear]")) {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(`kept:${done.dataset.keepClear}:`)) sessionStorage.removeItem(key);
  }
}
for (const form of document.querySelectorAll("form[data-keep]")) {
  for (const field of kept(form)) {
    const known = sessionStorage.getItem(keyOf(form, field));
    if (known && !field.value) field.value = known;
    field.addEventListener("input", () => sessionStorage.setItem(keyOf(form, field), field.value));
  }
}

// The second click of an impatient finger does nothing; the server refuses it as well.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent && form.method === "post") {
    event.preventDefault();
    return;
  }
  if (form.method === "post" && !form.hasAttribute("hx-post")) {
    form.dataset.sent = "yes";
    form.querySelectorAll("button:not([type=button])").forEach((b) => b.setAttribute("aria-disabled", "true"));
  }
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((b) => b.removeAttribute("aria-disabled"));
  }
});
