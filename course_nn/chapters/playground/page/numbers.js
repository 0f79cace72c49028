// The numbers of one unit, to be read and written: its weights and its bias, a field each.
function numbersPopup(root, send, state) {
  const box = element("div", root, {class: "cp-popup", role: "dialog", "aria-label": "Weights and bias", hidden: ""});
  let at = null, back = null, fields = [], read = null;

  function open(what, from, reader) {
    [at, back, read] = [what, document.activeElement, reader];
    const found = read(what.layer, what.unit);
    if (!found) return close();
    const out = what.layer === state.settings.hidden.length;
    box.replaceChildren();
    const several = state.settings.problem === "classification" && state.settings.classes > 2;
    element("div", box, {class: "cp-popup-title"}, !out ? `hidden layer ${what.layer + 1}, unit ${what.unit + 1}`
      : several ? `output of class ${what.unit}` : "output");
    fields = [];
    found.names.forEach((name, i) => field(`weight of ${name}`, ["W", what.layer, i, what.unit]));
    field("bias", ["b", what.layer, what.unit]);
    button(box, "Close", "Close", close);
    box.hidden = false;
    const frame = root.getBoundingClientRect(), anchor = from.getBoundingClientRect();
    box.style.left = `${within(anchor.left - frame.left + 20, 4, Math.max(frame.width - box.offsetWidth - 4, 4))}px`;
    box.style.top = `${within(anchor.top - frame.top + 10, 4, Math.max(frame.height - box.offsetHeight + 40, 4))}px`;
    refresh();
    fields[what.input ?? 0].input.focus({preventScroll: true});
    fields[what.input ?? 0].input.select();
  }

  function field(text, path) {
    const row = element("label", box, {class: "cp-popup-row"});
    element("span", row, {}, text);
    const input = element("input", row, {type: "number", step: "0.1", class: "cp-number", ...SUPPRESS});
    const k = fields.length, number = typedNumber(input, value => send({do: "edit", path, value}), () => values()[k]);
    fields.push({input, number});
  }

  // To four digits, in the order of the fields; none where the unit is gone.
  function values() {
    const found = read(at.layer, at.unit);
    return found ? [...found.weights, found.bias].map(value => Number(value.toPrecision(4))) : [];
  }

  function refresh() {
    if (box.hidden) return;
    if (values().length !== fields.length) return close();
    const present = values();
    fields.forEach(({input, number}, k) => {
      if (input.value === `${present[k]}`) return;
      number.show(present[k]);  // where nothing is being typed
      if (document.activeElement === input && input.value === `${present[k]}`) input.select();
    });
  }

  function close() {
    if (box.hidden) return;
    box.hidden = true;
    if (box.contains(document.activeElement) || document.activeElement === document.body) {
      back?.focus?.({preventScroll: true});
    }
  }

  box.addEventListener("keydown", event => {
    event.stopPropagation();
    if (event.key === "Escape") close();
  });
  return {open, close, refresh};
}
