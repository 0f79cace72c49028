// Slow motion: one example goes forward, layer by layer, then its error signals come back. The numbers stand on the
// units of the network, and the formula of the step in words below.

function slowView(root, send, state) {
  const open = button(root, "Slow motion: one example", "One example going forward and its gradients coming back",
    () => ask(0));
  const box = element("div", root, {class: "cp-slow-box", hidden: ""});
  const bar = element("div", box, {class: "cp-slow-bar", role: "toolbar", "aria-label": "Slow motion"});
  const back = button(bar, "◀", "one step back", () => go(step - 1));
  const next = button(bar, "▶", "one step on", () => go(step + 1));
  const auto = button(bar, "Play", "Play the steps", () => toggle());
  const label = element("label", bar, {class: "cp-seed"});
  element("span", label, {}, "example");
  const which = element("input", label, {type: "number", min: 1, step: 1, class: "cp-number", ...SUPPRESS});
  const nth = number => within(Math.round(number), 1, state.trainCount || 1) - 1;  // the nearest that there is
  typedNumber(which, number => ask(nth(number)), () => example ? example.index + 1 : 1);
  button(bar, "Another", "Another example", () => ask(Math.floor(Math.random() * (state.trainCount || 1))));
  button(bar, "Close", "Close", close);
  const words = element("p", box, {class: "cp-slow-words"});
  const table = element("div", box, {class: "cp-slow-table"});
  let example = null, step = 0, timer = null;

  const layers = () => example.z.length;
  const last = () => 2 * layers() + 2;

  function ask(index) {
    send({do: "example", index});
  }

  function show(message) {
    if (message.index === null) return close();
    const again = example && example.index === message.index;  // the same one, of what the network has become
    example = message;
    which.value = message.index + 1;
    box.hidden = false;
    open.hidden = true;
    root.classList.add("cp-open");
    state.change("example", {place: message.place, index: message.index});
    go(again ? step : 0);
  }

  // Steps: 0 the features; 1 … L forward; L + 1 the loss; L + 2 … 2L + 1 back; 2L + 2 the update.
  function go(to) {
    if (!example) return;
    step = within(to, 0, last());
    const L = layers(), s = state.settings, notes = {};
    const all = state.options.features.options;
    const put = (layer, values) => values.forEach((value, j) => {
      notes[`${layer},${layer < 0 ? all.indexOf(s.features[j]) : j}`] = shown(value, 2);
    });
    if (step <= L + 1) {
      put(-1, example.x);
      for (let k = 0; k < Math.min(step, L); k++) put(k, example.a[k]);
    } else for (let k = L - 1; k >= Math.max(0, 2 * L + 1 - step); k--) put(k, example.dz[k]);
    words.textContent = text(L, s);
    fill(L, s);
    state.change("notes", notes);
    back.disabled = step === 0;
    next.disabled = step === last();
    if (step === last()) stop();
    if (!timer) state.announce(words.textContent);
  }

  const named = (k, s) => k === s.hidden.length ? "the output" : `hidden layer ${k + 1}`;
  const kind = (k, s) => k < s.hidden.length ? s.hidden[k][1].replaceAll("_", " ")
    : s.problem === "classification" && s.loss === "squared error" ? "tanh" : "no activation";

  function text(L, s) {
    const [x, y] = example.place.map(one => shown(one, 3));
    if (step === 0) {
      const is = s.problem === "regression" ? `its target is ${shown(example.y)}` : `it is of class ${example.y}`;
      return `Example ${example.index + 1} lies at (${x}, ${y}); ${is}. Its features stand at the units.`;
    }
    if (step <= L) {
      return `Forward through ${named(step - 1, s)}: each unit adds up z = Σ w a + b, and hands on a = f(z), `
        + `with f: ${kind(step - 1, s)}. a stands at the units.`;
    }
    if (step === L + 1) {
      return `The output ${example.a[L - 1].map(one => shown(one)).join(", ")} is compared with ${target(L, s)}: `
        + `the loss of this example is ${shown(example.loss)}.`;
    }
    if (step <= 2 * L + 1) {
      const k = 2 * L + 1 - step;
      const how = k === L - 1 ? "δ = ∂L/∂z starts at the loss"
        : "each unit gathers δ = f′(z) Σ w δ from the layer behind it";
      return `Back to ${named(k, s)}: ${how}. A weight's gradient is δ times the a that goes into it. `
        + "δ stands at the units.";
    }
    return "A step of plain gradient descent with this example alone takes "
      + `${shown(s.rate)} times each gradient from its weight.`;
  }

  // What the loss compares the output with: a number, the class, or for squared errors of classes −1 and 1.
  function target(L, s) {
    if (s.problem === "regression") return `the target ${shown(example.y)}`;
    if (s.loss !== "squared error") return `class ${example.y}`;
    return example.a[L - 1].length > 1 ? `1 for class ${example.y} and −1 for the others`
      : `the target of class ${example.y}, ${example.y ? "1" : "−1"}`;
  }

  // The numbers of the step, a row a unit, for those who don't see the picture, or want all digits.
  function fill(L, s) {
    table.replaceChildren();
    if (step === 0 || step === L + 1) return;
    const k = step <= L ? step - 1 : Math.max(0, 2 * L + 1 - step);
    const made = element("table", table), head = element("tr", element("thead", made));
    const columns = step <= L ? ["unit", "z", "a"] : ["unit", "δ = ∂L/∂z", "∂L/∂b", "largest |∂L/∂w|"];
    for (const name of columns) element("th", head, {scope: "col"}, name);
    const body = element("tbody", made);
    example.z[k].slice(0, 12).forEach((z, j) => {
      const row = element("tr", body);
      const values = step <= L ? [z, example.a[k][j]]
        : [example.dz[k][j], example.db[k][j], Math.max(...example.dW[k].map(one => Math.abs(one[j])))];
      element("th", row, {scope: "row"}, `${j + 1}`);
      for (const value of values) element("td", row, {}, shown(value));
    });
    if (example.z[k].length > 12) element("p", table, {class: "cp-help"}, `and ${example.z[k].length - 12} more units`);
  }

  function toggle() {
    if (timer) return stop();
    if (step === last()) go(0);
    auto.textContent = "Stop";
    timer = setInterval(() => go(step + 1), calm() ? 2500 : 1600);
  }

  function stop() {
    clearInterval(timer);
    timer = null;
    auto.textContent = "Play";
  }

  function close() {
    stop();
    example = null;
    box.hidden = true;
    open.hidden = false;
    root.classList.remove("cp-open");
    state.change("notes", {});
    state.change("example", null);
    if (box.contains(document.activeElement)) open.focus({preventScroll: true});
  }

  return {
    said(message) { if (message.say === "example") show(message); },
    points(p) { state.trainCount = p.train; },
    // Its numbers are those of the network at that picture: where another came, they are asked for anew.
    status(t) { if (example && t.playing) close(); },
    frame(f) {
      if (!example || f.head.number <= example.number) return;
      ask(state.trainCount ? Math.min(example.index, state.trainCount - 1) : null);
    },
    dispose: stop,
  };
}
