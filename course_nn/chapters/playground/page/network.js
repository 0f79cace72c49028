// The network: features, layers of units with their maps, and the weights between them as lines. Blue lines are
// positive and whole, orange ones negative and dashed; the thicker, the larger. A unit under the pointer, or with the
// focus, is shown large in the plane; a line or a unit that is clicked opens its numbers.

const NET_GAP = 10, NET_HEAD = 86, NET_TALL = 440, NET_LARGEST = 50, NET_SMALLEST = 14, NET_NEAR = 7, NET_TITLE = 20;
const NET_STEP = 51, NET_BESIDE = 6, NET_SLIM = 36;  // from layer to layer, between units, of units that give way
const NET_TOUCH = 16;  // is near for a finger
const NET_MOST = 2000;  // lines that are drawn, the largest weights of more
const NET_LEGEND = [["cp-line-positive", "positive weight"], ["cp-line-negative", "negative weight"]];
const NET_FLOW = [["cp-line-flow", "size of the gradient, in powers of ten"]];

function networkView(root, send, state) {
  const scroll = element("div", root, {class: "cp-net-scroll"});  // of many layers a part is seen
  const head = element("div", scroll, {class: "cp-net-head"});
  const stage = element("div", scroll, {class: "cp-net-stage", role: "group", "aria-label": "The network"});
  const lines = element("canvas", stage, {class: "cp-net-lines", "aria-hidden": "true"});
  const label = element("div", stage, {class: "cp-net-label", "aria-hidden": "true"});
  const context = lines.getContext("2d");
  const legend = element("div", root, {class: "cp-net-legend"});
  const popup = numbersPopup(root, send, state);
  const unused = {};  // maps of features that are left out
  let stop = "-1,0";  // the one unit that Tab stops at; arrow keys lead to the others
  let built = "", columns = [], frame = null, width = 0, height = 0, sharp = 1, near = null, phase = 0;

  let touched = false;  // by a finger, which leaves at once: the unit is shown until something else is touched

  function touchedElsewhere(event) {
    if (!touched || event.target.closest?.(".cp-unit, .cp-popup")) return;
    touched = false;
    state.change("hovered", null);
  }
  document.addEventListener("pointerdown", touchedElsewhere);

  const layers = lastSent(() => state.settings.hidden), features = lastSent(() => state.settings.features);

  function sendLayers(next) {
    layers.put(next);
    send({do: "layers", hidden: next});
  }

  // The structure: a column of units a layer, the features first, the outputs last.

  function settings(s) {
    layers.heard(s.hidden);
    features.heard(s.features);
    const outputs = s.problem === "classification" && s.classes > 2 ? s.classes : 1;
    const plan = JSON.stringify([s.features, s.hidden.map(layer => layer[0]), outputs]);
    if (plan !== built) {
      built = plan;
      popup.close();
      state.change("hovered", null);
      build(s, outputs);
    }
    heads(s);
    place();
    columns.forEach((column, k) => column.units.forEach((unit, j) => name(unit.box, k - 1, j)));
  }

  function build(s, outputs) {
    const focused = document.activeElement?.dataset?.unit;
    columns.forEach(column => column.units.forEach(unit => unit.box.remove()));
    const all = state.options.features.options;
    columns = [{units: all.map((one, j) => makeUnit(-1, j, one)), features: all}];
    [...s.hidden.map(layer => layer[0]), outputs].forEach((count, layer) => {
      columns.push({units: Array.from({length: count}, (_, j) => makeUnit(layer, j))});
    });
    const at = stage.querySelector(`[data-unit="${stop}"]`) || columns[0].units[0].box;
    reach(at);
    if (focused) (stage.querySelector(`[data-unit="${focused}"]`) || at).focus({preventScroll: true});
  }

  function reach(box) {
    stop = box.dataset.unit;
    for (const one of stage.querySelectorAll(".cp-unit")) one.tabIndex = one === box ? 0 : -1;
  }

  function makeUnit(layer, j, feature = null) {
    const box = element("button", stage, {type: "button", class: "cp-unit", "data-unit": `${layer},${j}`, ...SUPPRESS});
    const map = element("canvas", box, {class: "cp-unit-map", "aria-hidden": "true"});
    if (feature) element("span", box, {class: "cp-unit-name", "aria-hidden": "true"}, feature);
    else element("span", box, {class: "cp-unit-bias", "aria-hidden": "true"});
    const enter = () => { if (shownUnit(layer, j)) state.change("hovered", {layer, unit: j}); };
    const seen = () => box.matches(":focus-visible");  // not where a mouse has clicked
    box.addEventListener("pointerenter", event => {
      touched = event.pointerType === "touch";
      enter();
    });
    box.addEventListener("focus", () => { if (seen()) enter(); });
    box.addEventListener("focus", () => reach(box));
    box.addEventListener("pointerleave", () => { if (!seen() && !touched) state.change("hovered", null); });
    box.addEventListener("blur", () => { if (!touched) state.change("hovered", null); });
    box.addEventListener("click", () => {
      if (feature) toggleFeature(feature);
      else popup.open({layer, unit: j}, box, numbers());
    });
    box.addEventListener("keydown", event => walk(event, layer, j));
    return {box, map, feature};
  }

  // A feature that is off has no map; one has to stay on.
  const shownUnit = (layer, j) => layer >= 0 || state.settings.features.includes(columns[0].features[j]);

  function toggleFeature(name) {
    const on = features.get(), wanted = one => on.includes(one) !== (one === name);
    const next = state.options.features.options.filter(wanted);  // in their order, as the kernel has them
    if (!next.length) return state.announce("A network needs one feature at least.");
    features.put(next);
    send({do: "set", values: {features: next}});
  }

  function walk(event, layer, j) {
    const way = {ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0]}[event.key];
    if (!way) return;
    const column = columns[within(layer + 1 + way[0], 0, columns.length - 1)];
    column.units[within(j + way[1], 0, column.units.length - 1)].box.focus();
    event.preventDefault();
    event.stopPropagation();
  }

  // What a unit is called, for those who hear it.
  function name(box, layer, j) {
    const s = state.settings;
    if (layer < 0) {
      const feature = columns[0].features[j], on = s.features.includes(feature);
      box.setAttribute("aria-label", `feature ${feature}`);
      box.setAttribute("aria-pressed", `${on}`);
      box.classList.toggle("cp-off", !on);
      box.title = on ? `${feature}: in use; click to leave it out` : `${feature}: click to use it`;
      return;
    }
    const out = layer === s.hidden.length, bias = frame?.weights[layer]?.b[j];
    const what = out ? (columns[layer + 1].units.length > 1 ? `output of class ${j}` : "output")
      : `hidden layer ${layer + 1}, unit ${j + 1}, ${s.hidden[layer][1]}`;
    const text = `${what}${bias === undefined ? "" : `, bias ${shown(bias)}`}`;
    if (box.getAttribute("aria-label") !== text) box.setAttribute("aria-label", text);
    box.title = `${text}; click for its numbers`;
  }

  // Above the columns: layers and units added and removed, activation, dropout.

  let wrote = "";
  function heads(s) {
    const plan = JSON.stringify([s.hidden, state.options.layers]);
    if (plan === wrote) return;
    wrote = plan;
    const key = head.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    head.replaceChildren();
    const change = (layer, part, value) => {
      const next = layers.get().map(one => [...one]);
      if (next[layer]) next[layer][part] = value;
      sendLayers(next);
    };
    const resize = (layer, by) => {
      const now = layers.get()[layer];
      if (now) change(layer, 0, within(now[0] + by, low, high));
    };
    const {units: [low, high], most, activations, dropouts} = state.options.layers;
    const bar = element("div", head, {class: "cp-net-bar"});
    const count = s.hidden.length, last = () => [...layers.get().slice(-1)[0] || [2, "tanh", 0]];
    const fewer = button(bar, "−", "one hidden layer less", () => sendLayers(layers.get().slice(0, -1)),
      {"data-key": "fewer"});
    fewer.disabled = count === 0;
    element("span", bar, {}, count === 1 ? "1 hidden layer" : `${count} hidden layers`);
    const more = button(bar, "+", "one hidden layer more",
      () => sendLayers([...layers.get(), last()].slice(0, most)), {"data-key": "more"});
    more.disabled = count >= most;
    s.hidden.forEach(([units, activation, dropout], layer) => {
      const box = element("div", head, {class: "cp-net-tools", role: "group",
        "aria-label": `hidden layer ${layer + 1}`});
      const row = element("div", box, {class: "cp-net-row"});
      const minus = button(row, "−", `one unit less in layer ${layer + 1}`, () => resize(layer, -1),
        {"data-key": `minus${layer}`});
      minus.disabled = units <= low;
      element("span", row, {class: "cp-net-count"}, `${units}`);
      const plus = button(row, "+", `one unit more in layer ${layer + 1}`, () => resize(layer, 1),
        {"data-key": `plus${layer}`});
      plus.disabled = units >= high;
      const pick = (options, value, title, take) => {
        const select = element("select", box, {class: "cp-select", "aria-label": `${title} of layer ${layer + 1}`,
          title, "data-key": `${title}${layer}`, ...SUPPRESS});
        for (const [one, text] of options) element("option", select, {value: one}, text);
        if (!options.some(([one]) => `${one}` === `${value}`)) element("option", select, {value}, shown(value));
        select.value = `${value}`;
        select.addEventListener("change", () => take(select.value));
      };
      pick(activations.map(one => [one, one.replaceAll("_", " ")]), activation, "activation",
        value => change(layer, 1, value));
      pick(dropouts.map(one => [one, `drop ${Math.round(100 * one)} %`]), dropout, "dropout",
        value => change(layer, 2, Number(value)));
    });
    if (key) head.querySelector(`[data-key="${key}"]`)?.focus({preventScroll: true});
  }

  // Where everything stands.

  const titles = ["features", "output"].map(text => element("span", stage, {class: "cp-net-title"}, text));

  function place() {
    const seen = scroll.clientWidth;
    if (!seen || !columns.length) return;
    const most = Math.max(...columns.map(column => column.units.length));
    const room = Math.floor(NET_TALL / most), gap = within(Math.floor(room / 5), 3, NET_GAP);
    const gaps = columns.length - 1, fitting = Math.floor((seen - 96) / gaps) - NET_BESIDE;  // of many layers smaller
    const size = Math.min(within(room - gap, NET_SMALLEST, NET_LARGEST), Math.max(fitting, NET_SLIM));
    height = most * (size + gap) + gap + NET_TITLE;
    const left = size / 2 + 34, right = size / 2 + 12;
    width = Math.max(seen, left + right + gaps * Math.max(size + NET_BESIDE, NET_STEP));
    const step = (width - left - right) / gaps;
    for (const one of [head, stage]) one.style.width = `${width}px`;
    Object.assign(stage.style, {height: `${height}px`});
    head.querySelector(".cp-net-bar").style.width = `${seen}px`;
    columns.forEach((column, k) => {
      column.x = left + k * step;
      const top = NET_TITLE + (height - NET_TITLE - column.units.length * (size + gap) + gap) / 2;
      column.units.forEach((unit, j) => {
        [unit.x, unit.y] = [column.x, top + j * (size + gap) + size / 2];
        Object.assign(unit.box.style, {left: `${unit.x - size / 2}px`, top: `${unit.y - size / 2}px`,
          width: `${size}px`, height: `${size}px`});
      });
    });
    [columns[0], columns[columns.length - 1]].forEach((column, k) => {
      const top = column.units[0].y - size / 2 - 5;
      Object.assign(titles[k].style, {left: `${column.x}px`, top: `${top}px`});
    });
    head.querySelectorAll(".cp-net-tools").forEach((tools, k) => {
      const room = within(step - 6, 48, 92);
      Object.assign(tools.style, {left: `${columns[k + 1].x - room / 2}px`, width: `${room}px`});
      tools.classList.toggle("cp-narrow", step < 76);
    });
    head.style.height = columns.length > 2 ? `${NET_HEAD + 34}px` : "34px";
    sharp = window.devicePixelRatio || 1;
    [lines.width, lines.height] = [Math.round(width * sharp), Math.round(height * sharp)];
    Object.assign(lines.style, {width: `${width}px`, height: `${height}px`});
    drawLines();
  }

  // The lines: from each unit (or feature in use) to each of the next layer.

  const fits = () => frame && frame.head.layers.length === columns.length - 1
    && frame.head.layers.every((units, k) => units === columns[k + 1].units.length)
    && frame.head.features.every(one => columns[0].features.includes(one));

  const from = (layer, i) => layer === 0
    ? columns[0].units[columns[0].features.indexOf(frame.head.features[i])] : columns[layer].units[i];

  function eachLine(act) {
    frame.weights.forEach(({W, inputs, units}, layer) => {
      for (let i = 0; i < inputs; i++) for (let j = 0; j < units; j++) {
        act(layer, i, j, W[i * units + j], from(layer, i), columns[layer + 1].units[j]);
      }
    });
  }

  function path(a, b) {
    const bend = (b.x - a.x) / 2;
    context.moveTo(a.x, a.y);
    context.bezierCurveTo(a.x + bend, a.y, b.x - bend, b.y, b.x, b.y);
  }

  function drawLines() {
    context.setTransform(sharp, 0, 0, sharp, 0, 0);
    context.clearRect(0, 0, width, height);
    if (!fits()) return;
    const [positive, negative, flowing] = ["positive", "negative", "flow"].map(colorOf);
    const flow = state.flow && frame.flow, all = flow || frame.weights;
    const largest = Math.max(1e-12, ...all.map(({W}) => W.reduce((most, w) => Math.max(most, Math.abs(w)), 0)));
    const least = leastDrawn(all);
    eachLine((layer, i, j, w, a, b) => {
      const value = flow ? flow[layer].W[i * frame.weights[layer].units + j] : w;
      if (Math.abs(value) < least) return;
      // Weights: 8 px for 5 and more. A gradient's width is by its share of the largest one, in powers of ten.
      const thick = flow ? within(9 + 2.2 * Math.log10(Math.abs(value) / largest + 1e-9), 0.3, 9)
        : within(0.4 + 1.5 * Math.abs(w), 0.4, 8);
      const active = near && near.layer === layer && near.i === i && near.j === j;
      context.beginPath();
      path(a, b);
      context.strokeStyle = flow ? flowing : w < 0 ? negative : positive;
      context.globalAlpha = active ? 1 : flow ? 0.75 : within(0.25 + Math.abs(w), 0.25, 0.85);
      context.lineWidth = active ? thick + 2 : thick;
      context.setLineDash(w < 0 && !flow ? [7, 4] : []);
      context.lineDashOffset = state.playing && !calm() ? -phase : 0;
      context.stroke();
    });
    context.globalAlpha = 1;
    context.setLineDash([]);
    marks();
  }

  const style = getComputedStyle(root), colorOf = name => style.getPropertyValue(`--cp-${name}`);

  // Of a large network the largest alone are drawn, and the line below says so.
  let explained = "";
  function leastDrawn(all) {
    const count = all.reduce((sum, {W}) => sum + W.length, 0), few = count <= NET_MOST, flow = all === frame.flow;
    if (explained !== `${few} ${count} ${flow}`) {
      explained = `${few} ${count} ${flow}`;
      legend.replaceChildren();
      for (const [kind, text] of flow ? NET_FLOW : NET_LEGEND) {
        const one = element("span", legend, {class: "cp-legend-entry"});
        element("span", one, {class: `cp-line ${kind}`, "aria-hidden": "true"});
        element("span", one, {}, text);
      }
      const one = element("span", legend, {class: "cp-legend-entry"});
      element("span", one, {class: "cp-bias-mark", "aria-hidden": "true"});
      element("span", one, {}, "bias");
      if (!few) element("span", legend, {}, `the ${counted(NET_MOST)} largest of ${counted(count)} weights`);
    }
    if (few) return 0;
    return Float32Array.from(all.flatMap(({W}) => Array.from(W, Math.abs))).sort()[count - NET_MOST];
  }

  // In slow motion: numbers on the units of the layer at hand (`slow.js` sets state.notes, "layer,unit" → text).
  function marks() {
    const notes = state.notes || {};
    columns.forEach((column, k) => column.units.forEach((unit, j) => {
      const text = notes[`${k - 1},${j}`] || "";
      if (unit.note !== text) {
        unit.note = text;
        unit.box.dataset.note = text;
      }
    }));
  }

  // What is near the pointer.

  function nearest(x, y, least = NET_NEAR) {
    let best = null;
    if (!fits()) return null;
    eachLine((layer, i, j, w, a, b) => {
      if (x < a.x || x > b.x) return;
      // The curve at this x: x(t) is monotone, so t is found by halving.
      let low = 0, high = 1;
      for (let k = 0; k < 12; k++) {
        const t = (low + high) / 2;
        const part = (1 - t) ** 2 * t * 1.5 + (1 - t) * t * t * 1.5 + t ** 3;  // of the way from a to b
        if (a.x + part * (b.x - a.x) < x) low = t; else high = t;
      }
      const t = low, away = Math.abs((1 - t) ** 2 * (1 + 2 * t) * a.y + t * t * (3 - 2 * t) * b.y - y);
      if (away < least) [least, best] = [away, {layer, i, j, w}];
    });
    return best;
  }

  const place2 = event => {
    const box = lines.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  stage.addEventListener("pointermove", event => {
    const [x, y] = place2(event), found = event.target.closest(".cp-unit") ? null : nearest(x, y);
    const other = ["layer", "i", "j"].some(part => found?.[part] !== near?.[part]);
    near = found;
    if (other) drawLines();
    label.hidden = !found;
    stage.style.cursor = found ? "pointer" : "";
    if (!found) return;
    const flow = state.flow && frame.flow?.[found.layer];
    const gradient = flow ? `, size of its gradient ${shown(flow.W[found.i * flow.units + found.j])}` : "";
    label.textContent = `weight ${shown(found.w)}${gradient}; click to type another`;
    const left = within(x + 12, 0, Math.max(width - label.offsetWidth, 0));
    Object.assign(label.style, {left: `${left}px`, top: `${y - 26}px`});
  });
  stage.addEventListener("pointerleave", () => {
    near = null;
    label.hidden = true;
    drawLines();
  });
  stage.addEventListener("click", event => {
    if (event.target.closest(".cp-unit")) return;
    const found = nearest(...place2(event), event.pointerType === "touch" ? NET_TOUCH : NET_NEAR);
    if (found) popup.open({layer: found.layer, unit: found.j, input: found.i}, stage, numbers());
  });
  label.hidden = true;

  // The numbers of a unit, for the popup: its inputs with their names and weights, and its bias.
  function numbers() {
    return (layer, j) => {
      if (!fits() || !frame.weights[layer]) return null;
      const {W, b, inputs, units} = frame.weights[layer];
      const names = layer === 0 ? frame.head.features : Array.from({length: inputs}, (_, i) => `unit ${i + 1}`);
      return {names, weights: names.map((_, i) => W[i * units + j]), bias: b[j]};
    };
  }

  function drawMaps() {
    if (!fits()) return;
    const {places} = frame.head;
    columns[0].units.forEach(({map, feature}) => {
      const at = frame.head.features.indexOf(feature);
      if (at >= 0) paintMap(map, frame.featureMaps[at], places, state.discrete);
      else paintMap(map, unused[feature] ??= featureBytes(feature, 40), 40, state.discrete);
    });
    frame.maps.forEach((layer, k) => layer.forEach((bytes, j) => {
      const unit = columns[k + 1].units[j];
      paintMap(unit.map, bytes, places, state.discrete);
      const bias = frame.weights[k].b[j];
      unit.box.lastChild.style.background = bias < 0 ? "var(--cp-negative)" : "var(--cp-positive)";
      unit.box.lastChild.style.opacity = within(Math.abs(bias), 0.15, 1);
    }));
  }

  function show(f) {
    frame = f;
    phase = (phase + 0.4) % 11;
    drawMaps();
    drawLines();
    popup.refresh();
    if (!state.playing) columns.forEach((column, k) => column.units.forEach((unit, j) => name(unit.box, k - 1, j)));
  }

  for (const what of ["flow", "notes", "playing"]) state.watch(what, drawLines);
  state.watch("discrete", () => { drawMaps(); });
  const sized = new ResizeObserver(place);
  sized.observe(root);
  return {
    settings, frame: show, theme: drawLines,
    dispose() {
      sized.disconnect();
      document.removeEventListener("pointerdown", touchedElsewhere);
    },
  };
}
