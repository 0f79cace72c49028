// A stage on which a scene moves: a field, lines and points, drawn from the numbers that the kernel sends. Each picture
// is drawn once, in the next frame of the screen, and the kernel is told how far that is: it runs a few ahead at most.
// Where points may be put, with mouse, finger or keys, the kernel gets all of them whenever it has taken in the last.

const EDGE = {left: 34, right: 10, top: 10, bottom: 34}, MOST_UNDONE = 100, TOLD_MS = 100, LOST_MS = 5000;
const HELP = "Click or drag to put points, or keys: arrows move (Shift: farther), Space or Enter puts a point, "
  + "Delete clears, Ctrl+Z undoes.";
const MOVES = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]};
const INK = "#2B2F36", QUIET = "#5A616B", LINE = "#D9DDE3", MARK = "#2B2F36", CURSOR = "#D55E00";
const stages = new Map();  // what the views of a stage in this page share, by its key

function element(kind, parent, attributes = {}, text = "") {
  const made = document.createElement(kind);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  parent.append(made);
  return made;
}

const counted = count => count === 1 ? "1 point" : `${count || "no"} points`;
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
function unpacked({layers = [], data}) {
  if (!layers.length) return [];
  const all = new Float32Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength));
  let at = 0;
  return layers.map(layer => {
    const size = layer.shape.reduce((a, b) => a * b, 1);
    at += size;
    return {...layer, numbers: all.subarray(at - size, at)};
  });
}

// The points of a stage. The kernel is sent all of them, and the next change only when it has taken them in; what it
// gives of its own (Reset, or code) comes before whatever was put meanwhile, and can be undone, too.
class Points {
  constructor(model) {
    [this.model, this.all, this.past, this.given] = [model, model.get("given").points, [], model.get("given")];
    [this.by, this.turn, this.sent, this.waits] = [crypto.getRandomValues(new Uint32Array(2)).join("-"), 0, 0, null];
    this.views = new Set();
  }

  remember() {
    this.past.push(this.all);
    if (this.past.length > MOST_UNDONE) this.past.shift();
  }

  change(all) {
    this.all = all;
    this.turn += 1;
    if (this.waits === null || performance.now() - this.waits > LOST_MS) this.send();
    this.show();
  }

  send() {
    [this.sent, this.waits] = [this.turn, performance.now()];
    this.model.send({points: this.all, of: this.given.number, by: this.by, turn: this.turn});
  }

  // What the kernel says; whether points came that nobody put here.
  hear() {
    const given = this.model.get("given");
    if (given === this.given) return false;  // another view has heard it
    this.given = given;
    if (given.by === this.by) {
      if (given.turn !== this.sent) return false;
      if (this.turn !== this.sent) {
        this.send();
        return false;
      }
    }
    this.waits = null;
    if (JSON.stringify(given.points) === JSON.stringify(this.all)) return false;
    this.remember();
    this.all = given.points;
    this.show();
    return true;
  }

  show() { for (const view of this.views) view(); }
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

  const context = canvas.getContext("2d"), small = document.createElement("canvas"), key = model.get("key");
  if (!stages.has(key)) stages.set(key, new Points(model));
  const points = stages.get(key);
  let head = {}, layers = [], listed = "", waiting = false, box = {left: 0, top: 0, w: 1, h: 1};
  let told = -1, toldAt = -1e9, telling = null;
  let pointer = null, keys = false, cursor = null, width = 0, height = 0;

  // Where the scene lies: as large as fits, a unit as long in x as in y. From the plane to the canvas, and back.
  function measure() {
    const free = [width - EDGE.left - EDGE.right, height - EDGE.top - EDGE.bottom];
    const sides = [head.x[1] - head.x[0], head.y[1] - head.y[0]];
    const unit = Math.min(free[0] / sides[0], free[1] / sides[1]), [w, h] = sides.map(side => unit * side);
    box = {left: EDGE.left + (free[0] - w) / 2, top: EDGE.top + (free[1] - h) / 2, w, h};
  }
  const toX = x => box.left + (x - head.x[0]) / (head.x[1] - head.x[0]) * box.w;
  const toY = y => box.top + (head.y[1] - y) / (head.y[1] - head.y[0]) * box.h;
  const fromX = px => head.x[0] + (px - box.left) / box.w * (head.x[1] - head.x[0]);
  const fromY = py => head.y[1] - (py - box.top) / box.h * (head.y[1] - head.y[0]);

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
    const dx = box.w / (columns - 1), dy = box.h / (rows - 1);
    context.imageSmoothingEnabled = true;
    context.drawImage(small, box.left - dx / 2, box.top - dy / 2, box.w + dx, box.h + dy);
  }

  function drawLines({shape: [count, length], numbers, color, width: thick}) {
    context.strokeStyle = color;
    context.lineWidth = thick;
    context.lineJoin = "round";
    context.beginPath();
    for (let k = 0, at = 0; k < count; k++) {
      for (let m = 0, begun = false; m < length; m++, at += 2) {
        const [x, y] = [toX(numbers[at]), toY(numbers[at + 1])];
        if (!Number.isFinite(x + y)) { begun = false; continue; }
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
    const arrows = [], r = size / 2, {left, top, w, h} = box;
    context.beginPath();
    for (let k = 0; k < count; k++) {
      const [x, y] = [toX(numbers[2 * k]), toY(numbers[2 * k + 1])];
      if (!Number.isFinite(x + y)) continue;
      const beyond = [left - x, x - left - w, top - y, y - top - h], most = Math.max(...beyond);
      if (most > 1e-3) arrows.push([within(x, left, left + w), within(y, top, top + h), beyond.indexOf(most)]);
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
    const {left, top, w, h} = box, [nameX, nameY] = head.names;
    context.font = "11px sans-serif";
    context.fillStyle = QUIET;
    context.textAlign = "center";
    context.textBaseline = "top";
    for (const x of ticks(head.x)) context.fillText(`${x}`.replace("-", "−"), toX(x), top + h + 6);
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const y of ticks(head.y)) context.fillText(`${y}`.replace("-", "−"), left - 6, toY(y));
    context.font = "italic 13px serif";
    context.fillStyle = INK;
    context.textAlign = "center";
    context.textBaseline = "bottom";
    context.fillText(nameX, left + w / 2, top + h + EDGE.bottom - 1);
    context.textAlign = "left";
    context.fillText(nameY, left - EDGE.left + 2, top + h / 2 - 8);
    context.strokeStyle = LINE;
    context.lineWidth = 1;
    context.strokeRect(left - 0.5, top - 0.5, w + 1, h + 1);
  }

  function drawMarks() {
    if (!model.get("editable")) return;
    context.beginPath();
    for (const [x, y] of points.all) put("cross", toX(x), toY(y), 3.5);
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
    measure();
    const sharp = window.devicePixelRatio || 1, [w, h] = [Math.round(width * sharp), Math.round(height * sharp)];
    if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
    context.setTransform(w / width, 0, 0, h / height, 0, 0);
    context.fillStyle = "#FFFFFF";
    context.fillRect(0, 0, width, height);
    context.save();
    context.beginPath();
    context.rect(box.left, box.top, box.w, box.h);
    context.clip();
    for (const layer of layers) if (layer.kind === "field") drawField(layer);
    for (const layer of layers) if (layer.kind === "lines") drawLines(layer);
    context.restore();
    drawAxes();
    for (const layer of layers) if (layer.kind === "points") drawPoints(layer);
    drawMarks();
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
    head = model.get("picture");
    layers = unpacked(head);
    note.textContent = head.note || "";
    list();
    soon();
  }

  // Points, put with mouse, pen or finger …

  function say(words) {  // in a new element: a screen reader reads the same words again
    voice.replaceChildren();
    element("span", voice, {}, words);
  }

  // Between which numbers a point may lie, in x and in y; the place there nearest to (x, y).
  const limits = () => [head.x, head.y].map(ends => model.get("bounds").map(one => within(one, ...ends)));
  const allowed = (...place) => limits().map((ends, k) =>
    within(Number(within(place[k], ...ends).toFixed(2)), ...ends) + 0);

  function add(x, y, first) {
    const most = model.get("most");
    if (points.all.length >= most) return first && say(`No more than ${counted(most)}.`);
    if (first) points.remember();
    const place = allowed(x, y);
    points.change([...points.all, place]);
    const last = points.all.length === most ? "; there can be no more" : "";
    say(`Point ${points.all.length} at ${place.join(", ")}${last}.`);
  }

  const place = event => {
    const edge = canvas.getBoundingClientRect();
    return [fromX(event.clientX - edge.left - canvas.clientLeft), fromY(event.clientY - edge.top - canvas.clientTop)];
  };

  canvas.addEventListener("pointerdown", event => {
    if (!model.get("editable") || event.button !== 0 || pointer !== null) return;
    event.preventDefault();
    canvas.focus({preventScroll: true});
    canvas.setPointerCapture(event.pointerId);
    [pointer, keys] = [event.pointerId, false];
    add(...place(event), true);
  });
  canvas.addEventListener("pointermove", event => {
    if (event.pointerId !== pointer || !model.get("editable")) return;
    const [x, y] = allowed(...place(event)), [lastX, lastY] = points.all.at(-1) || [Infinity, Infinity];
    if (Math.hypot(x - lastX, y - lastY) >= model.get("spacing")) add(x, y);
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) canvas.addEventListener(end, event => {
    if (event.pointerId === pointer) pointer = null;
  });

  // … or with the keyboard, where a cursor stands.

  function undo() {
    pointer = null;  // a stroke ends here
    if (!points.past.length) return say(`Nothing to undo: ${counted(points.all.length)}.`);
    points.change(points.past.pop());
    say(`Undone: ${counted(points.all.length)}.`);
  }

  function clear() {
    pointer = null;
    if (points.all.length) {
      points.remember();
      points.change([]);
    }
    say("Cleared: no points.");
  }

  canvas.addEventListener("keydown", event => {
    const control = event.ctrlKey || event.metaKey;
    if (!model.get("editable") || event.altKey || (control && event.key.toLowerCase() !== "z")) return;
    cursor ??= limits().map(([low, high]) => (low + high) / 2);
    if (control) undo();
    else if (event.key in MOVES) {
      for (const [axis, ends] of limits().entries()) {
        const step = (ends[1] - ends[0]) / 60 * (event.shiftKey ? 5 : 1);
        cursor[axis] = within(cursor[axis] + MOVES[event.key][axis] * step, ...ends);
      }
      say(`${allowed(...cursor).join(", ")}.`);
    } else if (event.key === " " || event.key === "Enter") {
      if (!event.repeat) add(...cursor, true);
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

  function follow() {
    if (points.hear() && model.get("editable")) say(`Now ${counted(points.all.length)}.`);
  }

  const heard = {"change:picture": take, "change:label": role, "change:editable": role, "change:given": follow};
  for (const [what, act] of Object.entries(heard)) model.on(what, act);
  const sized = new ResizeObserver(soon);
  sized.observe(canvas);
  points.views.add(soon);
  role();
  take();
  return () => {
    for (const [what, act] of Object.entries(heard)) model.off(what, act);
    sized.disconnect();
    clearTimeout(telling);
    points.views.delete(soon);
    if (points.views.size) return;
    stages.delete(key);
    if (points.turn !== points.sent) points.send();
    model.send({left: true});  // nobody looks any more
  };
}

export default {render};
