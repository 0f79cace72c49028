// The bar above (play, step, reset, …) and the settings in groups, all of them from what the kernel says there is.

const CTL_SPEEDS = [["slow", "slowly"], ["update", "one update at a time"], ["epoch", "one epoch at a time"],
  ["fast", "as fast as it goes"]];
const CTL_MOVE = 50, CTL_REST = 400;  // milliseconds: from one place of a moving slider to the next, and at rest
const CTL_GROUPS = [
  ["Data", ["problem", "data", "classes", "rule", "points", "noise", "train_share"]],
  ["Network", ["start", "loss"]],
  ["Training", ["optimizer", "rate", "batch", "shuffle", "penalty", "penalty_rate"]],
];

function topBar(root, send, state) {
  const bar = element("div", root, {class: "cp-bar", role: "toolbar", "aria-label": "Training"});
  let asked = null;  // what the last click wanted, as long as the kernel has not answered: the next wants the other
  const play = button(bar, "", "Play", () => {
    asked = !(asked ?? state.playing);
    send(asked ? {do: "play"} : {do: "pause"});
  }, {class: "cp-button cp-play"});
  const icon = element("span", play, {"aria-hidden": "true", class: "cp-play-icon"});
  const word = element("span", play, {}, "Play");
  button(bar, "1 update", "Train on one batch", () => send({do: "step"}));
  button(bar, "1 epoch", "Train on all batches once", () => send({do: "epoch"}));
  button(bar, "Reset", "Back to the first weights", () => send({do: "reset"}));
  const undo = button(bar, "Undo", "Undo the last thing that was done", () => send({do: "undo"}));
  const speed = element("select", bar, {class: "cp-select", "aria-label": "speed", title: "speed", ...SUPPRESS});
  for (const [value, text] of CTL_SPEEDS) element("option", speed, {value}, text);
  speed.addEventListener("change", () => send({do: "speed", value: speed.value}));
  const seed = element("label", bar, {class: "cp-seed"});
  element("span", seed, {}, "seed");
  const number = element("input", seed, {type: "number", min: 0, step: 1, class: "cp-number", ...SUPPRESS});
  const seeds = typedNumber(number, value => send({do: "set", values: {seed: value}}), () => state.settings.seed);
  button(bar, "New seed", "Other data and other first weights", () => send({do: "new seed"}));
  const facts = element("dl", root, {class: "cp-facts"});
  const fact = (name, key) => {
    const box = element("div", facts);
    element("dt", box, {}, name);
    return [element("dd", box, {class: `cp-fact-${key}`}), key];
  };
  const shownFacts = [fact("epoch", "epoch"), fact("updates", "updates"), fact("train loss", "train_loss"),
    fact("test loss", "test_loss"), fact("right on test", "test_accuracy")];
  return {
    settings(s) {
      seeds.show(s.seed);
    },
    said(message) { if (message.say === "refused") asked = null; },
    status(t) {
      if (asked === Boolean(t.playing)) asked = null;
      if (word.textContent !== (t.playing ? "Pause" : "Play")) {
        word.textContent = t.playing ? "Pause" : "Play";
        play.setAttribute("aria-label", word.textContent);
        play.title = word.textContent;
        icon.classList.toggle("cp-pause-icon", t.playing);
      }
      undo.disabled = !t.undo;
      if (t.speed && document.activeElement !== speed) speed.value = t.speed;
      for (const [box, key] of shownFacts) {
        const value = t[key];
        box.parentElement.hidden = value === null || value === undefined;
        const text = key === "updates" ? counted(value || 0) : key === "test_accuracy" ? percent(value)
          : key === "epoch" ? epochsOf(value) : shown(value, 3);
        if (box.textContent !== text) box.textContent = text;
      }
    },
  };
}

function settingsPanel(root, send, state) {
  const fields = {};

  function build() {
    for (const [title, names] of CTL_GROUPS) {
      const group = element("fieldset", root, {class: "cp-group"});
      element("legend", group, {}, title);
      for (const name of names) if (state.options[name]) fields[name] = field(group, name, state.options[name]);
    }
  }

  function field(group, name, option) {
    const row = element("label", group, {class: `cp-field cp-field-${option.kind}`, title: option.help || null});
    const text = element("span", row, {class: "cp-field-label"}, option.label);
    const put = value => send({do: "set", values: {[name]: value}});
    if (name === "data") return pictures(row, option, put);
    if (option.kind === "choice") {
      const select = element("select", row, {class: "cp-select", ...SUPPRESS});
      select.addEventListener("change", () => put(select.value));
      let listed = "";
      const list = s => {  // the data sets hang on the problem
        const options = Array.isArray(option.options) ? option.options : option.options[s.problem];
        if (listed === JSON.stringify(options)) return;
        listed = JSON.stringify(options);
        select.replaceChildren();
        for (const one of options) element("option", select, {value: one}, one.replaceAll("_", " "));
      };
      return {row, show: (value, s) => { list(s); select.value = value; }};
    }
    if (option.kind === "toggle") {
      const input = element("input", row, {type: "checkbox", ...SUPPRESS});
      row.prepend(input);
      input.addEventListener("change", () => put(input.checked));
      return {row, show: value => { input.checked = value; }};
    }
    if (option.kind === "text") {
      const input = element("input", row, {type: "text", class: "cp-text", spellcheck: "false", ...SUPPRESS});
      return {row, ...typed(input, put, () => state.settings[name])};
    }
    // A number: a slider over the usual values, and a field for any other.
    const ladder = option.ladder, input = element("input", row, {type: "number", class: "cp-number", min: option.low,
      max: option.high, step: option.step || "any", ...SUPPRESS});
    const slider = element("input", row, {type: "range", class: "cp-slider", "aria-label": option.label, ...SUPPRESS,
      min: ladder ? 0 : option.low, max: ladder ? ladder.length - 1 : option.high,
      step: ladder ? 1 : option.step || 1});
    const ofSlider = () => ladder ? ladder[Number(slider.value)] : Number(slider.value);
    let waiting = null, moved = -1e9;
    slider.addEventListener("input", () => {  // the newest position, twenty times a second
      input.value = ofSlider();
      moved = performance.now();
      waiting ??= setTimeout(() => {
        waiting = null;
        put(ofSlider());
      }, CTL_MOVE);
    });
    // As soon as it rests it shows what there is: what comes before that answers to places where it no longer is.
    slider.addEventListener("change", () => setTimeout(() => show(state.settings[name]), CTL_REST));
    const number = typedNumber(input, put, () => state.settings[name]);
    function show(value) {
      if (performance.now() - moved < CTL_REST - 1) return;
      number.show(value);
      if (!ladder) slider.value = value;
      else slider.value = ladder.reduce((best, one, k) => Math.abs(Math.log((one + 1e-9) / (value + 1e-9)))
        < Math.abs(Math.log((ladder[best] + 1e-9) / (value + 1e-9))) ? k : best, 0);
      slider.setAttribute("aria-valuetext", `${value}`);
    }
    return {row, show};
  }

  // The data sets as small pictures, each a radio button.
  function pictures(row, option, put) {
    const group = element("div", null, {class: "cp-sets", role: "radiogroup", "aria-label": "data"});
    const label = row.firstChild, name = `cp-sets-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
    row.replaceWith(group);
    group.append(label);
    let listed = "", inputs = {};
    const list = s => {
      if (listed === s.problem) return;
      listed = s.problem;
      group.replaceChildren(label);
      inputs = {};
      for (const one of option.options[s.problem]) {
        const line = element("label", group, {class: "cp-set", title: one});
        const input = element("input", line, {type: "radio", name, value: one, "aria-label": one, ...SUPPRESS});
        input.addEventListener("change", () => put(one));
        inputs[one] = input;
        const points = state.options.pictures[`${s.problem} ${one}`];
        const canvas = points && element("canvas", line, {width: 80, height: 80, "aria-hidden": "true"});
        if (points) ctlPicture(canvas, points, s.problem);
        else element("span", line, {class: "cp-set-own", "aria-hidden": "true"}, "+");
      }
    };
    return {row: group, show: (value, s = state.settings) => {
      list(s);
      inputs[value].checked = true;
      label.textContent = `data: ${value}`;
    }};
  }

  // A control that has no effect now is not shown.
  function applies(name, s) {
    const when = state.options[name].when || {};
    return Object.entries(when).every(([other, values]) => values.includes(s[other]));
  }

  return {
    settings(s) {
      if (!Object.keys(fields).length) build();
      for (const [name, {row, show}] of Object.entries(fields)) {
        row.hidden = !applies(name, s);
        show(s[name], s);
      }
    },
  };
}

function ctlPicture(canvas, points, problem) {
  const context = canvas.getContext("2d"), scale = canvas.width / (2 * PLANE);
  context.fillStyle = "#FFFFFF";
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (const [x, y, target] of points) {
    const side = problem === "regression" ? (target < 0 ? 0 : 1) : target;
    context.fillStyle = CLASS_COLORS[side];
    context.globalAlpha = problem === "regression" ? within(Math.abs(target), 0.08, 1) : 1;
    context.beginPath();
    context.arc((x + PLANE) * scale, (PLANE - y) * scale, 3.4, 0, 7);
    context.fill();
  }
}
