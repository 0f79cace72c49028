// The plane: what the network answers at each place, and the points it learns from and is tested on. A unit that is
// looked at shows its own map here. Where the data are the reader's own, points are put with mouse, finger or keys.

const PLN_EDGE = {left: 26, right: 8, top: 8, bottom: 22}, PLN_UNDONE = 100, PLN_SPACING = 0.35;
const PLN_ASKED = 150;  // milliseconds from one question what the network answers somewhere to the next
const PLN_AWAY = "away";  // chosen instead of a class: points are taken away
const PLN_HELP = "Click or drag to put points of the chosen class, or click to take the nearest away; or keys: arrows "
  + "move (Shift: farther), Space or Enter puts a point, Delete takes the nearest away, Ctrl+Z undoes.";
const PLN_MOVES = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]};
const PLN_INK = "#2B2F36";

function planeView(root, send, state) {
  const id = `cp-plane-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
  const box = element("div", root, {class: "cp-plane-box"});
  const canvas = element("canvas", box, {class: "cp-plane-canvas", role: "img", ...SUPPRESS});
  const caption = element("div", root, {class: "cp-plane-caption"});
  const legend = element("div", root, {class: "cp-plane-legend"});
  const row = element("div", root, {class: "cp-plane-row"});
  const testToggle = toggle(row, "test points", on => state.change("showTest", on));
  const discreteToggle = toggle(row, "only the decision", on => state.change("discrete", on));
  const tools = element("div", root, {class: "cp-plane-tools", role: "group", "aria-label": "Your points", hidden: ""});
  const classes = element("div", tools, {class: "cp-plane-classes", role: "radiogroup", "aria-label": "What is put"});
  const undoButton = button(tools, "Undo point", "Undo point", undo);
  const clearButton = button(tools, "Clear points", "Clear points", clear);
  element("div", tools, {id, class: "cp-help"}, PLN_HELP);
  const context = canvas.getContext("2d"), small = document.createElement("canvas"), past = [];
  let frame = null, points = null, size = 0, waiting = false, pointer = null, cursor = [0, 0], keys = false;
  let own = [], over = null, listed = "", drawn = null;

  function toggle(parent, text, act) {
    const line = element("label", parent, {class: "cp-check"});
    const input = element("input", line, {type: "checkbox", ...SUPPRESS});
    element("span", line, {}, text);
    input.addEventListener("change", () => act(input.checked));
    return input;
  }

  const editable = () => state.settings.data === state.options.own && !state.race;
  const side = () => size - PLN_EDGE.left - PLN_EDGE.right, tall = () => size - PLN_EDGE.top - PLN_EDGE.bottom;
  const toX = x => PLN_EDGE.left + (x + PLANE) / (2 * PLANE) * side();
  const toY = y => PLN_EDGE.top + (PLANE - y) / (2 * PLANE) * tall();
  const fromX = px => (px - PLN_EDGE.left) / side() * 2 * PLANE - PLANE;
  const fromY = py => PLANE - (py - PLN_EDGE.top) / tall() * 2 * PLANE;
  const regression = () => state.settings.problem === "regression";

  // The map as a picture: of one output, or of one class each, mixed by their shares.

  function picture() {
    const {places} = frame.head, at = state.hovered;
    if (at && at.layer < 0) {
      const which = frame.head.features.indexOf(state.options.features.options[at.unit]);
      if (which >= 0) return paintMap(small, frame.featureMaps[which], places, state.discrete);
    } else if (at && frame.maps[at.layer]?.[at.unit] && at.layer < frame.maps.length - 1) {
      return paintMap(small, frame.maps[at.layer][at.unit], places, state.discrete);
    }
    const outputs = frame.maps[frame.maps.length - 1];
    if (outputs.length === 1) return paintMap(small, outputs[0], places, state.discrete && !regression());
    if (small.width !== places || small.height !== places) [small.width, small.height] = [places, places];
    const image = small.getContext("2d").createImageData(places, places);
    const colors = outputs.map((_, k) => plnColor(k));
    for (let to = 0; to < 4 * places * places; to += 4) {
      const from = (places - 1 - Math.floor(to / 4 / places)) * places + to / 4 % places;  // the lowest y below
      let best = 0, sum = 0;
      for (let k = 0; k < outputs.length; k++) {
        sum += outputs[k][from];
        if (outputs[k][from] > outputs[best][from]) best = k;
      }
      for (let part = 0; part < 3; part++) {
        let value = 0;
        if (state.discrete) value = colors[best][part];
        else for (let k = 0; k < outputs.length; k++) value += outputs[k][from] / Math.max(sum, 1) * colors[k][part];
        image.data[to + part] = 255 - 0.62 * (255 - value);  // paler than the points
      }
      image.data[to + 3] = 255;
    }
    small.getContext("2d").putImageData(image, 0, 0);
  }

  function paint() {
    waiting = false;
    size = canvas.clientWidth;
    if (!size) return;
    const sharp = window.devicePixelRatio || 1, pixels = Math.round(size * sharp);
    if (canvas.width !== pixels || canvas.height !== pixels) [canvas.width, canvas.height] = [pixels, pixels];
    context.setTransform(pixels / size, 0, 0, pixels / size, 0, 0);
    context.clearRect(0, 0, size, size);
    const style = getComputedStyle(root);
    context.fillStyle = "#FFFFFF";
    context.fillRect(PLN_EDGE.left, PLN_EDGE.top, side(), tall());
    if (frame) {
      picture();
      // Places reach from edge to edge: half a place of the picture lies beyond.
      const dx = side() / (frame.head.places - 1), dy = tall() / (frame.head.places - 1);
      context.save();
      context.beginPath();
      context.rect(PLN_EDGE.left, PLN_EDGE.top, side(), tall());
      context.clip();
      context.imageSmoothingEnabled = !state.discrete;
      context.drawImage(small, PLN_EDGE.left - dx / 2, PLN_EDGE.top - dy / 2, side() + dx, tall() + dy);
      context.restore();
    }
    axes(style);
    if (points) drawPoints();
    if (editable() && keys && document.activeElement === canvas) ring(cursor, 9, "#D55E00");
    if (state.example) ring(state.example.place, 10, PLN_INK);
    drawn = frame;
  }

  function axes(style) {
    context.font = "11px sans-serif";
    context.fillStyle = style.getPropertyValue("--cp-quiet") || "#5A616B";
    context.textAlign = "center";
    context.textBaseline = "top";
    for (const x of [-6, -3, 0, 3, 6]) context.fillText(`${x}`.replace("-", "−"), toX(x), size - PLN_EDGE.bottom + 5);
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const y of [-6, -3, 0, 3, 6]) context.fillText(`${y}`.replace("-", "−"), PLN_EDGE.left - 5, toY(y));
    context.strokeStyle = style.getPropertyValue("--cp-line") || "#D9DDE3";
    context.lineWidth = 1;
    context.strokeRect(PLN_EDGE.left - 0.5, PLN_EDGE.top - 0.5, side() + 1, tall() + 1);
  }

  function ring([x, y], radius, color) {
    for (const [one, thick] of [["#FFFFFF", 5], [color, 2.5]]) {
      context.strokeStyle = one;
      context.lineWidth = thick;
      context.beginPath();
      context.arc(toX(x), toY(y), radius, 0, 7);
      context.stroke();
    }
  }

  // Training points are filled, those of the test are rings; each class has a color and, beside it, a shape.
  function drawPoints() {
    const {train, test, xy} = points, r = within(size / 130, 2.2, 3.6);
    for (let n = 0; n < train + (state.showTest ? test : 0); n++) {
      const [x, y, target] = [xy[3 * n], xy[3 * n + 1], xy[3 * n + 2]];
      if (Math.max(Math.abs(x), Math.abs(y)) > PLANE) continue;  // counted in the caption
      const [px, py] = [toX(x), toY(y)], color = pointColor(target);
      context.beginPath();
      shape(regression() ? 1 : target, px, py, n < train ? r : r + 0.6);
      if (n < train) {
        context.fillStyle = color;
        context.strokeStyle = "#FFFFFF";
        context.lineWidth = 1;
        context.fill();
      } else {
        context.strokeStyle = color;
        context.lineWidth = 1.6;
      }
      context.stroke();
    }
  }

  function shape(kind, x, y, r) {
    if (kind % 3 === 0) context.rect(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r);
    else if (kind % 3 === 2) {
      context.moveTo(x, y - 1.2 * r);
      context.lineTo(x + 1.1 * r, y + 0.8 * r);
      context.lineTo(x - 1.1 * r, y + 0.8 * r);
      context.closePath();
    } else {
      context.moveTo(x + r, y);
      context.arc(x, y, r, 0, 7);
    }
  }

  function pointColor(target) {
    if (!regression()) return CLASS_COLORS[target];
    const t = within(target, -1, 1), end = t < 0 ? [213, 94, 0] : [0, 114, 178];
    return `rgb(${end.map(part => Math.round(235 + Math.abs(t) * (part - 235))).join(",")})`;
  }

  function soon() {
    if (!waiting) requestAnimationFrame(paint);
    waiting = true;
  }

  // What colors mean, and what is under the pointer, in words.

  function list() {
    const s = state.settings, k = s.problem === "classification" ? s.classes : 0;
    const at = state.hovered, unit = at && !(at.layer === s.hidden.length) ? at : null;
    const plan = JSON.stringify([k, unit, state.discrete]);
    if (plan === listed) return;
    listed = plan;
    legend.replaceChildren();
    const entry = (color, text, what = "") => {
      const one = element("span", legend, {class: "cp-legend-entry"});
      element("span", one, {class: `cp-swatch ${what}`, "aria-hidden": "true"}).style.background = color;
      element("span", one, {}, text);
    };
    if (unit) {
      entry(`rgb(${NEGATIVE})`, `this unit: ${state.discrete ? "0 or less" : "negative"}`);
      entry(`rgb(${POSITIVE})`, "positive");
    } else if (k) {
      for (let c = 0; c < k; c++) entry(CLASS_COLORS[c], `class ${c}`, ["cp-square", "", "cp-triangle"][c % 3]);
    } else {
      entry(`rgb(${NEGATIVE})`, "−1");
      entry("#FFFFFF", "0");
      entry(`rgb(${POSITIVE})`, "1");
    }
  }

  // The kernel is asked what the network answers there: the map tells it of its own places alone.
  let asking = null, askedAt = -1e9, answered = "";
  function askPlace() {
    asking ??= setTimeout(() => {
      [asking, askedAt] = [null, performance.now()];
      if (!over) return;
      const [x, y] = over.map(one => Number(one.toFixed(2)));
      send({do: "place", x, y});
    }, Math.max(0, askedAt + PLN_ASKED - performance.now()));
  }

  function tell() {
    const beyond = points ? plnBeyond(points, state.showTest) : 0;
    if (over && frame) askPlace();
    else answered = "";
    const out = beyond ? `${counted(beyond)} point${beyond > 1 ? "s lie" : " lies"} beyond the picture.` : "";
    caption.textContent = answered || out;
  }

  const placeOf = event => {
    const frame = canvas.getBoundingClientRect();
    return [fromX(event.clientX - frame.left), fromY(event.clientY - frame.top)];
  };
  const inside = ([x, y]) => Math.max(Math.abs(x), Math.abs(y)) <= PLANE;

  // Points of one's own.

  // Those of the settings, as the kernel has them, or will as soon as it has heard. Where it has others, something else
  // was done, and what was put before can't be undone here.
  const sent = lastSent(() => state.settings.own);
  function given() {
    const now = sent.get().map(one => [...one]);
    if (!editable() || JSON.stringify(now) !== JSON.stringify(own)) past.length = 0;
    own = now;
  }

  let stroke = 0;
  function remember() {  // each is an action of its own, for the Undo of the bar, too
    if (sending !== null) tellPoints();
    stroke += 1;
    past.push(own);
    if (past.length > PLN_UNDONE) past.shift();
    own = [...own];
  }

  let sending = null;
  function changed() {  // many while a pen is drawn: told ten times a second
    points = {train: own.length, test: 0, k: 2, xy: Float32Array.from(own.flat())};
    soon();
    sending ??= setTimeout(tellPoints, pointer === null ? 0 : 100);
  }

  function tellPoints() {
    clearTimeout(sending);
    sending = null;
    sent.put(own.map(one => [...one]));
    send({do: "points", own, stroke});
  }

  function add([x, y]) {
    const most = state.options.most_points;
    if (own.length >= most) return state.announce(`No more than ${counted(most)} points.`);
    const [px, py] = [x, y].map(one => Number(within(one, -PLANE, PLANE).toFixed(2)));
    own.push([px, py, state.cls]);
    changed();
  }

  function undo() {
    if (!past.length) return state.announce("Nothing to undo.");
    if (sending !== null) tellPoints();
    stroke += 1;
    own = past.pop();
    changed();
    state.announce(`Undone: ${own.length} points.`);
  }

  function clear() {
    if (!own.length) return;
    remember();
    own = [];
    changed();
    state.announce("No points.");
  }

  function takeNearest([x, y]) {
    const away = own.map(([a, b]) => Math.hypot(a - x, b - y)), least = Math.min(...away);
    if (!(least < 0.6)) return state.announce("No point is near.");
    remember();
    own.splice(away.indexOf(least), 1);
    changed();
    state.announce(`Taken away: ${own.length} points are left.`);
  }

  canvas.addEventListener("pointerdown", event => {
    if (!editable() || event.button !== 0 || pointer !== null || !inside(placeOf(event))) return;
    event.preventDefault();
    canvas.focus({preventScroll: true});
    keys = false;
    if (state.cls === PLN_AWAY) return takeNearest(placeOf(event));
    canvas.setPointerCapture(event.pointerId);
    pointer = event.pointerId;
    remember();
    add(placeOf(event));
  });
  canvas.addEventListener("pointermove", event => {
    over = inside(placeOf(event)) ? placeOf(event) : null;
    if (event.pointerId === pointer) {
      const [x, y] = placeOf(event), last = own[own.length - 1] || [99, 99];
      if (inside([x, y]) && Math.hypot(x - last[0], y - last[1]) >= PLN_SPACING) add([x, y]);
    }
    tell();
  });
  canvas.addEventListener("pointerleave", () => {
    over = null;
    tell();
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) canvas.addEventListener(end, event => {
    if (event.pointerId === pointer) pointer = null;
  });
  canvas.addEventListener("keydown", event => {
    const control = event.ctrlKey || event.metaKey;
    if (!editable() || event.altKey || (control && event.key.toLowerCase() !== "z")) return;
    if (control) undo();
    else if (event.key in PLN_MOVES) {
      const step = event.shiftKey ? 1 : 0.2;
      cursor = cursor.map((one, axis) => within(one + step * PLN_MOVES[event.key][axis], -PLANE, PLANE));
      over = cursor;
      state.announce(`${shown(cursor[0], 2)}, ${shown(cursor[1], 2)}`);
    } else if (event.key === " " || event.key === "Enter") {
      if (event.repeat) return;
      if (state.cls === PLN_AWAY) takeNearest(cursor);
      else {
        remember();
        add(cursor);
        const at = cursor.map(one => shown(one, 2)).join(", ");
        state.announce(`Point ${own.length}, class ${state.cls}, at ${at}.`);
      }
    } else if (event.key === "Delete" || event.key === "Backspace") takeNearest(cursor);
    else return;
    keys = true;
    soon();
    event.preventDefault();
    event.stopPropagation();
  });
  for (const what of ["focus", "blur"]) canvas.addEventListener(what, soon);

  function chooser() {
    const values = [...regression() ? [-1, -0.5, 0, 0.5, 1] : [0, 1, 2, 3, 4, 5], PLN_AWAY];
    if (!values.includes(state.cls)) state.cls = values[regression() ? 4 : 1];
    classes.replaceChildren();
    for (const value of values) {
      const line = element("label", classes, {class: "cp-check"});
      const input = element("input", line, {type: "radio", name: id, value, ...SUPPRESS});
      input.checked = value === state.cls;
      input.addEventListener("change", () => { state.cls = value; });
      if (value === PLN_AWAY) {
        element("span", line, {}, "take away");
        continue;
      }
      element("span", line, {class: "cp-swatch", "aria-hidden": "true"}).style.background = pointColor(value);
      element("span", line, {}, regression() ? shown(value, 2) : `class ${value}`);
    }
  }

  let chosen = "";
  function settings(s) {
    sent.heard(s.own);
    if (pointer === null && sending === null) given();
    const on = editable();
    if (chosen !== `${on} ${s.problem}`) {
      chosen = `${on} ${s.problem}`;
      tools.hidden = !on;
      if (on) chooser();
      canvas.setAttribute("role", on ? "application" : "img");
      canvas.classList.toggle("cp-editable", on);
      if (on) canvas.setAttribute("tabindex", "0"); else canvas.removeAttribute("tabindex");
      if (on) canvas.setAttribute("aria-describedby", id); else canvas.removeAttribute("aria-describedby");
    }
    discreteToggle.closest("label").hidden = s.problem === "regression";
    buttons();
    list();
    soon();
  }

  function status(t) {
    const text = `What the network answers in the plane. ${t.words || ""}`;
    if (!t.playing && canvas.getAttribute("aria-label") !== text) canvas.setAttribute("aria-label", text);
    buttons();
  }

  function buttons() {
    undoButton.disabled = !past.length;
    clearButton.disabled = !own.length;
  }

  for (const what of ["hovered", "discrete", "showTest", "example"]) state.watch(what, () => {
    list();
    tell();
    soon();
  });
  state.watch("discrete", on => { discreteToggle.checked = on; });
  state.watch("showTest", on => { testToggle.checked = on; });
  const sized = new ResizeObserver(soon);
  sized.observe(canvas);
  return {
    settings, status,
    frame(f) {
      frame = f;
      if (over) tell();
      soon();
    },
    points(p) {
      if (pointer === null && sending === null) points = p;
      tell();
      soon();
    },
    said(message) {
      if (message.say !== "place" || !over) return;
      answered = message.text;
      caption.textContent = answered;
    },
    theme: soon,
    dispose() {
      sized.disconnect();
      clearTimeout(asking);
    },
  };
}

const plnColor = k => [1, 3, 5].map(at => parseInt(CLASS_COLORS[k].slice(at, at + 2), 16));

function plnBeyond({train, test, xy}, all) {
  let count = 0;
  for (let n = 0; n < train + (all ? test : 0); n++) {
    if (Math.max(Math.abs(xy[3 * n]), Math.abs(xy[3 * n + 1])) > PLANE) count += 1;
  }
  return count;
}
