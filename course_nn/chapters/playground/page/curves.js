// Loss against epochs: training and test of the run; or, in a race, one line for each optimizer; or a sweep as a map.

const CRV_EDGE = {left: 46, right: 68, top: 10, bottom: 24};
const CRV_COLORS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];
const CRV_DASHES = [[], [6, 3], [2, 2], [9, 3, 2, 3]];

function curvesView(root, send, state) {
  const top = element("div", root, {class: "cp-curves-top"});
  const title = element("span", top, {class: "cp-title"}, "Loss");
  const line = element("label", top, {class: "cp-check"});
  const log = element("input", line, {type: "checkbox", ...SUPPRESS});
  element("span", line, {}, "logarithmic");
  const canvas = element("canvas", root, {class: "cp-curves-canvas", role: "img", "aria-label": "Loss against epochs"});
  const context = canvas.getContext("2d");
  let curve = null, race = null, map = null, width = 0, height = 0, waiting = false;

  log.addEventListener("change", soon);

  // Lines as [{name, x, y}, …].
  function lines() {
    if (race) return race.names.map((name, k) => ({name, x: race.epochs[k], y: race.losses[k]}));
    if (!curve) return [];
    const found = [{name: "train", x: curve[0], y: curve[1]}];
    if (curve[2].some(Number.isFinite)) found.push({name: "test", x: curve[0], y: curve[2]});
    return found;
  }

  function ticks(low, high, most) {
    const rough = Math.max(high - low, 1e-12) / most, ten = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map(k => k * ten).find(k => k >= rough * 0.999);
    const first = Math.ceil(low / step - 1e-9), count = Math.floor(high / step + 1e-9) - first + 1;
    return Array.from({length: count}, (_, k) => Number(((first + k) * step).toPrecision(6)));
  }

  function paint() {
    waiting = false;
    [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (!width) return;
    const sharp = window.devicePixelRatio || 1, [w, h] = [Math.round(width * sharp), Math.round(height * sharp)];
    if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
    context.setTransform(sharp, 0, 0, sharp, 0, 0);
    context.clearRect(0, 0, width, height);
    const style = getComputedStyle(root);
    const [quiet, rule, ink] = ["quiet", "line", "ink"].map(name => style.getPropertyValue(`--cp-${name}`));
    if (map) return paintSweep(ink, quiet);
    const drawn = v => Number.isFinite(v) && (!log.checked || v > 0);
    const all = lines(), values = all.flatMap(({y}) => Array.from(y).filter(drawn));
    const xs = all.flatMap(({x}) => [x[x.length - 1] || 0]);
    const right = Math.max(1e-9, ...xs), far = right > 0.02 ? right : 1;
    let low = log.checked ? Math.log10(Math.max(1e-8, Math.min(...values, 1))) : 0;
    let high = log.checked ? Math.log10(Math.max(...values, 1e-8)) : Math.max(...values, 1e-6) * 1.05;
    if (!values.length) [low, high] = [0, 1];
    if (high - low < 1e-6) high = low + (log.checked ? 1 : Math.max(low, 1e-6));
    const wide = width - CRV_EDGE.left - CRV_EDGE.right, tall = height - CRV_EDGE.top - CRV_EDGE.bottom;
    const scaled = y => log.checked ? Math.log10(Math.max(y, 1e-12)) : y;
    const toX = x => CRV_EDGE.left + x / far * wide;
    const toY = y => CRV_EDGE.top + (high - scaled(y)) / (high - low) * tall;
    context.font = "11px sans-serif";
    context.lineWidth = 1;
    context.strokeStyle = rule;
    context.fillStyle = quiet;
    context.textAlign = "right";
    context.textBaseline = "middle";
    const marks = log.checked ? logTicks(low, high) : ticks(low, high, 4);
    for (const y of marks) {
      const at = Math.round(toY(y)) + 0.5;
      context.beginPath();
      context.moveTo(CRV_EDGE.left, at);
      context.lineTo(width - CRV_EDGE.right, at);
      context.stroke();
      context.fillText(shown(y, 2), CRV_EDGE.left - 6, at);
    }
    context.textAlign = "center";
    context.textBaseline = "top";
    for (const x of ticks(0, far, Math.max(2, Math.floor(wide / 80)))) {
      const text = Number.isInteger(x) ? counted(x) : shown(x, 2), half = context.measureText(text).width / 2;
      context.fillText(text, Math.min(toX(x), width - CRV_EDGE.right + 2 - half), height - CRV_EDGE.bottom + 6);
    }
    context.textAlign = "left";
    context.fillText("epochs", width - CRV_EDGE.right + 6, height - CRV_EDGE.bottom + 6);
    const ends = [];
    all.forEach(({name, x, y}, k) => {
      context.strokeStyle = CRV_COLORS[k % 6];
      context.lineWidth = 2;
      context.setLineDash(CRV_DASHES[k % 4]);
      context.beginPath();
      let begun = false, end = null;
      for (let n = 0; n < x.length; n++) {
        if (!Number.isFinite(y[n])) { begun = false; continue; }
        end = [toX(x[n]), within(toY(y[n]), CRV_EDGE.top, height - CRV_EDGE.bottom)];
        if (begun) context.lineTo(...end); else context.moveTo(...end);
        begun = true;
      }
      context.stroke();
      if (end && x.length === 1) {
        context.fillStyle = CRV_COLORS[k % 6];
        context.fillRect(end[0] - 2, end[1] - 2, 4, 4);
      }
      if (end) ends.push({name, color: CRV_COLORS[k % 6], y: end[1], x: end[0]});
    });
    context.setLineDash([]);
    // Names at the ends of the lines, apart from one another.
    ends.sort((a, b) => a.y - b.y);
    let free = 6;
    context.textBaseline = "middle";
    context.textAlign = "left";
    for (const [k, end] of ends.entries()) {  // above the name of the axis, with room for those that follow
      const at = within(end.y, free, height - CRV_EDGE.bottom - 6 - 13 * (ends.length - 1 - k));
      context.fillStyle = ink;
      context.fillText(end.name, Math.min(end.x + 6, width - CRV_EDGE.right + 6), at);
      free = at + 13;
    }
    const words = all.map(({name, y}) => `${name} ${shown(y[y.length - 1])}`).join(", ");
    const label = `Loss against epochs, after ${epochsOf(Math.max(0, ...xs))} epochs: ${words || "none yet"}`;
    if (!state.playing && canvas.getAttribute("aria-label") !== label) canvas.setAttribute("aria-label", label);
  }

  function logTicks(low, high) {
    const found = [], every = Math.max(1, Math.ceil((high - low) / 4));
    for (let k = Math.ceil(low); k <= high; k += every) found.push(10 ** k);
    return found.length > 1 ? found : [10 ** low, 10 ** high];
  }

  // A sweep: rows and columns are two settings, a cell the test loss, the darker the lower; its number stands in it.
  function paintSweep(ink, quiet) {
    const rows = map.rows.length, columns = map.columns.length, left = 78, up = 12, down = 34;
    const names = map.names.map(name => name.replaceAll("_", " "));
    const w = (width - left - 8) / columns, h = (height - up - down) / rows;
    const known = map.values.flat().filter(v => v !== null && Number.isFinite(v) && v > 0);
    const low = Math.log(Math.min(...known, 1)), high = Math.log(Math.max(...known, 1e-9));
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.font = "11px sans-serif";
    map.values.forEach((line, r) => line.forEach((value, c) => {
      const is = value !== null && Number.isFinite(value);
      const t = is && (Math.log(Math.max(value, 1e-9)) - low) / Math.max(high - low, 1e-9);
      const color = POSITIVE.map(part => Math.round(part + t * (255 - part)));
      context.fillStyle = is ? `rgb(${color.join(",")})` : "#EEEEEE";
      context.fillRect(left + c * w + 1, up + r * h + 1, w - 2, h - 2);
      context.fillStyle = "#2B2F36";
      context.fillText(is ? shown(value, 2) : value || "", left + (c + 0.5) * w, up + (r + 0.5) * h);
    }));
    context.fillStyle = ink;
    map.columns.forEach((one, c) => context.fillText(shown(one), left + (c + 0.5) * w, height - down + 9));
    context.textAlign = "right";
    map.rows.forEach((one, r) => context.fillText(shown(one), left - 6, up + (r + 0.5) * h));
    context.fillStyle = quiet;
    context.textAlign = "center";
    context.fillText(names[1], left + (width - left) / 2, height - 8);
    context.save();
    context.translate(10, up + (height - up - down) / 2);
    context.rotate(-Math.PI / 2);
    context.fillText(names[0], 0, 0);
    context.restore();
    const best = shown(known.length ? Math.min(...known) : null), [one, other] = names;
    canvas.setAttribute("aria-label", `Test loss by ${one} and ${other}; the lowest so far is ${best}`);
  }

  function soon() {
    if (!waiting) requestAnimationFrame(paint);
    waiting = true;
  }

  const sized = new ResizeObserver(soon);
  sized.observe(canvas);
  state.watch("playing", soon);
  return {
    frame(f) {
      curve = f.curve;
      soon();
    },
    said(message) {
      if (message.say === "race") race = message.names ? message : null;
      else if (message.say === "sweep") map = message.values ? message : null;
      else return;
      title.textContent = map ? "Test loss of a sweep" : race ? "Training loss of a race" : "Loss";
      line.hidden = Boolean(map);
      soon();
    },
    theme: soon,
    dispose: () => sized.disconnect(),
  };
}
