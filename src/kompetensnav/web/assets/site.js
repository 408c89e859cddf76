// Enhancements only: every page works without this file.
import htmx from "htmx.org";
import { suggestions } from "./completion.js";

// Nothing inline, nothing evaluated, nothing sent elsewhere: the content-security policy says the same.
Object.assign(htmx.config, { includeIndicatorStyles: false, allowEval: false, selfRequestsOnly: true, allowScriptTags: false });
window.htmx = htmx;

const csrf = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrf();
});

suggestions(htmx);

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

const forget = (prefix) => {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key);
};

// It may be about a person: it belongs to whoever typed it, is gone when someone else logs in and when they log out.
const me = document.querySelector('meta[name="kept-by"]')?.content ?? "";
if (me) {
  if (sessionStorage.getItem("kept-by") !== me) forget("kept:");
  sessionStorage.setItem("kept-by", me);
}
document.addEventListener("submit", (event) => {
  if (event.target.hasAttribute("data-forget")) forget("kept:");
});

const settle = (part) => {
  for (const done of part.querySelectorAll("[data-keep-clear]")) forget(`kept:${done.dataset.keepClear}:`);
  for (const form of part.querySelectorAll("form[data-keep]")) {
    for (const field of kept(form)) {
      const known = sessionStorage.getItem(keyOf(form, field));
      if (known && !field.value) field.value = known;
    }
  }
};
settle(document);
document.addEventListener("htmx:afterSettle", () => settle(document));
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.dataset.keep && kept(form).includes(event.target)) {
    sessionStorage.setItem(keyOf(form, event.target), event.target.value);
  }
});

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
    // A form that answers with a file leaves the page standing: it must be possible to send it again.
    setTimeout(() => release(form), 5000);
  }
});
const release = (form) => {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-disabled]").forEach((b) => b.removeAttribute("aria-disabled"));
};
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
