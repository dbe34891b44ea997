// The elements of a page. Texts are only ever set as text, never as HTML.

const at = (id) => document.getElementById(id);

function make(tag, options = {}, ...children) {
  const { text, ...names } = options;
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(names)) {
    if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  if (text !== undefined) element.textContent = text;
  element.append(...children);
  return element;
}

// words of the rubric and of the conversations: in their own language and direction
function words(tag, text, options = {}) {
  return make(tag, { text, lang: sheet.language || false, dir: "auto", ...options });
}

const attributeOf = (field) => attributes.find((one) => one.name === field.dataset.attribute);

function conversationPage(place) {
  const { context, responses } = conversations[place - 1];
  return [
    make("h1", { text: `Message ${place} of ${conversations.length}` }),
    make("h2", { text: "What the person wrote" }),
    words("div", context, { class: "words context" }),
    ...responses.map((response, n) => responseBox(response, n, responses.length)),
  ];
}

function responseBox({ code, text }, n, of) {
  const head = make("h2", { id: `response-${n}` }, `Response ${n + 1} of ${of} `);
  head.append(make("small", {}, make("bdi", { text: code })));
  const box = make("section", { class: "response", "aria-labelledby": head.id, "data-code": code });
  const fields = attributes.map((attribute, k) => fieldFor(code, attribute, `${n}-${k}`));
  const remark = make("textarea", { rows: 2, dir: "auto", "data-remark": true });
  remark.value = remarks.get(code) ?? "";
  box.append(
    head,
    words("div", text, { class: "words" }),
    make("div", { class: "attributes" }, ...fields),
    make("label", { class: "typing" }, `Remarks on response ${n + 1}`, remark),
  );
  mark(box);
  return box;
}

function fieldFor(code, attribute, id) {
  const typed = typedAt(code, attribute);
  const asks = words("p", attribute.definition, { class: "asks", id: `asks-${id}` });
  const field = make("fieldset", { "data-attribute": attribute.name, "aria-describedby": asks.id, tabindex: -1 });
  field.append(
    words("legend", attribute.title),
    asks,
    ...(attribute.steps.length ? [stepButtons(attribute, typed, id)] : numberField(attribute, typed, id)),
    ...cannotRate(attribute, typed, id),
  );
  return field;
}

function stepButtons(attribute, typed, id) {
  const anchors = new Map(attribute.anchors);
  const labels = attribute.steps.map((value) =>
    make(
      "label",
      { class: "step" },
      make("input", { type: "radio", name: id, value, checked: numberOf(typed) === Number(value) }),
      make("b", { text: value }),
      ...(anchors.has(value) ? [words("span", anchors.get(value))] : []),
    ));
  return make("div", { class: anchors.size ? "steps" : "steps bare" }, ...labels);
}

function numberField(attribute, typed, id) {
  const wrong = make("p", { class: "wrong", id: `wrong-${id}`, role: "status" });
  const input = make("input", {
    type: "text", inputmode: "decimal", autocomplete: "off", "data-number": true, "aria-describedby": wrong.id,
  });
  input.value = isCannot(typed) ? "" : typed;
  const label = make("label", { class: "typing" }, `${attribute.said[0].toUpperCase()}${attribute.said.slice(1)}`, input);
  const meaning = make("details", {}, make("summary", { text: "What the numbers mean" }), anchorList(attribute));
  return [...(attribute.anchors.length ? [meaning] : []), label, wrong];
}

function anchorList({ anchors }) {
  const items = anchors.map(([value, said]) =>
    make("li", {}, make("b", { text: `${value} ` }), words("span", said)));
  return make("ol", {}, ...items);
}

function cannotRate(attribute, typed, id) {
  const type = attribute.steps.length ? "radio" : "checkbox";
  const button = make("input", { type, name: id, value: CANNOT, checked: isCannot(typed), "data-cannot": true });
  const reason = make("input", { type: "text", dir: "auto", autocomplete: "off", "data-reason": true });
  reason.value = reasonOf(typed);
  const label = make("label", { class: "step cannot" }, button, make("span", { text: "Cannot rate" }));
  return [
    make("div", { class: "row" }, label, ...(attribute.steps.length ? [clearButton(attribute)] : [])),
    make("label", { class: "typing", hidden: !isCannot(typed) }, "Why not?", reason),
  ];
}

// out of the way of Tab, which goes from attribute to attribute: the Delete key does the same
function clearButton({ title }) {
  return make("button", {
    type: "button", text: "Clear", "aria-label": `Clear the rating of ${title}`, tabindex: -1, "data-clear": true,
  });
}

function wrongIn(typed, attribute) {
  if (isRating(typed, attribute) || isCannot(typed) || !stripped(typed)) return "";
  if (!isTwoNumbers(typed)) return `This is not ${attribute.said}.`;
  const text = narrow(typed);
  return `This may be ${asNumber(text.replace(/[.,]/, ""))} or ${asNumber(text)}: please write which of them.`;
}

// show what of a response is done, and which number is none
function mark(box) {
  for (const field of box.querySelectorAll("fieldset")) {
    const attribute = attributeOf(field);
    const typed = typedAt(box.dataset.code, attribute);
    field.classList.toggle("done", isDone({ code: box.dataset.code, attribute }));
    field.querySelector(".wrong")?.replaceChildren(wrongIn(typed, attribute));
    field.querySelector("[data-clear]")?.toggleAttribute("hidden", typed === "");
  }
  box.classList.toggle("done", !box.querySelector("fieldset:not(.done)"));
}

function rubricList() {
  return attributes.flatMap((attribute) => [
    words("dt", attribute.title),
    make("dd", {}, words("div", attribute.definition), anchorList(attribute)),
  ]);
}
