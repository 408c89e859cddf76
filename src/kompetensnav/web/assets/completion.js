// Suggestions while somebody types: the combobox pattern for every field with data-complete="address".
// Without this file such a field is an ordinary search field. Choosing sends its form, with the concept as "chosen".

const SHORTEST = 2; // letters
const WAIT = "150ms";

const fieldOf = (node) => document.getElementById(node.closest("[data-options-of]")?.dataset.optionsOf ?? "");
const placeOf = (field) => document.getElementById(`${field.id}-place`);
const listOf = (field) => placeOf(field)?.querySelector("[role=listbox]");
const optionsOf = (field) => [...(listOf(field)?.querySelectorAll("[role=option]") ?? [])];
const isOpen = (field) => field.getAttribute("aria-expanded") === "true";
const tooShort = (field) => field.value.trim().length < SHORTEST;

// A screen reader tells of a change only where it knew the place before.
const tell = (field, text) => {
  document.getElementById(`${field.id}-told`).textContent = text;
};

const mark = (field, option) => {
  for (const other of optionsOf(field)) other.setAttribute("aria-selected", String(other === option));
  if (option) {
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else {
    field.removeAttribute("aria-activedescendant");
  }
};

const close = (field) => {
  mark(field, null);
  field.setAttribute("aria-expanded", "false");
  placeOf(field).hidden = true;
};

const open = (field) => {
  if (!optionsOf(field).length) return close(field);
  const place = placeOf(field);
  place.hidden = false;
  place.classList.remove("end");
  place.classList.toggle("end", place.getBoundingClientRect().right > document.documentElement.clientWidth);
  field.setAttribute("aria-expanded", "true");
};

const move = (field, step) => {
  const options = optionsOf(field);
  const now = options.findIndex((o) => o.getAttribute("aria-selected") === "true");
  const next = now < 0 ? (step > 0 ? 0 : options.length - 1) : (now + step + options.length) % options.length;
  mark(field, options[next]);
};

const forgetChoice = (form) => form?.querySelector("input[type=hidden][name=chosen][data-made]")?.remove();

const choose = (field, option) => {
  const form = field.form;
  field.value = option.dataset.label;
  close(field);
  if ("stay" in field.dataset) return; // one field of a larger form
  forgetChoice(form);
  const chosen = Object.assign(document.createElement("input"), { type: "hidden", name: "chosen" });
  chosen.value = option.dataset.concept;
  chosen.dataset.made = "";
  form.append(chosen);
  field.blur(); // the answer says what takes the focus
  form.requestSubmit();
};

const KEYS = {
  ArrowDown: (field) => move(field, 1),
  ArrowUp: (field) => move(field, -1),
  Escape: close,
  Enter: (field) => {
    const option = optionsOf(field).find((o) => o.getAttribute("aria-selected") === "true");
    if (!option) return false;
    choose(field, option);
  },
};

const onKey = (event) => {
  const field = event.target;
  if (event.isComposing) return;
  if (!isOpen(field)) {
    if (event.key !== "ArrowDown" || tooShort(field)) return;
    event.preventDefault();
    open(field);
    if (isOpen(field)) move(field, 1);
    return;
  }
  if (KEYS[event.key] && KEYS[event.key](field) !== false) event.preventDefault();
};

const onType = ({ target: field }) => {
  forgetChoice(field.form);
  if (!tooShort(field)) return;
  placeOf(field).replaceChildren();
  close(field);
  tell(field, "");
};

const begin = (field, htmx) => {
  const place = Object.assign(document.createElement("div"), { id: `${field.id}-place`, className: "options", hidden: true });
  const told = Object.assign(document.createElement("p"), { id: `${field.id}-told`, className: "hidden-text" });
  told.setAttribute("role", "status");
  place.dataset.optionsOf = field.id;
  field.after(place, told);
  field.parentElement.classList.add("combo");
  const attributes = {
    role: "combobox",
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": `${field.id}-options`,
    "hx-post": field.dataset.complete,
    "hx-trigger": `input changed delay:${WAIT}`,
    "hx-target": `#${place.id}`,
    "hx-swap": "innerHTML",
    "hx-select": "unset", // the form around may take a part out of its answers
    "hx-sync": "this:replace", // what is asked for now outruns what was asked for before
  };
  for (const [name, value] of Object.entries(attributes)) field.setAttribute(name, value);
  field.addEventListener("keydown", onKey);
  field.addEventListener("input", onType);
  field.addEventListener("blur", () => close(field));
  place.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  place.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(field, option);
  });
  htmx.process(field);
};

export const suggestions = (htmx) => {
  const beginAll = () => document.querySelectorAll("[data-complete]:not([role])").forEach((field) => begin(field, htmx));
  beginAll();
  document.addEventListener("htmx:afterSettle", beginAll);

  // The words alone are sent, not the form around them.
  document.addEventListener("htmx:configRequest", (event) => {
    const field = event.detail.elt;
    if (!field.matches("[data-complete]")) return;
    if (tooShort(field)) event.preventDefault();
    event.detail.parameters = { typed: field.value };
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const field = event.detail.target && fieldOf(event.detail.target);
    if (!field) return;
    const asked = event.detail.xhr.responseURL.endsWith(field.dataset.complete); // not sent on to log in
    if (!asked || tooShort(field)) event.detail.shouldSwap = false;
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const field = event.detail.target && fieldOf(event.detail.target);
    if (!field) return;
    const list = listOf(field);
    if (list) {
      list.id = `${field.id}-options`;
      list.setAttribute("aria-label", field.labels?.[0]?.textContent.trim() ?? "");
      optionsOf(field).forEach((option, i) => (option.id = `${list.id}-${i}`));
    }
    if (document.activeElement !== field) return;
    open(field);
    tell(field, placeOf(field).querySelector("[data-told]")?.dataset.told ?? "");
  });
};
