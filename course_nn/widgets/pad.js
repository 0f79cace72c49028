// A pad to draw on with mouse, pen, finger or keys. What is drawn lies in a bitmap of SIDE x SIDE squares; it goes to the
// kernel packed, eight squares a byte, row by row, at most once for each picture of the screen.

const SIDE = 32, SHOWN = 256, MOST_UNDONE = 100;
const HELP = "Mouse or finger, or keys: arrows move (Shift: four squares), Space or Enter puts the pen down or up, "
  + "Delete clears, Ctrl+Z undoes.";
const MOVES = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};

function pack(ink) {
  const bytes = new Uint8Array(SIDE * SIDE / 8);
  ink.forEach((one, k) => { if (one) bytes[k >> 3] |= 128 >> (k & 7); });
  return bytes;
}

function unpack(value) {
  const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return Uint8Array.from({length: SIDE * SIDE}, (_, k) => (bytes[k >> 3] >> (7 - (k & 7))) & 1);
}

// Ink where the middle of a square lies within the pen's radius of the line from a to b.
function stroke(ink, a, b, radius) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]], length = Math.max(dx * dx + dy * dy, 1e-12);
  for (let row = 0; row < SIDE; row++) for (let column = 0; column < SIDE; column++) {
    const [x, y] = [column + 0.5 - a[0], row + 0.5 - a[1]];
    const along = Math.min(Math.max((x * dx + y * dy) / length, 0), 1);
    if ((x - along * dx) ** 2 + (y - along * dy) ** 2 <= radius ** 2) ink[row * SIDE + column] = 1;
  }
}

function element(kind, parent, attributes = {}, text = "") {
  const made = document.createElement(kind);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  parent.append(made);
  return made;
}

function render({model, el}) {
  const id = `course-nn-pad-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
  el.classList.add("course-nn-pad");
  element("div", el, {class: "course-nn-pad-label"}, model.get("label"));
  // Without this attribute JupyterLab takes the keys for its own.
  const canvas = element("canvas", el, {
    tabindex: 0, role: "application", "aria-label": model.get("label"), "aria-describedby": id,
    "data-lm-suppress-shortcuts": "true"});
  const buttons = element("div", el, {class: "course-nn-pad-buttons"});
  const undoButton = element("button", buttons, {type: "button", class: "jupyter-button"}, "Undo");
  const clearButton = element("button", buttons, {type: "button", class: "jupyter-button"}, "Clear");
  element("div", el, {id, class: "course-nn-pad-help"}, HELP);
  const voice = element("div", el, {class: "course-nn-pad-voice", role: "status"});

  const context = canvas.getContext("2d"), square = SHOWN / SIDE;
  const past = [], cursor = [SIDE / 2, SIDE / 2];
  let ink = unpack(model.get("value")), pointer = null, last = null, down = false, keys = false, waiting = false;

  function paint() {
    const sharp = window.devicePixelRatio || 1;
    if (canvas.width !== Math.round(SHOWN * sharp)) canvas.width = canvas.height = Math.round(SHOWN * sharp);
    context.setTransform(canvas.width / SHOWN, 0, 0, canvas.width / SHOWN, 0, 0);
    context.fillStyle = "#FFFFFF";
    context.fillRect(0, 0, SHOWN, SHOWN);
    context.fillStyle = "#D9DDE3";
    for (let k = 4; k < SIDE; k += 4) {
      context.fillRect(k * square, 0, 1, SHOWN);
      context.fillRect(0, k * square, SHOWN, 1);
    }
    context.fillStyle = "#2B2F36";
    ink.forEach((one, k) => {
      if (one) context.fillRect((k % SIDE) * square, Math.floor(k / SIDE) * square, square, square);
    });
    if (keys && document.activeElement === canvas) {
      const [x, y] = [(cursor[0] + 0.5) * square, (cursor[1] + 0.5) * square];
      for (const [color, width] of [["#FFFFFF", 5], ["#D55E00", 2.5]]) {
        context.strokeStyle = color;
        context.lineWidth = width;
        context.beginPath();
        context.arc(x, y, down ? 6 : 9, 0, 7);
        context.stroke();
      }
    }
  }

  function flush() {
    waiting = false;
    paint();
    const packed = pack(ink), known = model.get("value");
    if (pack(unpack(known)).every((byte, k) => byte === packed[k])) return;
    model.set("value", new DataView(packed.buffer));
    model.save_changes();
  }

  function changed() {
    if (!waiting) requestAnimationFrame(flush);
    waiting = true;
  }

  function remember() {
    past.push(ink.slice());
    if (past.length > MOST_UNDONE) past.shift();
  }

  function say(words) { voice.textContent = words; }

  function undo() {
    if (pointer !== null) return;
    liftPen();
    if (past.length) ink = past.pop();
    say(past.length ? "Undone." : "Undone as far as it goes.");
    changed();
  }

  function clear() {
    liftPen();
    if (ink.includes(1)) remember();
    ink = new Uint8Array(SIDE * SIDE);
    say("Cleared.");
    changed();
  }

  // With the mouse, a pen or a finger.

  function place(event) {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left - canvas.clientLeft) / canvas.clientWidth * SIDE,
      (event.clientY - box.top - canvas.clientTop) / canvas.clientHeight * SIDE];
  }

  canvas.addEventListener("pointerdown", event => {
    if (event.button !== 0 || pointer !== null) return;
    event.preventDefault();
    canvas.focus({preventScroll: true});
    canvas.setPointerCapture(event.pointerId);
    [pointer, keys] = [event.pointerId, false];
    liftPen();
    remember();
    last = place(event);
    stroke(ink, last, last, model.get("pen"));
    changed();
  });
  canvas.addEventListener("pointermove", event => {
    if (event.pointerId !== pointer) return;
    const between = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    for (const one of between.length ? between : [event]) {
      const next = place(one);
      stroke(ink, last, next, model.get("pen"));
      last = next;
    }
    changed();
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) canvas.addEventListener(end, event => {
    if (event.pointerId === pointer) pointer = null;
  });

  // With the keyboard: a cursor that draws while the pen is down.

  const middle = () => [cursor[0] + 0.5, cursor[1] + 0.5];
  const where = () => `column ${cursor[0] + 1}, row ${cursor[1] + 1}`;

  function liftPen() { down = false; }

  function turnPen() {
    down = !down;
    if (down) {
      remember();
      stroke(ink, middle(), middle(), model.get("pen"));
    }
    say(`Pen ${down ? "down" : "up"}, ${where()}.`);
    changed();
  }

  function move([dx, dy], squares) {
    const from = middle();
    cursor[0] = Math.min(Math.max(cursor[0] + dx * squares, 0), SIDE - 1);
    cursor[1] = Math.min(Math.max(cursor[1] + dy * squares, 0), SIDE - 1);
    if (down) stroke(ink, from, middle(), model.get("pen"));
    say(`${down ? "Drawing, " : ""}${where()}.`);
    changed();
  }

  canvas.addEventListener("keydown", event => {
    const control = event.ctrlKey || event.metaKey;
    if (event.altKey || (control && event.key.toLowerCase() !== "z")) return;
    if (control) undo();
    else if (event.key in MOVES) move(MOVES[event.key], event.shiftKey ? 4 : 1);
    else if (event.key === " " || event.key === "Enter") { if (!event.repeat) turnPen(); }
    else if (event.key === "Delete" || event.key === "Backspace") clear();
    else return;
    keys = true;
    event.preventDefault();
    event.stopPropagation();
  });
  canvas.addEventListener("keyup", () => { if (!keys) { keys = true; paint(); } });
  canvas.addEventListener("focus", paint);
  canvas.addEventListener("blur", () => { liftPen(); paint(); });
  undoButton.addEventListener("click", undo);
  clearButton.addEventListener("click", clear);

  // What comes from the kernel (Reset, or code) can be undone, too.
  function follow() {
    const given = unpack(model.get("value"));
    if (pointer !== null || waiting || given.every((one, k) => one === ink[k])) return;
    remember();
    ink = given;
    liftPen();
    paint();
  }
  model.on("change:value", follow);
  paint();
  return () => model.off("change:value", follow);
}

export default {render};
