// What else can be done: the flow of the gradient, a race, a sweep, code, a string of the whole state, a table of one's
// own, a picture, an animation. Most open a panel below the row of buttons.

const TLS_SWEPT = {rate: [0.003, 0.03, 0.3, 3], batch: [1, 10, 100], units: [1, 2, 4, 8], layers: [1, 2, 3, 4],
  noise: [0, 20, 40], train_share: [10, 50, 90], penalty_rate: [0, 0.001, 0.01, 0.1], seed: [0, 1, 2, 3, 4]};
const TLS_PANELS = {race: "Race …", sweep: "Sweep …", code: "Code …", string: "Save, load …", table: "Own data …"};
const TLS_RACE = "From the same first weights, with the same batches and the same rate. Press Play to run; Reset starts"
  + " again.";
const TLS_SWEEP = "One training for each pair of values; the map shows the loss on the test data. Press Play to run.";
const TLS_TABLE = "Lines of x, y and the class (or the number, in a regression). Or choose “your points” as data, and "
  + "click into the plane.";

function toolsView(root, send, state) {
  const row = element("div", root, {class: "cp-tools-row"});
  const panel = element("div", root, {class: "cp-panel", hidden: ""});
  let shownPanel = "", output = null;

  const flow = element("label", row, {class: "cp-check"});
  const flowing = element("input", flow, {type: "checkbox", ...SUPPRESS});
  element("span", flow, {}, "flow of the gradient");
  let asked = null;  // what was chosen here, as long as the kernel has not answered
  flowing.addEventListener("change", () => {
    asked = flowing.checked;
    state.change("flow", asked);
    send({do: "flow", on: asked});
  });
  function recording(on) {
    film.textContent = on ? "Save animation" : "Record";
    film.setAttribute("aria-pressed", `${on}`);
  }

  const opens = {};
  for (const [name, text] of Object.entries(TLS_PANELS)) {
    opens[name] = button(row, text, text, () => shownPanel === name ? close() : show(name), {"aria-expanded": "false"});
  }
  button(row, "Picture", "Save a picture", () => send({do: "picture"}));
  const film = button(row, "Record", "Record an animation while it plays", () => {
    const on = film.getAttribute("aria-pressed") !== "true";
    send({do: "animation", on});
    recording(on);
    state.announce(on ? "Recording: play, then save the animation." : "The animation is made; that takes a while.");
  });

  function open(name, build) {
    close();
    shownPanel = name;
    panel.replaceChildren();
    output = null;
    build();
    button(panel, "Close", "Close this panel", close, {class: "cp-button cp-close"});
    panel.hidden = false;
    opens[name].setAttribute("aria-expanded", "true");
  }

  function close() {
    if (!shownPanel) return;
    const from = opens[shownPanel];
    from.setAttribute("aria-expanded", "false");
    if (panel.contains(document.activeElement)) from.focus({preventScroll: true});
    panel.hidden = true;
    shownPanel = "";
  }

  const show = name => open(name, {race, sweep, code, string, table}[name]);

  function area(label, attributes = {}) {
    const line = element("label", panel, {class: "cp-area-label"});
    element("span", line, {}, label);
    return element("textarea", line, {rows: 5, spellcheck: "false", class: "cp-text", ...SUPPRESS, ...attributes});
  }

  function copying(from) {
    button(panel, "Copy", "Copy to the clipboard", async () => {
      try {
        await navigator.clipboard.writeText(from.value);
        state.announce("Copied.");
      } catch {
        from.select();
        state.announce("Selected: copy it with the keyboard.");
      }
    });
  }

  function race() {
    element("p", panel, {}, TLS_RACE);
    const names = state.options.optimizer.options, boxes = names.map(name => {
      const line = element("label", panel, {class: "cp-check"});
      const input = element("input", line, {type: "checkbox", value: name, ...SUPPRESS});
      input.checked = ["SGD", "momentum", "Adam"].includes(name);
      element("span", line, {}, name);
      return input;
    });
    const buttons = element("div", panel, {class: "cp-tools-row"});
    button(buttons, "Line up", "Line up the race", () => {
      send({do: "race", optimizers: boxes.filter(one => one.checked).map(one => one.value)});
    });
    button(buttons, "End the race", "Back to the network", () => {
      send({do: "race", optimizers: null});
    });
  }

  function sweep() {
    element("p", panel, {}, TLS_SWEEP);
    const axis = (text, first) => {
      const line = element("div", panel, {class: "cp-tools-row"});
      const select = element("select", line, {class: "cp-select", "aria-label": text, ...SUPPRESS});
      for (const value of Object.keys(TLS_SWEPT)) {
        element("option", select, {value}, `${text}: ${value.replaceAll("_", " ")}`);
      }
      const values = element("input", line, {type: "text", class: "cp-text cp-values",
        "aria-label": `values of the ${text}`, ...SUPPRESS});
      select.value = first;
      values.value = TLS_SWEPT[first].join(", ");
      select.addEventListener("change", () => { values.value = TLS_SWEPT[select.value].join(", "); });
      return () => [select.value, values.value.split(/[\s,;]+/).filter(Boolean).map(Number)];
    };
    const rows = axis("rows", "rate"), columns = axis("columns", "units");
    const line = element("label", panel, {class: "cp-seed"});
    element("span", line, {}, "updates of each");
    const updates = element("input", line, {type: "number", min: 1, value: 1000, class: "cp-number", ...SUPPRESS});
    const buttons = element("div", panel, {class: "cp-tools-row"});
    button(buttons, "Prepare", "Prepare the sweep",
      () => send({do: "sweep", rows: rows(), columns: columns(), updates: Number(updates.value)}));
    button(buttons, "End the sweep", "Back to the network", () => send({do: "sweep", rows: null}));
  }

  function code() {
    output = area("This network as course_nn code, to run in a cell", {readonly: "", rows: 12, "data-for": "code"});
    copying(output);
    send({do: "code"});
  }

  function string() {
    output = area("All there is, as one line: keep it, and paste it here again", {"data-for": "string"});
    copying(output);
    const text = output;
    button(panel, "Load what stands there", "Load the string", () => send({do: "load", text: text.value.trim()}));
    send({do: "string"});
  }

  function table() {
    element("p", panel, {}, TLS_TABLE);
    const text = area("A table as text", {placeholder: "1.5, 2.0, 0\n−3, 1, 1".replace("−", "-")});
    const file = element("input", panel, {type: "file", accept: ".csv,.txt,text/csv",
      "aria-label": "A table from a file", ...SUPPRESS});
    file.addEventListener("change", async () => { if (file.files[0]) text.value = await file.files[0].text(); });
    button(panel, "Use it", "Use this table as data", () => send({do: "csv", text: text.value}));
  }

  function save(bytes, type, name) {
    const address = URL.createObjectURL(new Blob([bytes], {type}));
    element("a", null, {href: address, download: name}).click();
    setTimeout(() => URL.revokeObjectURL(address), 5000);
    state.announce(`Saved as ${name}.`);
  }

  return {
    status(t) {
      recording(Boolean(t.recording));
      if (t.flow === asked) asked = null;
      flowing.checked = asked ?? Boolean(t.flow);
      state.change("flow", flowing.checked);  // also where another view of it was told so
    },
    said(message) {
      if (output && output.dataset.for === message.say) output.value = message.text;
      if (message.say === "picture") save(message.buffers[0], "image/png", "network.png");
      if (message.say === "animation") save(message.buffers[0], "image/gif", "training.gif");
    },
  };
}
