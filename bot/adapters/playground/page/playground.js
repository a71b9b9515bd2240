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
  if (!response.ok) throw new Error(answer?.error ?? `The bot stumbled (${response.status}). Nothing was changed.`);
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
const dayOf = (at, zone) => format(at, zone, { weekday: "long", day: "numeric", month: "long" }).format(at).replace(",", "");

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

const commands = [
  ["learner", "/practice", "What to practise now"],
  ["learner", "/practice done", "I did it: reflect on it"],
  ["learner", "/practice now [words]", "Help with something that is about to happen"],
  ["learner", "/practice more", "One more, on demand"],
  ["learner", "/practice why", "Why this one"],
  ["learner", "/practice snooze [1h, tomorrow]", "Later"],
  ["learner", "/practice skip", "Not this one"],
  ["learner", "/practice easier", "A gentler one"],
  ["learner", "/practice harder", "A bolder one"],
  ["learner", "/practice schedule", "Every date, and why"],
  ["learner", "/practice progress", "How far I have come"],
  ["learner", "/practice plan", "Who does what, and when"],
  ["learner", "/practice journal", "Notes only I can read"],
  ["learner", "/practice hours", "When I may be asked"],
  ["learner", "/practice pause [until]", "Take a break that ends by itself"],
  ["learner", "/practice resume", "Go on now"],
  ["learner", "/practice privacy", "Who sees what"],
  ["learner", "/practice export", "Everything about me, as a file"],
  ["learner", "/practice erase", "Forget me"],
  ["coach", "/feedback @learner", "Say what you observed"],
  ["coach", "/coach queue", "Who waits for an answer, by due time"],
  ["coach", "/coach next", "Open the most urgent"],
  ["coach", "/coach focus @learner", "Agree on what to work on"],
  ["coach", "/coach learners", "The people I coach"],
  ["coach", "/coach templates", "Phrases and blueprints to start from"],
  ["coach", "/coach calibrate", "Rate a shared sample, compare"],
  ["coach", "/coach away", "Who covers while I am gone"],
  ["manager sponsor admin", "/team digest [here, weekly Mon 09:00]", "The week at a glance"],
  ["manager sponsor admin", "/team cadence", "How often people practise"],
  ["manager sponsor admin", "/team goals", "What the team aims at"],
  ["manager sponsor admin", "/team matrix ROLE ROLE", "Compare two roles"],
  ["manager sponsor admin", "/team gaps", "Where there is most room to grow"],
  ["manager sponsor admin", "/team enroll @x", "Invite somebody"],
  ["", "/library search words [tag:value]", "Find practices and guides"],
  ["", "/library define TERM", "What a word means here"],
  ["", "/library save", "Keep this for later"],
  ["", "/library suggest", "Offer a scenario from real life"],
  ["", "/library electives", "Practices outside the pathway"],
  ["manager sponsor admin", "/library review", "Scenarios that wait for approval"],
].map(([roles, usage, meaning]) => ({ roles: roles.split(" "), usage, meaning, fill: usage.replace(/ (\[|[A-Z]{2}|words).*$/, " ").replace(/@\w+$/, "@") }));

function suggestions(text, person, people) {
  const mention = text.match(/^(\/.*\s@)(\S*)$/);
  if (mention) {
    return people.filter((other) => other.id !== person.id && `${other.id} ${other.name}`.toLowerCase().includes(mention[2].toLowerCase()))
      .slice(0, 8).map((other) => ({ usage: other.name, meaning: other.roles.join(", "), fill: `${mention[1]}${other.id} ` }));
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
  clear.addEventListener("click", () => { for (const input of box.querySelectorAll("input")) input.checked = false; box.querySelector("input").focus(); });
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
    if (!current) return;
    if (!current.sent) drafts.set(current.form.id, valuesOf(form, current.form.fields));
    const { back } = current;
    current = null;
    (back?.isConnected ? back : document.querySelector(`[data-form="${CSS.escape(form.dataset.form)}"]`))?.focus();
  });
  form.addEventListener("input", (event) => complain(event.target.closest("[data-field]"), ""));

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
      current.sent = true;
      dialog.close();
      if (answer.form) open(answer.form, send, null);
    } catch (error) {
      parts.problem.textContent = error.message;
      parts.problem.scrollIntoView({ block: "nearest" });
    } finally {
      form.ariaBusy = "false";
    }
  });

  function open(given, send, back) {
    const draft = drafts.get(given.id) ?? {};
    const kept = { ...given, fields: given.fields.map((field) => ({ ...field, options: field.options ?? [], value: draft[field.name] ?? field.value })) };
    current = { form: kept, send, back, sent: false };
    form.dataset.form = given.id;
    document.getElementById("form-title").textContent = given.title;
    parts.problem.textContent = "";
    parts.submit.textContent = given.submit ?? "Send";
    parts.fields.replaceChildren(...kept.fields.map(fieldset));
    parts.sees.replaceChildren(...(given.sees ? [icon("lock"), el("span", {}, offscreen("Who sees this: "), given.sees)] : []));
    dialog.showModal();
    parts.fields.scrollTop = 0;
    document.getElementById("form-title").focus();
  }
  return open;
}

/* ---- Messages ------------------------------------------------------------------------------------------------- */

const usedKey = (pane, message, token) => `used|${pane.conversation}|${message.seq}|${token}`;

function choicesOf(message, pane) {
  const used = message.choices.some(({ token }) => remembered(sessionStorage, usedKey(pane, message, token)));
  const buttons = message.choices.map(({ token, label }, index) => {
    const chosen = Boolean(remembered(sessionStorage, usedKey(pane, message, token)));
    return el("button", { type: "button", class: `pill${!used && index === 0 && !message.form ? " primary" : ""}${chosen ? " chosen" : ""}`, "data-token": token,
      onclick: (event) => pane.choose(message, token, event.currentTarget) }, chosen && icon("check"), label, chosen && offscreen(" (chosen)"));
  });
  return el("div", { class: `choices${used ? " used" : ""}`, role: "group", "aria-label": "Choices" }, ...buttons);
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

/* ---- A pane: one person, one conversation --------------------------------------------------------------------- */

function makePane(section, world) {
  const parts = partsOf(section);
  const items = new Map();
  const days = new Map();
  const seen = new Map();
  const texts = new Map();
  const key = () => `${pane.person.id}|${pane.conversation}`;
  let messages = new Map();
  let busy = false;
  let highlighted = 0;
  let shownFor = "";
  let unread = 0;

  const pane = {
    section, people: world.people, person: world.people.find(({ id }) => id === section.dataset.person), conversation: section.dataset.conversation, zone: "UTC",
    get url() { return `conversations/${encodeURIComponent(pane.conversation)}/messages`; },
    show, refresh, choose, open, said: () => parts.text, inView: true, beSeen() { if (unread) { unread = 0; world.mark(); } }, get unread() { return unread; },
  };

  /* What is shown */
  function show(person, conversation, announced = true) {
    if (pane.conversation) texts.set(key(), parts.text.value);
    pane.person = person;
    pane.zone = zoneOf(person);
    pane.conversation = conversation ?? person.conversations[0]?.id ?? "";
    section.dataset.person = person.id;
    section.dataset.conversation = pane.conversation;
    messages = new Map();
    items.clear();
    days.clear();
    parts.log.setAttribute("aria-live", "off");
    parts.text.value = texts.get(key()) ?? "";
    parts.problem.textContent = "";
    closePalette();
    dress();
    world.mark();
    if (announced) world.say(`${person.name}, ${here()?.name ?? ""}`, true);
    return refresh(true);
  }

  const here = () => pane.person.conversations.find(({ id }) => id === pane.conversation);

  function dress() {
    const { person } = pane;
    const old = section.querySelector(".who summary .avatar");
    old.replaceWith(avatar(person, world.people.indexOf(person)));
    parts.name.textContent = person.name;
    parts.about.textContent = `${person.roles.map(capital).join(", ")} · ${place(pane.zone)}`;
    parts.tabs.setAttribute("aria-label", `Conversations of ${person.name}`);
    parts.tabs.replaceChildren(...person.conversations.map((conversation) => el("a", { href: world.link(pane, person, conversation.id), "data-conversation": conversation.id,
      "aria-current": conversation.id === pane.conversation && "true" }, conversation.kind === "channel" && icon("hash"), el("span", {}, conversation.name))));
    for (const link of parts.menu.querySelectorAll("a")) {
      link.toggleAttribute("aria-current", link.dataset.person === person.id);
      if (link.dataset.person === person.id) link.setAttribute("aria-current", "true");
    }
    const channel = here()?.kind === "channel";
    parts.text.placeholder = channel ? `Write in ${here().name}` : "Write, or type / for commands";
    section.querySelector(".composer label").textContent = `Message as ${person.name}`;
    parts.log.setAttribute("aria-label", `Messages in ${here()?.name ?? "this conversation"}`);
    const starters = channel ? [] : suggestions("/", person, world.people).filter(({ usage, fill }) => usage === fill).slice(0, 2);
    parts.invitation.textContent = channel ? "The digest arrives here when its time comes. Move the clock to see it." : "Messages arrive when their time comes. Move the clock, or begin yourself:";
    parts.starters.replaceChildren(...starters.map(({ usage }) => el("button", { type: "button", class: "pill", onclick: () => say(usage) }, usage)));
    markTabs();
  }

  function markTabs() {
    for (const tab of parts.tabs.children) {
      const count = tab.dataset.conversation === pane.conversation ? 0 : (seen.get(tab.dataset.conversation)?.unread ?? 0);
      tab.querySelector(".count")?.remove();
      if (count) tab.append(el("span", { class: "count" }, String(count), offscreen(" unread")));
    }
  }

  /* Messages, drawn again only where they changed */
  async function refresh(full = false) {
    const asked = key();
    const after = full ? 0 : Math.max(0, ...messages.keys());
    const fresh = await call(`${pane.url}?after=${after}`);
    if (asked !== key()) return 0;
    const known = new Set(messages.keys());
    const first = shownFor !== asked;
    if (full) messages = new Map();
    for (const message of fresh) messages.set(message.seq, message);
    const arrived = first ? [] : fresh.filter(({ seq, author }) => !known.has(seq) && author !== pane.person.id);
    shownFor = asked;
    draw(first, fresh.filter(({ seq }) => !known.has(seq)));
    if (arrived.length && !pane.inView) { unread += arrived.length; world.mark(); }
    return arrived.length;
  }

  async function lookAside() {
    for (const { id } of pane.person.conversations) {
      const mark = seen.get(id) ?? { last: null, unread: 0 };
      seen.set(id, mark);
      if (id === pane.conversation) { mark.last = Math.max(0, ...messages.keys()); mark.unread = 0; continue; }
      const fresh = await call(`conversations/${encodeURIComponent(id)}/messages?after=${mark.last ?? 0}`);
      if (mark.last !== null) mark.unread += fresh.filter(({ author }) => author !== pane.person.id).length;
      mark.last = Math.max(mark.last ?? 0, ...fresh.map(({ seq }) => seq));
    }
    markTabs();
  }
  pane.lookAside = lookAside;

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
    const name = dayOf(at, pane.zone);
    const text = name === dayOf(world.now(), pane.zone) ? `Today, ${name}` : name;
    const node = days.get(name) ?? el("li", { class: "day" });
    if (node.textContent !== text) node.textContent = text;
    days.set(name, node);
    return node;
  }

  function draw(first, fresh) {
    const { log } = parts;
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
    const wanted = [];
    let before = null;
    for (const message of [...messages.values()].sort((a, b) => a.seq - b.seq)) {
      const day = dayFor(new Date(message.at));
      if (wanted.includes(day)) { /* the same day goes on */ } else { wanted.push(day); before = null; }
      const node = itemFor(message);
      node.classList.toggle("follows", before === message.author);
      wanted.push(node);
      before = message.author;
    }
    const keep = new Set(wanted);
    for (const child of [...parts.messages.children]) if (!keep.has(child)) child.remove();
    wanted.forEach((node, index) => { if (parts.messages.children[index] !== node) parts.messages.insertBefore(node, parts.messages.children[index] ?? null); });
    parts.empty.hidden = messages.size > 0;
    for (const { seq } of fresh) foldIfLong(items.get(seq).node, false);
    if (first) {
      log.scrollTop = log.scrollHeight;
      requestAnimationFrame(() => log.setAttribute("aria-live", "polite"));
    } else if (fresh.length && (atEnd || fresh.some(({ author }) => author === pane.person.id))) {
      for (const { seq } of fresh) items.get(seq).node.classList.add("arrived");
      const top = items.get(fresh[0].seq).node.offsetTop - 16;
      log.scrollTo({ top: Math.min(top, log.scrollHeight), behavior: "smooth" });
    } else if (fresh.length) {
      parts.newer.hidden = false;
    }
  }

  /* What a person does */
  async function act(path, body, at) {
    if (busy) return null;
    busy = true;
    section.ariaBusy = "true";
    parts.problem.textContent = "";
    const slow = setTimeout(() => { parts.typing.hidden = false; parts.log.scrollTop = parts.log.scrollHeight; }, 250);
    try {
      return await call(`people/${encodeURIComponent(pane.person.id)}/${path}`, { conversation: pane.conversation, ...body });
    } finally {
      clearTimeout(slow);
      parts.typing.hidden = true;
      section.ariaBusy = "false";
      busy = false;
      at?.removeAttribute("aria-busy");
    }
  }

  async function attempt(path, body, at) {
    try {
      const answer = await act(path, body, at);
      if (!answer) return false;
      await world.refresh(true);
      if (answer.form) open(answer.form, at ?? parts.text);
      return true;
    } catch (error) {
      parts.problem.textContent = error.message;
      return false;
    }
  }

  async function say(text) {
    if (!text.trim()) return;
    if (await attempt("say", { text: text.trim() }) && parts.text.value.trim() === text.trim()) {
      parts.text.value = "";
      grow();
    }
  }

  async function choose(message, token, button) {
    button.setAttribute("aria-busy", "true");
    if (await attempt("choose", { token }, button)) {
      remember(sessionStorage, usedKey(pane, message, token), "yes");
      const item = items.get(message.seq);
      if (item) { item.print = ""; draw(false, []); }
    }
  }

  function open(form, back) {
    world.open(form, async (id, values) => {
      const answer = await act("submit", { form: id, values });
      if (!answer) throw new Error("One moment: the bot is still busy.");
      await world.refresh(true);
      return answer;
    }, back);
  }

  /* Composer and command palette */
  const options = () => [...parts.palette.children];

  function grow() {
    parts.text.style.height = "auto";
    parts.text.style.height = `${Math.min(parts.text.scrollHeight, 160)}px`;
  }

  function closePalette() {
    parts.palette.hidden = true;
    parts.text.removeAttribute("aria-activedescendant");
  }

  function highlight(index) {
    const all = options();
    highlighted = (index + all.length) % all.length;
    all.forEach((option, i) => option.setAttribute("aria-selected", String(i === highlighted)));
    all[highlighted].scrollIntoView({ block: "nearest" });
    parts.text.setAttribute("aria-activedescendant", all[highlighted].id);
  }

  function suggest() {
    const found = suggestions(parts.text.value, pane.person, world.people);
    if (!found.length) return closePalette();
    parts.palette.replaceChildren(...found.map((item, index) => el("li", { role: "option", id: `${parts.palette.id}-${index}`, "data-fill": item.fill,
      onmousedown: (event) => event.preventDefault(), onclick: () => complete(item.fill) }, el("code", {}, item.usage), el("span", {}, item.meaning))));
    if (parts.palette.hidden) world.say(`${plural(found.length, "suggestion")}, use the arrow keys`, true);
    parts.palette.hidden = false;
    return highlight(0);
  }

  function complete(fill) {
    parts.text.value = fill;
    parts.text.focus();
    grow();
    if (fill.endsWith("@")) suggest(); else closePalette();
  }

  parts.text.addEventListener("input", () => { grow(); suggest(); });
  parts.text.addEventListener("blur", closePalette);
  parts.text.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const paletteKeys = { ArrowDown: () => highlight(highlighted + 1), ArrowUp: () => highlight(highlighted - 1), Escape: closePalette };
    const fill = !parts.palette.hidden && options()[highlighted]?.dataset.fill;
    if (fill && paletteKeys[event.key]) { event.preventDefault(); paletteKeys[event.key](); return; }
    const exact = fill && fill.trim() === parts.text.value.trim() && !fill.endsWith("@");
    if (fill && !event.shiftKey && ((event.key === "Enter" && !exact) || event.key === "Tab")) { event.preventDefault(); complete(fill); return; }
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); closePalette(); parts.composer.requestSubmit(); }
  });
  parts.composer.addEventListener("submit", (event) => { event.preventDefault(); say(parts.text.value); });
  parts.newer.addEventListener("click", () => { parts.log.scrollTop = parts.log.scrollHeight; parts.newer.hidden = true; });
  parts.log.addEventListener("scroll", () => { if (parts.log.scrollHeight - parts.log.scrollTop - parts.log.clientHeight < 80) parts.newer.hidden = true; });

  /* Who and where */
  const switcher = section.querySelector(".switcher");
  const shut = () => { switcher.open = false; switcher.querySelector("summary").focus(); };
  switcher.addEventListener("keydown", (event) => {
    const links = [...parts.menu.querySelectorAll("a")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && switcher.open) { event.preventDefault(); shut(); }
    if (step && switcher.open) { event.preventDefault(); links[(links.indexOf(document.activeElement) + step + links.length) % links.length].focus(); }
  });
  document.addEventListener("pointerdown", (event) => { if (!switcher.contains(event.target)) switcher.open = false; });
  switcher.addEventListener("focusout", (event) => { if (event.relatedTarget && !switcher.contains(event.relatedTarget)) switcher.open = false; });
  section.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-person], a[data-conversation]");
    if (!link || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    if (link.dataset.person) { shut(); world.attempt(() => show(world.people.find(({ id }) => id === link.dataset.person))); }
    else { world.attempt(() => show(pane.person, link.dataset.conversation)); parts.tabs.querySelector("[aria-current]").focus(); }
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
  let turned = null;
  let back = null;

  function tell() {
    const { person, zone } = world.active;
    const local = wall(at, zone);
    const hour = local.getUTCHours() + local.getUTCMinutes() / 60;
    const days = (local.getTime() / 86_400_000);
    turned = turned === null ? days : Math.min(days, turned + 2 + ((days - turned) % 1));
    now.dateTime = at.toISOString();
    now.textContent = `${format(at, zone, { weekday: "short", day: "numeric", month: "short" }).format(at).replace(",", "")}, ${hourOf(at, zone)}`;
    where.textContent = `for ${person.name.split(" ")[0]} in ${place(zone)}${zone === "UTC" ? "" : ` · ${hourOf(at, "UTC")} UTC`}`;
    orbit.style.transform = `rotate(${(turned * 360 + 180) % 36_000}deg)`;
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
      world.say(`${dayOf(at, world.active.zone)}, ${hourOf(at, world.active.zone)}: ${news.length ? news.join(", ") : "nothing new"}`);
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
  const world = { people: [], panes: [], active: null, open: startDialogs() };
  let fading = 0;
  let refreshing = null;

  world.say = (text, quiet = false) => {
    status.textContent = text;
    status.classList.toggle("offscreen", quiet);
    clearTimeout(fading);
    fading = setTimeout(() => { status.textContent = ""; }, 6000);
  };
  world.attempt = async (action) => {
    try { await action(); trouble.textContent = ""; } catch (error) { trouble.textContent = error.message; }
  };
  world.now = () => clock.now();
  world.activate = (pane) => { if (world.active !== pane) { world.active = pane; clock.tell(); } };
  world.link = (pane, person, conversation) => {
    const of = (wanted, own) => world.panes.map((other) => encodeURIComponent(other === pane ? wanted : own(other))).join(",");
    return `?people=${of(person.id, (other) => other.person.id)}&conversations=${of(conversation, (other) => other.conversation)}`;
  };
  world.mark = () => {
    if (!clock || !world.active?.conversation) return;
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
  [world.active] = world.panes;
  await Promise.all(world.panes.map((pane) => pane.show(pane.person, pane.conversation, false)));
  await clock.read();
  await world.refresh(true);
  page.dataset.ready = "true";

  const watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const pane = world.panes[Number(target.dataset.pane)];
      pane.inView = isIntersecting;
      dock[target.dataset.pane].toggleAttribute("aria-current", isIntersecting);
      if (isIntersecting) { dock[target.dataset.pane].setAttribute("aria-current", "true"); pane.beSeen(); world.activate(pane); }
    }
    world.activate(world.panes.find((pane) => pane.inView && pane === world.active) ?? world.panes.find((pane) => pane.inView) ?? world.panes[0]);
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
    if (!document.hidden) await world.attempt(async () => { await world.refresh(beat % 3 === 0); if (beat % 5 === 0) await clock.read(); });
  }
}

document.addEventListener("DOMContentLoaded", () => {
  start().catch((error) => { document.getElementById("trouble").textContent = error.message; });
});
