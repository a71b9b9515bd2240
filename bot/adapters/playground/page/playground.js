/* The playground in the browser: panes, forms and a clock over the JSON API. No framework, no build step.
   Text goes in as text; the one exception is a message's `html`, which the server has sanitised. */
"use strict";

/* ---- Theme: at once, before the first paint ------------------------------------------------------------------- */

const page = document.documentElement;
const prefersDark = matchMedia("(prefers-color-scheme: dark)");

function remembered(store, key) { try { return store.getItem(key); } catch { return null; } }
function remember(store, key, value) { try { store.setItem(key, value); } catch { /* private window: only for now */ } }

page.classList.add("js");
page.dataset.theme = remembered(localStorage, "microcoach-theme") ?? (prefersDark.matches ? "dark" : "light");

function startTheme() {
  const button = document.getElementById("theme");
  const wear = (theme) => {
    page.dataset.theme = theme;
    button.setAttribute("aria-pressed", String(theme === "dark"));
  };
  wear(page.dataset.theme);
  button.addEventListener("click", () => {
    wear(page.dataset.theme === "dark" ? "light" : "dark");
    remember(localStorage, "microcoach-theme", page.dataset.theme);
  });
  prefersDark.addEventListener("change", () => {
    if (!remembered(localStorage, "microcoach-theme")) wear(prefersDark.matches ? "dark" : "light");
  });
}

/* ---- Elements ------------------------------------------------------------------------------------------------- */

function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "html") node.innerHTML = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function icon(name, look = "icon") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", look);
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

function mark(node, current) {
  if (current) node.setAttribute("aria-current", "true"); else node.removeAttribute("aria-current");
}

const offscreen = (text) => el("span", { class: "offscreen" }, text);
const partsOf = (root) => Object.fromEntries([...root.querySelectorAll("[data-part]")].map((node) => [node.dataset.part, node]));
const plural = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

function avatar(person, hue) {
  const words = person.name.split(/\s+/);
  const initials = words[0].charAt(0) + (words.length > 1 ? words.at(-1).charAt(0) : "");
  return el("span", { class: "avatar", "data-hue": hue % 6, "aria-hidden": "true" }, initials);
}

/* ---- The API -------------------------------------------------------------------------------------------------- */

async function call(path, body) {
  const request = body && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  let response;
  try { response = await fetch(`${page.dataset.api}/${path}`, request); }
  catch { throw new Error("The bot does not answer. Is it still running?"); }
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw Object.assign(new Error(answer?.error ?? `The bot stumbled (${response.status}). Nothing was changed.`), { field: answer?.field });
  return answer;
}

/* ---- Time in somebody's zone ---------------------------------------------------------------------------------- */

const formats = new Map();
const MINUTE = 60_000;

function format(at, zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", ...options }));
  return formats.get(key);
}

function zoneOf(person) {
  try { new Intl.DateTimeFormat("en-GB", { timeZone: person?.zone }); return person?.zone || "UTC"; }
  catch { return "UTC"; }
}

const place = (zone) => zone.split("/").at(-1).replaceAll("_", " ");
const hourOf = (at, zone) => format(at, zone, { hour: "2-digit", minute: "2-digit" }).format(at);
const dayOf = (at, zone, year) => format(at, zone, { weekday: "long", day: "numeric", month: "long", year }).format(at).replace(",", "");

/** The wall clock there as if it were UTC: arithmetic on it is arithmetic on what people read. */
function wall(at, zone) {
  const parts = format(at, zone, { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" }).formatToParts(at);
  const of = (type) => Number(parts.find((part) => part.type === type).value);
  return new Date(Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute")));
}

function instant(local, zone) {
  let at = new Date(local);
  for (let i = 0; i < 2; i += 1) at = new Date(local - (wall(at, zone) - Math.floor(at / MINUTE) * MINUTE));
  return at;
}

function nextNine(at, zone, fits) {
  const local = wall(at, zone);
  const nine = new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate(), 9));
  while (nine <= local || !fits(nine)) nine.setUTCDate(nine.getUTCDate() + 1);
  return instant(nine, zone);
}

const jumps = {
  hour: (at) => new Date(at.getTime() + 60 * MINUTE),
  day: (at, zone) => { const local = wall(at, zone); local.setUTCDate(local.getUTCDate() + 1); return instant(local, zone); },
  morning: (at, zone) => nextNine(at, zone, () => true),
  monday: (at, zone) => nextNine(at, zone, (day) => day.getUTCDay() === 1),
};

/* ---- Commands ------------------------------------------------------------------------------------------------- */

/** Of the page's list: who may, how it is written, what it means, and the part of it that can be filled in. */
function readCommands() {
  return [...document.getElementById("commands").content.children].map((row) => {
    const [usage, meaning] = [...row.children].map((part) => part.textContent);
    return { roles: row.dataset.roles.split(" "), usage, meaning, fill: usage.replace(/ (\[|[A-Z]{2}|words).*$/, " ").replace(/@\w+$/, "@") };
  });
}

function suggestions(text, person, { people, commands }) {
  const mention = text.match(/^(\/[^@]*\s@)([^@\n]*)$/);
  if (mention) {
    const begun = ` ${mention[2].toLowerCase()}`;
    return people.filter(({ id, name, roles }) => id !== person.id && roles.includes("learner") && ` ${name.toLowerCase()}`.includes(begun))
      .slice(0, 8).map(({ name, roles }) => ({ usage: name, meaning: roles.map(capital).join(", "), fill: `${mention[1]}${name} ` }));
  }
  if (!text.startsWith("/") || text.includes("\n")) return [];
  const typed = text.slice(1).toLowerCase().split(/\s+/).filter(Boolean);
  const exact = text.trim().toLowerCase();
  return commands
    .filter(({ roles, fill }) => (roles.includes("") || roles.some((role) => person.roles.includes(role)))
      && typed.every((part) => fill.slice(1).split(/\s+/).some((word) => word.startsWith(part))))
    .sort((a, b) => (b.fill.trim() === exact) - (a.fill.trim() === exact));
}

/* ---- Forms as dialogs ----------------------------------------------------------------------------------------- */

const drafts = new Map();
const coarse = matchMedia("(pointer: coarse)");

const inputs = {
  text: (field, props) => el("input", { type: "text", value: field.value, ...props }),
  long: (field, props) => el("textarea", { rows: 3, ...props }, field.value ?? ""),
  date: (field, props) => el("input", { type: "date", value: field.value, ...props }),
  time: (field, props) => el("input", { type: "time", value: field.value, ...props }),
  choice: (field, props) => (field.options.length > 7 ? select(field, props) : cards(field, "radio")),
  many: (field) => cards(field, "checkbox"),
  rating: (field) => cards(field, "radio", "rating"),
};

function select(field, props) {
  const option = ({ value, label }) => el("option", { value, selected: value === field.value }, label);
  return el("select", props, el("option", { value: "" }, "Choose…"), ...field.options.map(option));
}

function cards(field, type, look = "cards") {
  const chosen = [field.value].flat().map(String);
  return el("div", { class: look }, ...field.options.map(({ value, label }) => el("label", { class: "option" },
    el("input", { type, name: field.name, value, checked: chosen.includes(String(value)) }),
    look === "rating" && el("b", { class: "level" }, value),
    el("span", {}, look === "rating" ? label.replace(/^[1-5]\s*[·.:)\-–]\s*/, "") : label))));
}

function fieldset(field, index) {
  const id = `field-${index}`;
  const grouped = ["many", "rating"].includes(field.kind) || (field.kind === "choice" && field.options.length <= 7);
  const about = [field.hint && `${id}-hint`, `${id}-problem`].filter(Boolean).join(" ");
  const props = { id, name: field.name, required: field.required && !grouped, "aria-describedby": about };
  const clear = el("button", { type: "button", class: "clear" }, "Clear", offscreen(` ${field.label}`));
  clear.addEventListener("click", () => {
    for (const input of box.querySelectorAll("input")) input.checked = false;
    box.querySelector("input").focus();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const name = [field.label, !field.required && el("small", {}, " optional")];
  const box = el(grouped ? "fieldset" : "div", { class: "field", "data-field": field.name, "data-kind": field.kind, "aria-describedby": grouped && about },
    grouped ? el("legend", {}, ...name) : el("label", { for: id }, ...name),
    field.hint && el("p", { class: "field-hint", id: `${id}-hint` }, field.hint),
    (inputs[field.kind] ?? inputs.text)(field, props),
    grouped && !field.required && field.kind !== "many" && clear,
    el("p", { class: "problem", id: `${id}-problem` }));
  return box;
}

function valuesOf(form, fields) {
  const data = new FormData(form);
  return Object.fromEntries(fields.map(({ name, kind }) => [name, kind === "many" ? data.getAll(name) : (data.get(name) ?? "")]));
}

function startDialogs() {
  const dialog = document.getElementById("form-dialog");
  const form = dialog.querySelector("form");
  const parts = partsOf(dialog);
  let current = null;

  for (const sheet of document.querySelectorAll("dialog")) {
    for (const button of sheet.querySelectorAll("[data-close]")) button.addEventListener("click", () => sheet.close());
  }
  dialog.addEventListener("close", () => {
    if (dialog.open) return;
    const { back } = current;
    (back?.isConnected ? back : document.querySelector(`[data-form="${CSS.escape(form.dataset.form)}"]`))?.focus();
  });
  form.addEventListener("input", (event) => {
    complain(event.target.closest("[data-field]"), "");
    drafts.set(current.form.id, valuesOf(form, current.form.fields));
  });

  function complain(field, text) {
    if (!field) return;
    field.querySelector(".problem").textContent = text;
    for (const input of field.querySelectorAll("input, textarea, select")) input.toggleAttribute("aria-invalid", Boolean(text));
  }

  function incomplete(values) {
    const missing = current.form.fields.filter((field) => field.required && !String(values[field.name]).trim());
    for (const { name, kind } of missing) {
      complain(form.querySelector(`[data-field="${CSS.escape(name)}"]`), ["text", "long"].includes(kind) ? "Please write something here." : "Please choose.");
    }
    if (missing.length) form.querySelector("[aria-invalid]").focus();
    return missing.length > 0;
  }

  /** Beside the field that the bot names, else above them all. */
  function refuse({ message, field }) {
    const place = field && form.querySelector(`[data-field="${CSS.escape(field)}"]`);
    if (!place) { parts.problem.textContent = message; return; }
    complain(place, message);
    place.querySelector("[aria-invalid]").focus();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    const values = valuesOf(form, current.form.fields);
    if (incomplete(values)) return;
    parts.problem.textContent = "";
    form.ariaBusy = "true";
    try {
      const { send } = current;
      const answer = await send(current.form.id, values);
      drafts.delete(current.form.id);
      dialog.close();
      if (answer.form) open(answer.form, send, null);
    } catch (error) {
      refuse(error);
    } finally {
      form.ariaBusy = "false";
    }
  });

  function open(given, send, back) {
    const draft = drafts.get(given.id) ?? {};
    const kept = { ...given, fields: given.fields.map((field) => ({ ...field, options: field.options ?? [], value: draft[field.name] ?? field.value })) };
    current = { form: kept, send, back };
    form.dataset.form = given.id;
    document.getElementById("form-title").textContent = given.title;
    parts.problem.textContent = "";
    parts.submit.textContent = given.submit ?? "Send";
    parts.fields.replaceChildren(...kept.fields.map(fieldset));
    parts.sees.replaceChildren(...(given.sees ? [icon("lock"), el("span", {}, offscreen("Who sees this: "), given.sees)] : []));
    dialog.showModal();
    parts.fields.scrollTop = 0;
    (coarse.matches ? document.getElementById("form-title") : parts.fields.querySelector("input:checked, input, textarea, select"))?.focus();
  }
  return open;
}

/* ---- Messages ------------------------------------------------------------------------------------------------- */

/** A choice looks used once it was made, until the message offers other choices. */
const usedKey = (pane, message, token) => ["used", pane.conversation, message.seq, token, ...message.choices.map((choice) => choice.token)].join("|");

/** What a token is about: its tag, and for the answers to one suggestion also which. */
const kindOf = (token) => { const [, tag, ...about] = token.split(":"); return tag === "action" ? `${tag}:${about[1]}` : tag; };
const rowOf = (token) => ({ decline: "lean" }[kindOf(token)] ?? kindOf(token));
const QUIET = new Set(["decline", "lean", "aid"]);

/** The first one leads where it is the only one of its kind; many of them stand in rows, kind by kind. */
function choicesOf(message, pane) {
  const { choices, form } = message;
  const leads = !form && choices.filter(({ token }) => kindOf(token) === kindOf(choices[0].token)).length === 1;
  const rows = new Map();
  choices.forEach(({ token, label }, index) => {
    const used = remembered(sessionStorage, usedKey(pane, message, token));
    const look = used ? " chosen" : index === 0 && leads ? " primary" : QUIET.has(kindOf(token)) ? " quiet" : "";
    const button = el("button", { type: "button", class: `pill${look}`, "data-token": token, onclick: (event) => pane.choose(message, token, event.currentTarget) },
      used && icon("check"), label, used && offscreen(" (chosen)"));
    const row = choices.length > 4 ? rowOf(token) : "all";
    rows.set(row, [...(rows.get(row) ?? []), button]);
  });
  return el("div", { class: "choices", role: "group", "aria-label": "Choices" },
    ...[...rows.values()].map((buttons) => el("div", { class: "row" }, ...buttons)));
}

function formButton(message, pane) {
  const { form } = message;
  return el("button", { type: "button", class: "opener", "data-form": form.id, "aria-haspopup": "dialog", onclick: (event) => pane.open(form, event.currentTarget) },
    icon("form"), el("span", {}, el("b", {}, form.title), el("small", {}, plural(form.fields.length, "question"))));
}

function pictureOf({ url, alt }) {
  return el("figure", { class: "picture" },
    el("a", { href: url, target: "_blank", rel: "noopener" }, el("img", { src: url, alt, loading: "lazy" }), offscreen(" (opens in a new tab)")),
    alt && el("details", {}, el("summary", {}, "In words"), el("p", {}, alt)));
}

function messageItem(message, pane) {
  const at = new Date(message.at);
  const fromBot = message.author === "bot";
  const mine = message.author === pane.person.id;
  const author = pane.people.find(({ id }) => id === message.author);
  const body = message.html ? el("div", { class: "body", html: message.html }) : el("div", { class: "body plain" }, message.text);
  for (const link of body.querySelectorAll("a")) Object.assign(link, { target: "_blank", rel: "noopener" });
  const command = mine && message.text?.startsWith("/");
  return el("li", { class: `message ${mine ? "mine" : "theirs"}${fromBot ? " from-bot" : ""}`, "data-seq": message.seq },
    el("p", { class: "byline" },
      fromBot ? icon("mark", "mark") : !mine && author && avatar(author, pane.people.indexOf(author)),
      el("b", { class: mine && "offscreen" }, fromBot ? "Microcoach" : author?.name ?? message.author),
      el("time", { datetime: message.at, title: `${at.toISOString().slice(0, 16).replace("T", " ")} UTC` }, hourOf(at, pane.zone)),
      message.updated && el("span", { class: "updated" }, "updated")),
    el("div", { class: `card${command ? " command" : ""}`, tabindex: "-1" },
      body,
      message.picture && pictureOf(message.picture),
      ...(message.attachments ?? []).map(({ name, url }) => el("a", { class: "file", href: url, download: name }, icon("file"), name)),
      message.form && formButton(message, pane),
      message.choices?.length > 0 && choicesOf(message, pane),
      message.sees && el("p", { class: "sees" }, icon("lock"), el("span", {}, offscreen("Who sees this: "), message.sees))));
}

const LONG = 620;

function foldIfLong(item, wasOpen) {
  const body = item.querySelector(".body");
  if (body.scrollHeight < LONG || body.classList.contains("foldable")) return;
  const more = el("button", { type: "button", class: "more" });
  const fold = (folded) => {
    body.classList.toggle("folded", folded);
    more.textContent = folded ? "Show more" : "Show less";
    more.setAttribute("aria-expanded", String(!folded));
  };
  body.classList.add("foldable");
  body.after(more);
  body.addEventListener("focusin", () => fold(false));
  more.addEventListener("click", () => fold(!body.classList.contains("folded")));
  fold(!wasOpen);
}

/* ---- The log of a pane: drawn again only where something changed, so that focus and scroll stay ---------------- */

function makeLog(parts, pane, world) {
  const { log, messages: list, newer } = parts;
  const items = new Map();
  const days = new Map();
  let following = true;
  const toEnd = () => { log.scrollTop = log.scrollHeight; };

  function clear() {
    items.clear();
    days.clear();
    log.setAttribute("aria-live", "off");
  }

  function itemFor(message) {
    const print = JSON.stringify(message);
    const old = items.get(message.seq);
    if (old?.print === print) return old.node;
    const node = messageItem(message, pane);
    items.set(message.seq, { print, node });
    if (old) replaceQuietly(old.node, node);
    return node;
  }

  function replaceQuietly(old, node) {
    const held = old.contains(document.activeElement) ? document.activeElement : null;
    old.replaceWith(node);
    node.classList.add("changed");
    foldIfLong(node, old.querySelector(".more")?.getAttribute("aria-expanded") === "true");
    if (!held) return;
    const same = held.dataset.token && node.querySelector(`[data-token="${CSS.escape(held.dataset.token)}"]`);
    (same || node.querySelector(".card")).focus({ preventScroll: true });
  }

  function dayFor(at) {
    const [day, today] = [at, world.now()].map((one) => dayOf(one, pane.zone, "numeric"));
    const node = days.get(day) ?? el("li", { class: "day" });
    const text = (day === today ? "Today, " : "") + (day.slice(-4) === today.slice(-4) ? day.slice(0, -5) : day);
    if (node.textContent !== text) node.textContent = text;
    days.set(day, node);
    return node;
  }

  /** Day, message, message, day, ...: each node the same as last time unless it changed. */
  function nodesOf(messages) {
    const nodes = new Set();
    let before = null;
    for (const message of messages) {
      const day = dayFor(new Date(message.at));
      if (!nodes.has(day)) before = null;
      nodes.add(day);
      const node = itemFor(message);
      node.classList.toggle("follows", before === message.author);
      nodes.add(node);
      before = message.author;
    }
    return nodes;
  }

  function draw(messages, fresh, first) {
    const nodes = nodesOf(messages);
    for (const child of [...list.children]) if (!nodes.has(child)) child.remove();
    [...nodes].forEach((node, index) => { if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null); });
    parts.empty.hidden = messages.length > 0;
    for (const { seq } of fresh) foldIfLong(items.get(seq).node, false);
    if (first) settle(messages.at(-1));
    else if (fresh.length) follow(fresh);
  }

  /** The newest message from its first line, or as much before it as there is room for. */
  function goTo(message, behavior) {
    following = true;
    log.scrollTo({ top: items.get(message.seq).node.offsetTop - 16, behavior });
  }

  function settle(last) {
    if (last) goTo(last, "instant");
    requestAnimationFrame(() => log.setAttribute("aria-live", "polite"));
  }

  function follow(fresh) {
    for (const { seq } of fresh) items.get(seq).node.classList.add("arrived");
    if (following || fresh.some(({ author }) => author === pane.person.id)) goTo(fresh[0], "smooth");
    else newer.hidden = false;
  }

  newer.addEventListener("click", () => { toEnd(); newer.hidden = true; parts.text.focus(); });
  for (const kind of ["wheel", "touchmove", "keydown"]) log.addEventListener(kind, () => { following = false; }, { passive: true });
  log.addEventListener("scroll", () => {
    if (log.scrollHeight - log.scrollTop - log.clientHeight > 80) return;
    following = true;
    newer.hidden = true;
  });
  return { clear, draw, toEnd, redraw(message) { const item = items.get(message.seq); if (item) item.print = ""; } };
}

/* ---- The composer and its palette of commands ----------------------------------------------------------------- */

function makeComposer(parts, pane, world) {
  const { text, palette, composer } = parts;
  let highlighted = 0;
  const options = () => [...palette.children];

  function put(value) {
    text.value = value;
    text.style.height = "auto";
    text.style.height = `${Math.min(text.scrollHeight, 160)}px`;
  }

  function close() {
    palette.hidden = true;
    text.removeAttribute("aria-activedescendant");
  }

  function highlight(index) {
    const all = options();
    highlighted = (index + all.length) % all.length;
    all.forEach((option, i) => option.setAttribute("aria-selected", String(i === highlighted)));
    all[highlighted].scrollIntoView({ block: "nearest" });
    text.setAttribute("aria-activedescendant", all[highlighted].id);
  }

  function suggest() {
    const found = suggestions(text.value, pane.person, world);
    if (!found.length) return close();
    palette.replaceChildren(...found.map(({ usage, meaning, fill }, index) => el("li", { role: "option", id: `${palette.id}-${index}`, "data-fill": fill,
      onmousedown: (event) => event.preventDefault(), onclick: () => complete(fill) }, el("code", {}, usage), el("span", {}, meaning))));
    if (palette.hidden) world.say(`${plural(found.length, "suggestion")}, use the arrow keys`, true);
    palette.hidden = false;
    return highlight(0);
  }

  function complete(fill) {
    put(fill);
    text.focus();
    if (fill.endsWith("@")) suggest(); else close();
  }

  /** What a key does while the palette is open; nothing for a key that is only typed. */
  function paletteKey(event) {
    const fill = options()[highlighted].dataset.fill;
    const whole = fill.trim() === text.value.trim() && !fill.endsWith("@");
    const take = () => complete(fill);
    return { ArrowDown: () => highlight(highlighted + 1), ArrowUp: () => highlight(highlighted - 1), Escape: close, Tab: event.shiftKey ? null : take,
      Enter: event.shiftKey || whole ? null : take }[event.key];
  }

  text.addEventListener("input", () => { put(text.value); suggest(); });
  text.addEventListener("blur", close);
  text.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const act = (!palette.hidden && paletteKey(event)) || (event.key === "Enter" && !event.shiftKey && (() => { close(); composer.requestSubmit(); }));
    if (!act) return;
    event.preventDefault();
    act();
  });
  composer.addEventListener("submit", (event) => { event.preventDefault(); pane.say(text.value); });
  return { put, close };
}

/* ---- The person switcher: a disclosure that works without a script, made comfortable --------------------------- */

function comfortSwitcher(switcher) {
  const shut = () => { switcher.open = false; switcher.querySelector("summary").focus(); };
  switcher.addEventListener("keydown", (event) => {
    if (!switcher.open) return;
    const links = [...switcher.querySelectorAll("a")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") shut();
    if (!step) return;
    event.preventDefault();
    const from = links.indexOf(document.activeElement);
    links[from < 0 ? 0 : (from + step + links.length) % links.length].focus();
  });
  switcher.addEventListener("focusout", (event) => { if (event.relatedTarget && !switcher.contains(event.relatedTarget)) switcher.open = false; });
  document.addEventListener("pointerdown", (event) => { if (!switcher.contains(event.target)) switcher.open = false; });
  return shut;
}

/* ---- A pane: one person, one conversation --------------------------------------------------------------------- */

function makePane(section, world) {
  const parts = partsOf(section);
  const seen = new Map();
  const unsent = new Map();
  let messages = new Map();
  let shown = "";
  let busy = false;
  const pane = { section, people: world.people, person: world.people.find(({ id }) => id === section.dataset.person), conversation: section.dataset.conversation, zone: "UTC", inView: true, unread: 0,
    show, refresh, lookAside, say, choose, open };
  const log = makeLog(parts, pane, world);
  const composer = makeComposer(parts, pane, world);
  const shut = comfortSwitcher(section.querySelector(".switcher"));
  const key = () => `${pane.person.id}|${pane.conversation}`;
  const here = () => pane.person.conversations.find(({ id }) => id === pane.conversation);
  const messagesOf = (id, after) => call(`conversations/${encodeURIComponent(id)}/messages?after=${after}`);
  const last = () => Math.max(0, ...messages.keys());

  /* What is shown */
  function show(person, conversation = person.conversations[0]?.id ?? "") {
    unsent.set(key(), parts.text.value);
    Object.assign(pane, { person, conversation, zone: zoneOf(person), unread: 0 });
    Object.assign(section.dataset, { person: person.id, conversation });
    messages = new Map();
    shown = "";
    log.clear();
    composer.put(unsent.get(key()) ?? "");
    composer.close();
    parts.problem.textContent = "";
    dress(person, here()?.kind === "channel", here()?.name ?? "");
    world.mark();
    return refresh(true);
  }

  function dress(person, channel, name) {
    section.querySelector("summary .avatar").replaceWith(avatar(person, world.people.indexOf(person)));
    parts.name.textContent = person.name;
    parts.about.textContent = `${person.roles.map(capital).join(", ")} · ${place(pane.zone)}`;
    for (const link of parts.menu.querySelectorAll("a")) mark(link, link.dataset.person === person.id);
    parts.tabs.setAttribute("aria-label", `Conversations of ${person.name}`);
    parts.tabs.replaceChildren(...person.conversations.map((one) => el("a", { href: world.link(pane, person, one.id), "data-conversation": one.id,
      "aria-current": one.id === pane.conversation && "true" }, one.kind === "channel" && icon("hash"), el("span", {}, one.name))));
    parts.log.setAttribute("aria-label", `Messages in ${name}`);
    parts.label.textContent = `Message from ${person.name} in ${name}`;
    parts.text.placeholder = channel ? `Write in ${name}` : "Write, or / for commands";
    parts.invitation.textContent = channel ? "What the bot posts here appears when its time comes. Move the clock to see it."
      : "Messages appear when their time comes. Move the clock, or begin yourself:";
    const starters = channel ? [] : suggestions("/", person, world).filter(({ usage, fill }) => usage === fill).slice(0, 2);
    parts.starters.replaceChildren(...starters.map(({ usage }) => el("button", { type: "button", class: "pill", onclick: () => say(usage) }, usage)));
    markTabs();
  }

  function markTabs() {
    for (const tab of parts.tabs.children) {
      tab.querySelector(".count")?.remove();
      const unread = seen.get(tab.dataset.conversation)?.unread;
      if (unread && tab.dataset.conversation !== pane.conversation) tab.append(el("span", { class: "count" }, String(unread), offscreen(" unread")));
    }
  }

  /** Only what is new, or (full) everything, to see what changed. Gives the number of messages that others wrote. */
  async function refresh(full = false) {
    const asked = key();
    const answer = await messagesOf(pane.conversation, full ? 0 : last());
    if (asked !== key()) return 0;
    const first = shown !== asked;
    const fresh = answer.filter(({ seq }) => !messages.has(seq));
    messages = new Map([...(full ? [] : messages), ...answer.map((message) => [message.seq, message])]);
    shown = asked;
    log.draw([...messages.values()].sort((a, b) => a.seq - b.seq), fresh, first);
    const arrived = first ? 0 : fresh.filter(({ author }) => author !== pane.person.id).length;
    if (arrived && !pane.inView) { pane.unread += arrived; world.mark(); }
    return arrived;
  }

  /** Counts what arrived in this person's other conversations. */
  async function lookAside() {
    for (const { id } of pane.person.conversations) {
      const { upTo, unread } = seen.get(id) ?? { upTo: null, unread: 0 };
      const fresh = id === pane.conversation ? [...messages.values()] : await messagesOf(id, upTo ?? 0);
      const counts = upTo !== null && id !== pane.conversation;
      seen.set(id, { upTo: Math.max(upTo ?? 0, ...fresh.map(({ seq }) => seq)),
        unread: counts ? unread + fresh.filter(({ author }) => author !== pane.person.id).length : 0 });
    }
    markTabs();
  }

  /* What a person does */
  async function act(path, body) {
    if (busy) throw new Error("One moment: the bot is still busy with the last thing.");
    busy = true;
    section.ariaBusy = "true";
    const slow = setTimeout(() => { parts.typing.hidden = false; log.toEnd(); }, 250);
    try {
      const answer = await call(`people/${encodeURIComponent(pane.person.id)}/${path}`, { conversation: pane.conversation, ...body });
      await world.refresh(true);
      return answer;
    } finally {
      clearTimeout(slow);
      parts.typing.hidden = true;
      section.ariaBusy = "false";
      busy = false;
    }
  }

  async function attempt(path, body, back) {
    parts.problem.textContent = "";
    try {
      const answer = await act(path, body);
      if (answer.form) open(answer.form, back);
      return true;
    } catch (error) {
      parts.problem.textContent = error.message;
      return false;
    }
  }

  async function say(text) {
    if (!text.trim() || !await attempt("say", { text: text.trim() }, parts.text)) return;
    if (parts.text.value.startsWith(text)) composer.put(parts.text.value.slice(text.length));
  }

  async function choose(message, token, button) {
    button.ariaBusy = "true";
    const done = await attempt("choose", { token }, button);
    button.ariaBusy = "false";
    if (!done) return;
    remember(sessionStorage, usedKey(pane, message, token), "yes");
    log.redraw(message);
    await refresh(true);
  }

  function open(form, back) {
    world.open(form, (id, values) => act("submit", { form: id, values }), back);
  }

  section.addEventListener("click", (event) => {
    const link = event.target.closest(".who a");
    if (!link || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    const { person, conversation } = link.dataset;
    if (person) shut();
    world.attempt(() => (person ? show(world.people.find(({ id }) => id === person)) : show(pane.person, conversation)));
    if (conversation) parts.tabs.querySelector("[aria-current]").focus();
    world.say(`${pane.person.name}, ${here()?.name ?? ""}`, true);
  });
  for (const kind of ["focusin", "pointerdown"]) section.addEventListener(kind, () => world.activate(pane));
  return pane;
}

/* ---- The clock ------------------------------------------------------------------------------------------------ */

function startClock(world) {
  const clock = document.getElementById("clock");
  const dialog = document.getElementById("clock-dialog");
  const exact = document.getElementById("exact");
  const parts = partsOf(dialog);
  const [dial, orbit, now, where] = ["dial", "orbit", "now", "where"].map((id) => document.getElementById(id));
  let at = new Date(clock.dataset.now);
  let days = 0.5;
  let turns = 0;
  let back = null;

  function tell() {
    const { person, zone } = world.active;
    const local = wall(at, zone);
    const hour = local.getUTCHours() + local.getUTCMinutes() / 60;
    const passed = local.getTime() / 86_400_000 - days;
    days += passed;
    turns += passed > 2 ? 2 + (passed % 1) : passed;
    now.dateTime = at.toISOString();
    now.textContent = `${format(at, zone, { weekday: "short", day: "numeric", month: "short" }).format(at).replace(",", "")}, ${hourOf(at, zone)}`;
    where.replaceChildren(el("span", { class: "extra" }, `for ${person.name.split(" ")[0]} in `), `${place(zone)}${zone === "UTC" ? "" : ` · ${hourOf(at, "UTC")} UTC`}`);
    orbit.style.transform = `rotate(${turns * 360}deg)`;
    dial.dataset.sky = hour < 5 || hour >= 21 ? "night" : hour < 8 ? "dawn" : hour < 17.5 ? "day" : "dusk";
  }

  async function move(to) {
    if (clock.ariaBusy === "true") return;
    clock.ariaBusy = "true";
    world.say("Time moves…");
    try {
      at = new Date((await call("clock", { to: to.toISOString() })).now);
      tell();
      const news = await world.refresh(true);
      world.say(news.length ? news.join(", ") : "Nothing new", false, `${dayOf(at, world.active.zone)}, ${hourOf(at, world.active.zone)}. `);
    } catch (error) {
      world.say("");
      throw error;
    } finally {
      clock.ariaBusy = "false";
    }
  }

  clock.addEventListener("click", (event) => {
    const jump = event.target.closest("[data-jump]")?.dataset.jump;
    if (jump === "exact") {
      back = event.target.closest("button");
      exact.value = wall(at, world.active.zone).toISOString().slice(0, 16);
      exact.min = exact.value;
      parts.zone.textContent = `in ${place(world.active.zone)}`;
      parts.problem.textContent = "";
      dialog.showModal();
      exact.focus();
    } else if (jump) {
      world.attempt(() => move(jumps[jump](at, world.active.zone)));
    }
  });
  dialog.addEventListener("close", () => back?.focus());
  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    parts.problem.textContent = exact.value ? "" : "Please choose a date and a time.";
    if (!exact.value) return;
    try { await move(instant(new Date(`${exact.value}Z`), world.active.zone)); dialog.close(); }
    catch (error) { parts.problem.textContent = error.message; }
  });
  return { now: () => at, tell, async read() { if (clock.ariaBusy !== "true") { at = new Date((await call("clock")).now); tell(); } } };
}

/* ---- The page ------------------------------------------------------------------------------------------------- */

async function start() {
  startTheme();
  const status = document.getElementById("status");
  const trouble = document.getElementById("trouble");
  const dock = [...document.querySelectorAll("[data-dock]")];
  const world = { people: [], panes: [], active: null, open: startDialogs(), commands: readCommands() };
  let fading = 0;
  let refreshing = null;
  let lost = false;

  world.say = (text, quiet = false, unseen = "") => {
    status.replaceChildren(...(text ? [offscreen(unseen), text] : []));
    status.classList.toggle("offscreen", quiet);
    clearTimeout(fading);
    fading = setTimeout(() => status.replaceChildren(), 6000);
  };
  world.attempt = async (action) => {
    trouble.textContent = "";
    try { await action(); } catch (error) { trouble.textContent = error.message; }
  };
  world.now = () => clock.now();
  world.activate = (pane) => { if (world.active !== pane) { world.active = pane; clock.tell(); } };
  world.link = (pane, person, conversation) => {
    const of = (wanted, own) => world.panes.map((other) => encodeURIComponent(other === pane ? wanted : own(other))).join(",");
    return `?people=${of(person.id, (other) => other.person.id)}&conversations=${of(conversation, (other) => other.conversation)}`;
  };
  world.mark = () => {
    if (!world.active?.conversation) return;
    clock.tell();
    history.replaceState(null, "", world.link(world.active, world.active.person, world.active.conversation));
    world.panes.forEach((pane, index) => {
      const link = dock[index];
      link.querySelector(".avatar").replaceWith(avatar(pane.person, world.people.indexOf(pane.person)));
      partsOf(link).name.textContent = pane.person.name.split(" ")[0];
      link.querySelector(".count")?.remove();
      if (pane.unread) link.append(el("span", { class: "count" }, String(pane.unread), offscreen(" new")));
    });
  };
  /** Asks for what changed; says per person what arrived. One at a time: a second caller waits, then asks again. */
  world.refresh = async (full = false) => {
    while (refreshing) await refreshing.catch(() => {});
    const work = (async () => {
      const counts = await Promise.all(world.panes.map((pane) => pane.refresh(full)));
      if (full) await Promise.all(world.panes.map((pane) => pane.lookAside()));
      return world.panes.flatMap((pane, index) => (counts[index] ? [`${counts[index]} new for ${pane.person.name.split(" ")[0]}`] : []));
    })();
    refreshing = work;
    try { return await work; } finally { refreshing = null; }
  };

  const clock = startClock(world);
  world.people = await call("people");
  world.panes = [...document.querySelectorAll("[data-pane]")].map((section) => makePane(section, world));
  if (!world.panes.length) return;
  [world.active] = world.panes;
  await Promise.all(world.panes.map((pane) => pane.show(pane.person, pane.section.dataset.conversation || undefined)));
  await clock.read();
  await world.refresh(true);
  page.dataset.ready = "true";

  const watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const pane = world.panes[Number(target.dataset.pane)];
      pane.inView = isIntersecting;
      mark(dock[target.dataset.pane], isIntersecting);
      if (isIntersecting && pane.unread) { pane.unread = 0; world.mark(); }
    }
    if (!world.active.inView) world.activate(world.panes.find((pane) => pane.inView) ?? world.active);
  }, { threshold: 0.6 });
  for (const pane of world.panes) watch.observe(pane.section);
  for (const link of dock) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      world.panes[Number(link.dataset.dock)].section.scrollIntoView({ inline: "start", block: "nearest" });
    });
  }

  for (let beat = 1; ; beat += 1) {
    await new Promise((done) => { setTimeout(done, 2000); });
    if (document.hidden) continue;
    try {
      await world.refresh(beat % 3 === 0);
      if (beat % 5 === 0) await clock.read();
      if (lost) trouble.textContent = "";
      lost = false;
    } catch (error) {
      lost = true;
      trouble.textContent = error.message;
    }
  }
}

document.addEventListener("DOMContentLoaded", () => {
  start().catch((error) => { document.getElementById("trouble").textContent = error.message; });
});
