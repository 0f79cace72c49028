// What all parts of the page use: elements, colors, numbers in words, and the state that they share.

const PLANE = 6;  // the plane reaches so far from 0
const NEGATIVE = [237, 177, 132], MIDDLE = [255, 255, 255], POSITIVE = [132, 185, 220];  // of maps: orange, white, blue
const CLASS_COLORS = ["#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];    // class 0, 1, 2, …
const SUPPRESS = {"data-lm-suppress-shortcuts": "true"};  // without it JupyterLab takes the keys for its own

const within = (value, low, high) => Math.min(Math.max(value, low), high);
const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

// element("button", parent, {type: "button", class: "x"}, "text"); attributes that are null are left out.
function element(kind, parent, attributes = {}, text = "") {
  const made = document.createElement(kind);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(name, value);
  if (text) made.textContent = text;
  if (parent) parent.append(made);
  return made;
}

function button(parent, text, label, act, attributes = {}) {
  const made = element("button", parent, {type: "button", class: "cp-button", ...SUPPRESS, ...attributes}, text);
  if (label && !/[a-z]/i.test(text)) made.setAttribute("aria-label", label);  // a word is its own name
  made.title = label || text;
  made.addEventListener("click", act);
  return made;
}

// A field: what is typed goes to `take` with Enter, or when the field is left; until then it stays. JupyterLab keeps
// Enter from doing so by itself. `present` is what there is.
function typed(input, take, present) {
  let typing = false;
  const done = () => {
    if (!typing) return;
    typing = false;
    take(input.value);
  };
  input.addEventListener("input", () => { typing = true; });
  input.addEventListener("change", done);
  input.addEventListener("keydown", event => {
    if (event.key !== "Enter") return;
    event.stopPropagation();
    done();
  });
  input.addEventListener("blur", () => { input.value = present(); });
  return {show: value => { if (!typing) input.value = value; }};
}

// The same for a number; what is none goes back to what there is.
function typedNumber(input, take, present) {
  const number = text => {
    if (text !== "" && Number.isFinite(Number(text))) take(Number(text));
    else input.value = present();
  };
  return typed(input, number, present);
}

// What a control builds on: the last value that was sent as long as the kernel has not answered it, else what there
// is. Without it the second of two quick clicks would take back the first.
function lastSent(present) {
  const sent = [];
  return {
    get: () => sent.length ? sent[sent.length - 1] : present(),
    put: value => { sent.push(value); },
    heard(value) {
      const at = sent.findIndex(one => JSON.stringify(one) === JSON.stringify(value));
      sent.splice(0, at < 0 ? sent.length : at + 1);
    },
  };
}

// Three to four digits, with a true minus: 0.0312, −1.25, 1.2e−7.
function shown(value, digits = 3) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-4 || size >= 1e6) ? value.toExponential(digits - 1)
    : `${Number(value.toPrecision(digits))}`;
  return text.replaceAll("-", "−");
}

const counted = value => Math.round(value).toLocaleString("en-US");

// Cut, not rounded, as the kernel's sentences have them (`numbers.py`): 100 % is all, and 100 epochs are complete.
const percent = share => `${(Math.floor(1000 * share + 1e-9) / 10).toFixed(1)} %`;
const epochsOf = value => value >= 100 ? counted(Math.floor(value + 1e-4)) : `${Math.floor(100 * value + 0.01) / 100}`;

// The color of a byte 0 … 255 of a map: orange below, white in the middle, blue above.
const RAMP = Uint8ClampedArray.from({length: 768}, (_, at) => {
  const t = Math.floor(at / 3) / 127.5 - 1, end = t < 0 ? NEGATIVE : POSITIVE, k = at % 3;
  return MIDDLE[k] + Math.abs(t) * (end[k] - MIDDLE[k]);
});

// A map (places × places bytes, the lowest y first) as a picture on a canvas of that many pixels, the lowest y below.
function paintMap(canvas, bytes, places, discrete = false) {
  if (canvas.width !== places || canvas.height !== places) [canvas.width, canvas.height] = [places, places];
  const context = canvas.getContext("2d"), image = context.createImageData(places, places), data = image.data;
  for (let row = 0, to = 0; row < places; row++) {
    for (let column = 0, from = (places - 1 - row) * places; column < places; column++, from++, to += 4) {
      const at = 3 * (discrete ? (bytes[from] > 127 ? 255 : 0) : bytes[from]);
      data[to] = RAMP[at];
      data[to + 1] = RAMP[at + 1];
      data[to + 2] = RAMP[at + 2];
      data[to + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
}

// The maps of features that are not in use: what would go in, in the same colors.
const FEATURE_OF = {"x": (x, y) => x, "y": (x, y) => y, "x²": (x, y) => x * x, "y²": (x, y) => y * y,
  "xy": (x, y) => x * y, "sin x": (x, y) => Math.sin(x), "sin y": (x, y) => Math.sin(y)};

function featureBytes(name, places) {
  const f = FEATURE_OF[name] || (() => 0), at = k => 2 * PLANE * k / (places - 1) - PLANE;
  const values = Float64Array.from({length: places * places}, (_, k) => f(at(k % places), at(Math.floor(k / places))));
  const most = values.reduce((least, v) => Math.max(least, Math.abs(v)), 1);
  return Uint8Array.from(values, v => Math.ceil((v / most + 1) * 127.5 - 0.5));
}

// What the parts share. `watch(name, act)` hears of `change(name, value)`.
function makeState(first) {
  const heard = {};
  return {
    ...first,
    watch(name, act) { (heard[name] ??= []).push(act); },
    change(name, value) {
      if (this[name] === value) return;
      this[name] = value;
      for (const act of heard[name] || []) act(value);
    },
  };
}

// One frame: head, and the arrays that it tells of, as views of the one buffer.
function readFrame(head, view) {
  const buffer = view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
  const area = head.places ** 2, features = head.features.length, maps = [], weights = [], flow = [];
  let at = 0;
  const bytes = () => new Uint8Array(buffer, (at += area) - area, area);
  const featureMaps = Array.from({length: features}, bytes);
  for (const units of head.layers) maps.push(Array.from({length: units}, bytes));
  at = Math.ceil(at / 4) * 4;
  const floats = count => new Float32Array(buffer, (at += 4 * count) - 4 * count, count);
  for (const store of head.flow ? [weights, flow] : [weights]) {
    let inputs = features;
    for (const units of head.layers) {
      store.push({W: floats(inputs * units), b: floats(units), inputs, units});
      inputs = units;
    }
  }
  const curve = [floats(head.curve), floats(head.curve), floats(head.curve)];
  return {head, featureMaps, maps, weights, flow: head.flow ? flow : null, curve};
}
