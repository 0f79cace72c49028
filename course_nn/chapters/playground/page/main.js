// The whole page: areas, what goes to them, and what comes from them. Frames are drawn in the next frame of the screen,
// the newest alone; the kernel is told which one was drawn, so that it runs a few ahead at most.

const MAIN_TOLD = 100;  // milliseconds from one word to the kernel to the next
const MAIN_WORDS = 1000;  // from one sentence to the next while it plays
const MAIN_QUIET = 500;  // without another action, after which what came of it is read aloud
const MAIN_STANDS = 12000;  // that a refusal, or another message, is shown
const MAIN_THEME = [50, 500];  // milliseconds after which another theme has its colors, at the latest
const MAIN_ASIDE = ["shown", "unit", "place"];  // messages that are no other attempt of what was refused
const MAIN_VOICES = 3;  // sentences that are kept for screen readers, each read when it is new
const MAIN_PARTS = {bar: topBar, settings: settingsPanel, network: networkView, slow: slowView, tools: toolsView,
  plane: planeView, curves: curvesView};
const MAIN_PLACES = {network: "middle", slow: "more", tools: "more", plane: "side", curves: "side"};
const mainViews = new Map();  // how often each playground is shown, by its key

function render({model, el}) {
  el.classList.add("course-nn-playground");
  const voice = element("div", el, {class: "cp-voice", role: "log"});
  const state = makeState({settings: model.get("settings"), options: model.get("options"), status: model.get("status"),
    head: null, frame: null, hovered: null, flow: false, discrete: false, example: null, showTest: false, cls: 1,
    playing: false, race: false, notes: {}});
  state.announce = words => {
    element("p", voice, {}, words);
    while (voice.childElementCount > MAIN_VOICES) voice.firstChild.remove();
  };
  const send = message => {
    if (!MAIN_ASIDE.includes(message.do) && complaint.classList.contains("cp-refused")) complaint.hidden = true;
    model.send(message);
  };
  const show = model.get("show"), parts = [], columns = {};
  const question = questionLine(el, send, state, show.includes("tools"), model.get("task"));
  const grid = element("div", el, {class: "cp-grid"});
  const words = element("div", null, {class: "cp-words"});
  for (const [name, make] of Object.entries(MAIN_PARTS)) {
    if (!show.includes(name)) continue;
    const place = MAIN_PLACES[name];
    const home = place === "more" ? columns.middle || grid : grid;
    const root = place ? columns[place] ??= element("div", home, {class: `cp-${place}`}) : grid;
    parts.push(make(element("div", root, {class: `cp-area cp-${name}`}), send, state));
    if (name === "network") root.append(words);
  }
  if (!words.parentElement) grid.append(words);
  const said = element("p", words, {class: "cp-sentence"}), advice = element("p", words, {class: "cp-advice"});
  const complaint = element("p", words, {class: "cp-told", hidden: ""});
  const each = (what, value) => { for (const part of parts) part[what]?.(value); };

  // Pictures.

  let waiting = false, told = -1, toldAt = -1e9, telling = null;

  function draw() {
    waiting = false;
    const head = model.get("head"), data = model.get("data");
    if (!head.places || !data?.byteLength || head.number === state.head?.number) return;
    state.head = head;
    state.frame = readFrame(head, data);
    each("frame", state.frame);
    telling ??= setTimeout(tell, Math.max(0, toldAt + MAIN_TOLD - performance.now()));
  }

  function tell() {
    [telling, toldAt] = [null, performance.now()];
    if (state.head && told !== state.head.number) send({do: "shown", number: told = state.head.number});
  }

  function soon() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(draw);
  }

  // Words: those of a unit that is looked at, else those of the run; while it plays once a second.

  let wordsAt = -1e9, unitWords = "", asked = -1e9, asking = null, speaking = null, spoken = null;

  function write(box, text) {
    if (box.textContent !== text) box.textContent = text;
  }

  function sentence() {
    write(said, state.hovered && unitWords ? unitWords : state.status.words || "");
    write(advice, state.status.advice || "");
    advice.hidden = !state.status.advice;
  }

  // What an action came to is read aloud when it is over; while it plays nothing is, but advice.
  function speak() {
    clearTimeout(speaking);
    speaking = setTimeout(() => {
      const text = [state.playing ? "" : state.status.words, state.status.advice].filter(Boolean).join(" ");
      if (text && text !== spoken && spoken !== null) state.announce(text);
      spoken = text;
    }, MAIN_QUIET);
  }

  function askUnit() {  // soon, and not for each unit that the pointer passes
    clearTimeout(asking);
    asking = state.hovered && setTimeout(() => {
      asked = performance.now();
      const {layer, unit} = state.hovered || {}, name = state.options.features.options[unit];
      const at = layer === -1 ? state.settings.features.indexOf(name) : unit;
      if (state.hovered && at >= 0) send({do: "unit", layer, unit: at});
    }, Math.max(120, asked + (state.playing ? MAIN_WORDS : 0) - performance.now()));
  }

  state.watch("hovered", () => {
    unitWords = "";
    sentence();
    askUnit();
  });

  // What comes.

  function settings() {
    state.settings = model.get("settings");
    each("settings", state.settings);
  }

  function status() {
    state.status = model.get("status");
    const was = state.playing, now = performance.now();
    state.change("playing", Boolean(state.status.playing));
    each("status", state.status);
    question.show(state.status.question);
    if (state.playing && was && now < wordsAt + MAIN_WORDS) return;
    wordsAt = now;
    sentence();
    if (!state.playing || state.status.advice) speak();
    if (state.hovered) askUnit();
  }

  function points() {
    const head = model.get("points_head"), data = model.get("points");
    if (head?.train === undefined) return;
    const from = data?.byteOffset, bytes = data?.buffer?.slice(from, from + data.byteLength) || new ArrayBuffer();
    each("points", {...head, xy: new Float32Array(bytes)});
  }

  let forget = null;
  function tellAll(text, refused) {
    if (refused) each("settings", state.settings);  // what was typed goes back to what there is
    state.announce(text);
    write(complaint, text);
    complaint.hidden = false;
    complaint.classList.toggle("cp-refused", refused);
    clearTimeout(forget);
    forget = setTimeout(() => { complaint.hidden = true; }, MAIN_STANDS);
  }

  function hear(message, buffers) {
    if (["refused", "announce"].includes(message.say)) tellAll(message.text, message.say === "refused");
    else if (message.say === "task") question.answer(message.text);
    else if (message.say === "race") state.change("race", Boolean(message.names));
    else if (message.say === "unit") {
      unitWords = message.text;
      if (state.hovered) sentence();
      if (!state.playing && state.hovered) state.announce(message.text);
    }
    each("said", {...message, buffers});
  }

  const themed = new MutationObserver(() => { for (const late of MAIN_THEME) setTimeout(() => each("theme"), late); });
  themed.observe(document.body, {attributes: true, attributeFilter: ["data-jp-theme-name", "data-jp-theme-light"]});

  const heard = {"change:settings": settings, "change:status": status, "change:head": soon,
    "change:points_head": points, "msg:custom": hear};
  for (const [what, act] of Object.entries(heard)) model.on(what, act);
  const key = model.get("key");
  mainViews.set(key, (mainViews.get(key) || 0) + 1);
  settings();
  points();
  status();
  soon();
  return () => {
    for (const [what, act] of Object.entries(heard)) model.off(what, act);
    for (const part of parts) part.dispose?.();
    themed.disconnect();
    for (const timer of [telling, forget, asking, speaking]) clearTimeout(timer);
    mainViews.set(key, mainViews.get(key) - 1);
    if (!mainViews.get(key)) send({do: "left"});  // nobody looks any more
  };
}

// Presets, and the question of the one at hand; or a task, which can be checked here.
function questionLine(root, send, state, choose, task) {
  const box = element("div", root, {class: "cp-question", hidden: ""});
  if (choose && !task) {
    const presets = element("select", box, {class: "cp-select", "aria-label": "Presets", ...SUPPRESS});
    element("option", presets, {value: ""}, "Presets …");
    for (const [value, {title}] of Object.entries(state.options.presets)) element("option", presets, {value}, title);
    presets.addEventListener("change", () => {
      if (presets.value) send({do: "preset", name: presets.value});
      presets.value = "";
    });
  }
  const text = element("span", box);
  if (task) {
    button(box, "Check", "Check whether the task is done", () => send({do: "check"}));
    button(box, "Hint", "The next hint", () => send({do: "hint"}));
  }
  const answer = element("p", box, {class: "cp-answer", hidden: ""});
  return {
    show(question) {
      box.hidden = !question && !choose;
      if (text.textContent === question) return;
      if (text.textContent) state.announce(question);
      text.textContent = question;
      answer.hidden = true;
    },
    answer(words) {
      state.announce(words);
      answer.textContent = words;
      answer.hidden = false;
    },
  };
}

export default {render};
