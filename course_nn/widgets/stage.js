// A stage on which a scene moves: a field, lines and points, drawn from the numbers that the kernel sends. Each picture
// is drawn once, in the next frame of the screen, and the kernel is told how far that is: it runs a few ahead at most.
// Where marks may be put, with mouse, finger or keys, the kernel gets their places.

const EDGE = {left: 34, right: 10, top: 10, bottom: 34}, MOST_UNDONE = 100, TOLD_MS = 100;
const HELP = "Click or drag to put points, or keys: arrows move (Shift: farther), Space or Enter puts a point, "
  + "Delete clears, Ctrl+Z undoes.";
const MOVES = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]};
const INK = "#2B2F36", QUIET = "#5A616B", LINE = "#D9DDE3", MARK = "#2B2F36", CURSOR = "#D55E00";
const views = new Map();  // how often each stage is shown, by its key

function element(kind, parent, attributes = {}, text = "") {
  const made = document.createElement(kind);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  parent.append(made);
  return made;
}

const rgb = color => [1, 3, 5].map(k => parseInt(color.slice(k, k + 2), 16));
const within = (value, low, high) => Math.min(Math.max(value, low), high);

// Round numbers along an axis, at most seven.
function ticks([low, high]) {
  const rough = (high - low) / 6, ten = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(k => k * ten).find(k => k >= rough * 0.999);
  const first = Math.ceil(low / step - 1e-9), count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({length: count}, (_, k) => Number(((first + k) * step).toPrecision(6)));
}

// The numbers of each layer, one after the other.
function unpacked(head, view) {
  const all = new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
  let at = 0;
  return (head.layers || []).map(layer => {
    const size = layer.shape.reduce((a, b) => a * b, 1);
    at += size;
    return {...layer, numbers: all.subarray(at - size, at)};
  });
}

function render({model, el}) {
  const id = `course-nn-stage-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
  el.classList.add("course-nn-stage");
  // Without the last attribute JupyterLab takes the keys for its own.
  const canvas = element("canvas", el, {"data-lm-suppress-shortcuts": "true"});
  const side = element("div", el, {class: "course-nn-stage-side"});
  const legend = element("ul", side, {class: "course-nn-stage-legend"});
  const note = element("div", side, {class: "course-nn-stage-note"});
  const tools = element("div", side, {class: "course-nn-stage-tools"});
  const buttons = element("div", tools, {class: "course-nn-stage-buttons"});
  const undoButton = element("button", buttons, {type: "button", class: "jupyter-button"}, "Undo");
  const clearButton = element("button", buttons, {type: "button", class: "jupyter-button"}, "Clear");
  element("div", tools, {id, class: "course-nn-stage-help"}, HELP);
  const voice = element("div", el, {class: "course-nn-stage-voice", role: "status"});

  const context = canvas.getContext("2d"), small = document.createElement("canvas"), past = [];
  let marks = model.get("marks"), head = {}, layers = [], listed = "", waiting = false;
  let told = -1, toldAt = -1e9, telling = null;
  let pointer = null, keys = false, cursor = null, width = 0, height = 0;

  // From the plane to the canvas, and back.
  const span = () => [width - EDGE.left - EDGE.right, height - EDGE.top - EDGE.bottom];
  const toX = x => EDGE.left + (x - head.x[0]) / (head.x[1] - head.x[0]) * span()[0];
  const toY = y => EDGE.top + (head.y[1] - y) / (head.y[1] - head.y[0]) * span()[1];
  const fromX = px => head.x[0] + (px - EDGE.left) / span()[0] * (head.x[1] - head.x[0]);
  const fromY = py => head.y[1] - (py - EDGE.top) / span()[1] * (head.y[1] - head.y[0]);

  function drawField({shape: [rows, columns], numbers, low, high, colors}) {
    if (small.width !== columns || small.height !== rows) [small.width, small.height] = [columns, rows];
    const image = small.getContext("2d").createImageData(columns, rows), [first, middle, last] = colors.map(rgb);
    for (let row = 0; row < rows; row++) for (let column = 0; column < columns; column++) {
      const value = numbers[(rows - 1 - row) * columns + column];  // the lowest y is the last row of an image
      const t = Number.isNaN(value) ? 0.5 : within((value - low) / (high - low), 0, 1);
      const [from, to, part] = t < 0.5 ? [first, middle, 2 * t] : [middle, last, 2 * t - 1];
      const at = 4 * (row * columns + column);
      for (let k = 0; k < 3; k++) image.data[at + k] = from[k] + part * (to[k] - from[k]);
      image.data[at + 3] = 255;
    }
    small.getContext("2d").putImageData(image, 0, 0);
    const [w, h] = span(), dx = w / (columns - 1), dy = h / (rows - 1);
    context.imageSmoothingEnabled = true;
    context.drawImage(small, EDGE.left - dx / 2, EDGE.top - dy / 2, w + dx, h + dy);
  }

  function drawLines({shape: [count, length], numbers, color, width: thick}) {
    context.strokeStyle = color;
    context.lineWidth = thick;
    context.lineJoin = "round";
    context.beginPath();
    for (let k = 0, at = 0; k < count; k++) {
      for (let m = 0, begun = false; m < length; m++, at += 2) {
        const [x, y] = [toX(numbers[at]), toY(numbers[at + 1])];
        if (!Number.isFinite(x + y) || Math.abs(x) > 1e6 || Math.abs(y) > 1e6) { begun = false; continue; }
        if (begun) context.lineTo(x, y); else context.moveTo(x, y);
        begun = true;
      }
    }
    context.stroke();
  }

  function put(marker, x, y, r) {
    if (marker === "cross") {
      context.moveTo(x - r, y - r);
      context.lineTo(x + r, y + r);
      context.moveTo(x - r, y + r);
      context.lineTo(x + r, y - r);
    } else if (marker === "square") context.rect(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r);
    else {
      context.moveTo(x + r, y);
      context.arc(x, y, r, 0, 7);
    }
  }

  function finish(marker, color) {
    context.fillStyle = color;
    context.strokeStyle = marker === "cross" ? color : "#FFFFFF";
    context.lineWidth = marker === "cross" ? 1.6 : 0.8;
    context.stroke();
    if (marker !== "cross") context.fill();
  }

  // Points within; one beyond an edge is an arrow there.
  function drawPoints({shape: [count], numbers, color, marker, size}) {
    const arrows = [], r = size / 2, [w, h] = span();
    context.beginPath();
    for (let k = 0; k < count; k++) {
      const [x, y] = [toX(numbers[2 * k]), toY(numbers[2 * k + 1])];
      if (!Number.isFinite(x + y)) continue;
      const beyond = [EDGE.left - x, x - EDGE.left - w, EDGE.top - y, y - EDGE.top - h], most = Math.max(...beyond);
      if (most > 1e-3) arrows.push([within(x, EDGE.left, EDGE.left + w), within(y, EDGE.top, EDGE.top + h),
        beyond.indexOf(most)]);
      else put(marker, x, y, r);
    }
    finish(marker, color);
    context.beginPath();
    for (const [x, y, way] of arrows) {
      const [dx, dy] = [[-1, 0], [1, 0], [0, -1], [0, 1]][way], s = r + 1.5;
      context.moveTo(x + s * dx, y + s * dy);
      context.lineTo(x - s * dx + s * dy, y - s * dy + s * dx);
      context.lineTo(x - s * dx - s * dy, y - s * dy - s * dx);
      context.closePath();
    }
    finish("arrow", color);
  }

  function drawAxes() {
    const [w, h] = span(), [nameX, nameY] = head.names;
    context.font = "11px sans-serif";
    context.fillStyle = QUIET;
    context.textAlign = "center";
    context.textBaseline = "top";
    for (const x of ticks(head.x)) context.fillText(`${x}`.replace("-", "−"), toX(x), EDGE.top + h + 6);
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const y of ticks(head.y)) context.fillText(`${y}`.replace("-", "−"), EDGE.left - 6, toY(y));
    context.font = "italic 13px serif";
    context.fillStyle = INK;
    context.textAlign = "center";
    context.textBaseline = "bottom";
    context.fillText(nameX, EDGE.left + w / 2, height - 1);
    context.textAlign = "left";
    context.fillText(nameY, 2, EDGE.top + h / 2 - 8);
    context.strokeStyle = LINE;
    context.lineWidth = 1;
    context.strokeRect(EDGE.left - 0.5, EDGE.top - 0.5, w + 1, h + 1);
  }

  function drawMarks() {
    if (!model.get("editable")) return;
    context.beginPath();
    for (const [x, y] of marks) put("cross", toX(x), toY(y), 3.5);
    finish("cross", MARK);
    if (!keys || document.activeElement !== canvas) return;
    for (const [color, thick] of [["#FFFFFF", 5], [CURSOR, 2.5]]) {
      context.strokeStyle = color;
      context.lineWidth = thick;
      context.beginPath();
      context.arc(toX(cursor[0]), toY(cursor[1]), 9, 0, 7);
      context.stroke();
    }
  }

  function paint() {
    waiting = false;
    [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (!width || !head.x) return;
    const sharp = window.devicePixelRatio || 1, [w, h] = [Math.round(width * sharp), Math.round(height * sharp)];
    if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
    context.setTransform(w / width, 0, 0, h / height, 0, 0);
    context.fillStyle = "#FFFFFF";
    context.fillRect(0, 0, width, height);
    context.save();
    context.beginPath();
    context.rect(EDGE.left, EDGE.top, ...span());
    context.clip();
    for (const layer of layers) if (layer.kind === "field") drawField(layer);
    for (const layer of layers) if (layer.kind === "lines") drawLines(layer);
    context.restore();
    for (const layer of layers) if (layer.kind === "points") drawPoints(layer);
    drawMarks();
    drawAxes();
    if (told !== head.number && telling === null) {
      telling = setTimeout(tell, Math.max(0, toldAt + TOLD_MS - performance.now()));
    }
  }

  function tell() {
    [telling, told, toldAt] = [null, head.number, performance.now()];
    model.send({shown: told});
  }

  function soon() {
    if (!waiting) requestAnimationFrame(paint);
    waiting = true;
  }

  // What the colors and markers mean, built anew only when that changes.
  function list() {
    const rows = layers.flatMap(layer => layer.kind !== "field" ? [[layer.kind, layer.color, layer.marker, layer.name]]
      : layer.ends.map((end, k) => ["field", layer.colors[2 * k], "", `${layer.name}: ${end}`]));
    if (model.get("editable")) rows.push(["points", MARK, "cross", "your points"]);
    if (listed === JSON.stringify(rows)) return;
    listed = JSON.stringify(rows);
    legend.replaceChildren();
    for (const [kind, color, marker, name] of rows) {
      const row = element("li", legend);
      const sign = element("span", row, {"aria-hidden": "true", class: `course-nn-stage-${marker || kind}`});
      sign.style.color = color;
      element("span", row, {}, name);
    }
  }

  function role() {
    const editable = model.get("editable"), label = model.get("label");
    const set = {role: editable ? "application" : "img", "aria-label": label, "aria-describedby": editable ? id : null,
      tabindex: editable ? 0 : null};
    for (const [name, value] of Object.entries(set)) {
      if (value === null) canvas.removeAttribute(name);
      else if (canvas.getAttribute(name) !== `${value}`) canvas.setAttribute(name, value);
    }
    tools.style.visibility = editable ? "visible" : "hidden";
    el.classList.toggle("course-nn-stage-editable", editable);
    list();
    soon();
  }

  function take() {
    head = model.get("head");
    layers = unpacked(head, model.get("data"));
    note.textContent = head.note || "";
    list();
    soon();
  }

  // Marks, put with mouse, pen or finger …

  function say(words) { voice.textContent = words; }

  function remember() {
    past.push(marks);
    if (past.length > MOST_UNDONE) past.shift();
  }

  function changed(next) {
    marks = next;
    model.set("marks", marks);
    model.save_changes();
    soon();
  }

  function add(x, y) {
    if (marks.length >= model.get("most")) return say(`No more than ${model.get("most")} points.`);
    const [px, py] = [within(x, ...head.x), within(y, ...head.y)].map(one => Number(one.toFixed(2)));
    changed([...marks, [px, py]]);
    say(`Point ${marks.length} at ${px}, ${py}.`);
  }

  const place = event => {
    const box = canvas.getBoundingClientRect();
    return [fromX(event.clientX - box.left - canvas.clientLeft), fromY(event.clientY - box.top - canvas.clientTop)];
  };

  canvas.addEventListener("pointerdown", event => {
    if (!model.get("editable") || event.button !== 0 || pointer !== null) return;
    event.preventDefault();
    canvas.focus({preventScroll: true});
    canvas.setPointerCapture(event.pointerId);
    [pointer, keys] = [event.pointerId, false];
    remember();
    add(...place(event));
  });
  canvas.addEventListener("pointermove", event => {
    if (event.pointerId !== pointer) return;
    const [x, y] = place(event), [lastX, lastY] = marks.at(-1) || [Infinity, Infinity];
    if (Math.hypot(x - lastX, y - lastY) >= model.get("spacing")) add(x, y);
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) canvas.addEventListener(end, event => {
    if (event.pointerId === pointer) pointer = null;
  });

  // … or with the keyboard, where a cursor stands.

  function undo() {
    if (pointer !== null || !past.length) return say("Nothing to undo.");
    changed(past.pop());
    say("Undone.");
  }

  function clear() {
    if (marks.length) remember();
    changed([]);
    say("Cleared.");
  }

  canvas.addEventListener("keydown", event => {
    const control = event.ctrlKey || event.metaKey;
    if (!model.get("editable") || event.altKey || (control && event.key.toLowerCase() !== "z")) return;
    cursor ??= [(head.x[0] + head.x[1]) / 2, (head.y[0] + head.y[1]) / 2];
    if (control) undo();
    else if (event.key in MOVES) {
      for (const [axis, ends] of [head.x, head.y].entries()) {
        const step = (ends[1] - ends[0]) / 60 * (event.shiftKey ? 5 : 1);
        cursor[axis] = within(cursor[axis] + MOVES[event.key][axis] * step, ...ends);
      }
      say(cursor.map(one => one.toFixed(1)).join(", "));
    } else if (event.key === " " || event.key === "Enter") {
      if (!event.repeat) {
        remember();
        add(...cursor);
      }
    } else if (event.key === "Delete" || event.key === "Backspace") clear();
    else return;
    keys = true;
    soon();
    event.preventDefault();
    event.stopPropagation();
  });
  canvas.addEventListener("focus", soon);
  canvas.addEventListener("blur", soon);
  undoButton.addEventListener("click", undo);
  clearButton.addEventListener("click", clear);

  // What comes from the kernel (Reset, or code) can be undone, too.
  function follow() {
    const given = model.get("marks");
    if (pointer !== null || JSON.stringify(given) === JSON.stringify(marks)) return;
    remember();
    marks = given;
    soon();
  }

  const heard = {"change:head": take, "change:label": role, "change:editable": role, "change:marks": follow};
  for (const [what, act] of Object.entries(heard)) model.on(what, act);
  const sized = new ResizeObserver(soon);
  sized.observe(canvas);
  const key = model.get("key");
  views.set(key, (views.get(key) || 0) + 1);
  role();
  take();
  return () => {
    for (const [what, act] of Object.entries(heard)) model.off(what, act);
    sized.disconnect();
    clearTimeout(telling);
    views.set(key, views.get(key) - 1);
    if (!views.get(key)) model.send({left: true});  // nobody looks any more
  };
}

export default {render};
