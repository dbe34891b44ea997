// What the person does, and what the page says to it.

const counted = (n, one, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

function tell(said) {
  const done = cells.length - missing();
  at("bar").max = Math.max(cells.length, 1);
  at("bar").value = done;
  at("done").textContent = `${done.toLocaleString("en")} of ${counted(cells.length, "rating")}`;
  at("unfinished").disabled = done === cells.length;
  const browser = state.keeps ? "Kept in this browser." : "";
  const file = state.unsaved ? "Not yet saved to a file." : "";
  at("kept").textContent = said ?? [browser, file].filter(Boolean).join(" ");
  at("lost").hidden = state.keeps;
  const left = cells.length - done;
  at("left").textContent = left ? `Still missing: ${counted(left, "rating")}.` : "Nothing is missing.";
  at("rest").hidden = done === cells.length;
  const open = new Set(cells.filter((one) => !isDone(one)).map((one) => one.place));
  conversations.forEach((_, i) => {
    at("places").options[i + 1].textContent = `Message ${i + 1}${open.has(i + 1) ? "" : " ✓"}`;
  });
}

function trouble(text) {
  at("trouble").textContent = text;
  at("trouble").hidden = text === "";
}

function changed() {
  state.unsaved = true;
  keep();
  tell();
}

// ---- from page to page

function show(place) {
  state.place = Math.min(Math.max(place, 0), conversations.length);
  at("instructions").hidden = state.place !== 0;
  at("conversation").hidden = state.place === 0;
  at("conversation").replaceChildren(...(state.place ? conversationPage(state.place) : []));
  at("places").selectedIndex = state.place;
  at("previous").disabled = state.place === 0;
  const last = state.place === conversations.length;
  at("next").disabled = last;
  at("foot").hidden = state.place === 0;
  at("following").hidden = last;
  at("last").hidden = !last;
}

function turn(place) {
  show(place);
  keep();
  tell();
  window.scrollTo(0, 0);
  at("main").focus({ preventScroll: true });
}

function nextUnfinished() {
  const found = [...cells.slice(here()), ...cells].find((one) => !isDone(one));
  if (!found) return;
  if (found.place !== state.place) turn(found.place);
  const boxes = [...at("conversation").querySelectorAll(".response")];
  const fields = boxes.find((box) => box.dataset.code === found.code).querySelectorAll("fieldset");
  focusOn([...fields].find((field) => field.dataset.attribute === found.attribute.name));
}

// the place among all cells from which to look: behind the attribute in use, else this page's first
function here() {
  const field = document.activeElement?.closest("fieldset");
  if (!field) return Math.max(cells.findIndex((one) => one.place === state.place), 0);
  const { code } = field.closest(".response").dataset;
  return 1 + cells.findIndex((one) => one.code === code && one.attribute.name === field.dataset.attribute);
}

// An attribute gets the focus as a whole: on its first button, Space or an arrow would choose it.
function focusOn(field) {
  (field.querySelector("[data-number]") ?? field).focus({ preventScroll: true });
  field.scrollIntoView({ block: "center" });
}

// ---- entering

function entered(target) {
  const box = target.closest(".response");
  if (target.dataset.remark !== undefined) {
    enter(remarks, box.dataset.code, target.value);
  } else {
    const field = target.closest("fieldset");
    settleReason(field, box);
    enter(ratings, cell(box.dataset.code, field.dataset.attribute), typedIn(field));
    mark(box);
  }
  changed();
}

function typedIn(field) {
  if (field.querySelector("[data-cannot]").checked) return cannotFor(field.querySelector("[data-reason]").value);
  const number = field.querySelector("[data-number]");
  return number ? number.value : field.querySelector("input:checked")?.value ?? "";
}

// What was typed beside a choice that is taken back moves to the remarks: nothing is lost.
function settleReason(field, box) {
  const [reason, number] = [field.querySelector("[data-reason]"), field.querySelector("[data-number]")];
  const cannot = field.querySelector("[data-cannot]").checked;
  reason.closest("label").hidden = !cannot;
  const left = cannot ? number : reason;
  if (!left?.value.trim()) return;
  const remark = box.querySelector("[data-remark]");
  remark.value += `${remark.value ? "\n" : ""}${field.dataset.attribute}: ${left.value}`;
  left.value = "";
  enter(remarks, box.dataset.code, remark.value);
}

// ---- keys: a number chooses a rating and goes on to the next attribute, Delete takes it back

function pressed(event) {
  const { target, key } = event;
  const field = target.closest("fieldset");
  const heard = target === field || target.type === "radio";
  if (!heard || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
  const radios = [...field.querySelectorAll("input[type=radio]")];
  const chosen = attributeOf(field).keys && radios.find((one) => one.value === key);
  const back = ["Delete", "Backspace"].includes(key) && radios.some((one) => one.checked);
  if (!chosen && !back) return;
  event.preventDefault();
  if (chosen) choose(field, chosen);
  else clear(field);
}

function choose(field, chosen) {
  chosen.checked = true;
  entered(chosen);
  announce(field, chosen.value);
  const fields = [...at("conversation").querySelectorAll("fieldset")];
  focusOn(fields[fields.indexOf(field) + 1] ?? field);
}

function clear(field) {
  const radios = field.querySelectorAll("input[type=radio]");
  for (const one of radios) one.checked = false;
  entered(radios[0]);
  announce(field, "no rating");
  focusOn(field);
}

// for those who do not see it: the focus has gone on by then
function announce(field, said) {
  const boxes = [...at("conversation").querySelectorAll(".response")];
  const n = boxes.indexOf(field.closest(".response")) + 1;
  at("heard").textContent = `Response ${n}, ${attributeOf(field).title}: ${said}`;
}

// ---- files

function save() {
  const text = `${JSON.stringify(document_(), null, 1)}\n`;
  const link = make("a", { download: `${sheet.expert}.json` });
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  state.unsaved = false;
  keep();
  const open = missing();
  tell(`Saved as ${sheet.expert}.json, ${open ? `with ${counted(open, "rating")} still missing` : "complete"}.`);
  at("left").textContent = at("kept").textContent; // the button may be far from the head of the page
}

async function open_(file) {
  let found = null;
  try {
    found = JSON.parse(await file.text());
  } catch {
    found = null; // no JSON is no saved file either
  }
  const problem = problemOf(found);
  trouble(problem ?? "");
  if (problem !== null) return;
  const other = differing(found);
  const asked = `${counted(other, "entry", "entries")} here and in the file differ. Take the file's?`;
  if (other && !window.confirm(asked)) return;
  take(found);
  at("overall").value = remarks.get(null) ?? "";
  turn(state.place);
  tell(`Opened ${file.name}: ${counted(cells.length - missing(), "rating")} so far.`);
}

// ---- the beginning

function listen() {
  const click = (id, action) => at(id).addEventListener("click", action);
  click("previous", () => turn(state.place - 1));
  click("next", () => turn(state.place + 1));
  click("following", () => turn(state.place + 1));
  click("begin", () => turn(1));
  click("unfinished", nextUnfinished);
  click("rest", nextUnfinished);
  click("save", save);
  click("finish", save);
  click("open", () => at("file").click());
  at("places").addEventListener("change", () => turn(at("places").selectedIndex));
  at("conversation").addEventListener("input", (event) => entered(event.target));
  at("conversation").addEventListener("keydown", pressed);
  at("conversation").addEventListener("click", ({ target }) => {
    if (target.matches("[data-clear]")) clear(target.closest("fieldset"));
  });
  at("overall").addEventListener("input", () => {
    enter(remarks, null, at("overall").value);
    changed();
  });
  at("file").addEventListener("change", async () => {
    if (at("file").files.length) await open_(at("file").files[0]);
    at("file").value = "";
  });
  window.addEventListener("beforeunload", (event) => {
    if (state.unsaved) event.preventDefault();
  });
  window.addEventListener("storage", (event) => {
    if (event.key === KEY && event.newValue !== null) adopt(); // the sheet is open in another tab too
  });
}

function adopt() {
  ratings.clear();
  remarks.clear();
  const { place } = state;
  recall();
  at("overall").value = remarks.get(null) ?? "";
  show(place);
  tell();
}

at("places").append(make("option", { text: "Instructions" }), ...conversations.map(() => make("option")));
at("rubric").append(...rubricList());
recall();
at("overall").value = remarks.get(null) ?? "";
listen();
show(state.place);
keep();
tell();
