// Instruments in a page behind which nothing computes: every state worth a picture was made before, and the nearest one
// is shown. The controls stand in the page already (figure.py); this script gives them their story and moves the picture.
(() => {
  "use strict";
  const NEAR = "600px 0px"; // an instrument is loaded when it comes so near to the view
  const PATIENCE = 150; // milliseconds after which a picture that has not come fades
  const ANOTHER = 2; // how far apart two options are, where both ends of a range are 1 apart

  // A story is a script, since a page that was opened as a file may load no data.
  const asked = new Map();
  const load = (source) => {
    if (!asked.has(source)) {
      asked.set(source, new Promise((done, failed) => {
        const script = document.createElement("script");
        const again = () => { asked.delete(source); script.remove(); failed(); };
        Object.assign(script, { src: source, onload: done, onerror: again });
        document.head.append(script);
      }));
    }
    return asked.get(source);
  };

  class Story {
    constructor(figure) {
      this.figure = figure;
      this.image = figure.querySelector("img");
      this.status = figure.querySelector(".course-nn-story-status");
      this.note = figure.querySelector(".course-nn-story-note");
      this.printed = figure.querySelector(".course-nn-story-values");
      this.inputs = [...figure.querySelectorAll("[data-control]")];
      this.fetched = new Map();
      this.turn = 0;
      this.kept = -1; // the control that was moved last: the picture has its value in any case
      this.first();
      this.inputs.forEach((input, k) => {
        input.addEventListener("input", () => { this.pause(); this.moved(k); });
        for (const kind of ["focus", "pointerenter"]) input.addEventListener(kind, () => this.fetchAlong(k));
      });
      figure.querySelector(".course-nn-story-controls")?.addEventListener("keydown", (event) => {
        // What moves a control must not turn the page of a slide show.
        if (/^(Arrow|Page|Home|End|Enter| )/.test(event.key)) event.stopPropagation();
      });
      figure.querySelector(".course-nn-story-reset")?.addEventListener("click", () => this.reset());
      this.players();
      this.scroller();
    }

    first() {
      for (const input of this.inputs) {
        if (input.type === "checkbox") input.checked = input.dataset.start === "1";
        else input.value = input.dataset.start;
      }
    }

    // The story comes, once; what was moved before is not lost.
    load() {
      this.coming ??= load(this.figure.dataset.story).then(() => {
        this.data = window.courseNnStories[this.figure.dataset.name];
        this.want = this.data.states[0].slice();
        this.lists = this.data.controls.map((control) => control.texts.map((_, i) => i));
        this.fit();
        this.say();
        this.figure.dataset.state = 0;
        this.fetchNear();
        this.note.textContent = "";
      }).catch(() => {
        this.coming = null;  // the next move asks for them again
        this.first();
        this.note.textContent = "The other pictures could not be loaded.";
      });
      return this.coming;
    }

    async moved(k) {
      const value = this.valueOf(k);
      if (!this.data) {
        await this.load();
        if (!this.data) return;
      }
      this.want[k] = this.lists[k][Math.min(value, this.lists[k].length - 1)];
      this.kept = k;
      this.fit();
      this.say();
      await this.show();
    }

    valueOf(k) {
      const input = this.inputs[k];
      return input.type === "checkbox" ? Number(input.checked) : Number(input.value);
    }

    // How far a state is from what the controls say, as far as these controls go.
    distance(state, among) {
      let sum = 0;
      for (const k of among) {
        const { kind, texts } = this.data.controls[k];
        const apart = Math.abs(state[k] - this.want[k]);
        if (apart) sum += kind === "choice" || kind === "toggle" ? ANOTHER : apart / (texts.length - 1);
      }
      return sum;
    }

    nearest(among, kept) {
      let best = 0, least = Infinity;
      this.data.states.forEach((state, i) => {
        if (kept >= 0 && state[kept] !== this.want[kept]) return;
        const distance = this.distance(state, among);
        if (distance < least) [best, least] = [i, distance];
      });
      return best;
    }

    // A control whose end depends on the others has the values that were made with them.
    fit() {
      const { controls, states } = this.data;
      const closed = [...controls.keys()].filter((k) => !controls[k].open);
      const group = states[this.nearest(closed, closed.includes(this.kept) ? this.kept : -1)];
      const alike = states.filter((state) => closed.every((k) => state[k] === group[k]));
      controls.forEach((control, k) => {
        if (!control.open) return;
        this.lists[k] = [...new Set(alike.map((state) => state[k]))].sort((a, b) => a - b);
        this.want[k] = this.lists[k].findLast((value) => value <= this.want[k]) ?? this.lists[k][0];
      });
    }

    // What stands beside the controls, and is said of them.
    say() {
      this.data.controls.forEach((control, k) => {
        const input = this.inputs[k], text = this.textOf(k, this.want[k]);
        if (input.type !== "range") return;
        const box = input.closest(".course-nn-story-control");
        for (const part of [input, ...box.querySelectorAll("button")]) part.disabled = this.lists[k].length < 2;
        input.max = this.lists[k].length - 1;
        input.value = this.lists[k].indexOf(this.want[k]);
        input.setAttribute("aria-valuetext", text);
        box.querySelector(".course-nn-story-value").textContent = text;
      });
    }

    textOf(k, value) {
      const { texts, unit } = this.data.controls[k];
      return texts[value] + (unit && unit !== "°" ? " " : "") + unit;
    }

    // The nearest picture, and its sentence; both change at once, when the picture is there.
    async show() {
      const turn = ++this.turn, at = this.nearest([...this.want.keys()], this.kept);
      const picture = this.fetch(at), late = setTimeout(() => this.figure.classList.add("course-nn-story-busy"), PATIENCE);
      const failed = picture.complete && picture.naturalWidth ? false : await picture.decode().then(() => false, () => true);
      clearTimeout(late);
      if (turn !== this.turn) return;
      this.figure.classList.remove("course-nn-story-busy");
      if (failed) {
        this.fetched.delete(picture.name);
        this.note.textContent = "This picture could not be loaded.";
        return;
      }
      const sentence = this.data.sentences[this.data.shows[at][1]];
      this.image.src = picture.src;
      this.image.alt = sentence;
      this.status.textContent = sentence;
      const state = this.data.states[at], { controls } = this.data;
      this.note.textContent = this.madeFor(state);
      const other = controls.some(({ kind }, k) => /choice|toggle/.test(kind) && state[k] !== this.want[k]);
      this.figure.classList.toggle("course-nn-story-other", other);
      this.printed.textContent = controls.map(({ label }, k) => `${label}: ${this.textOf(k, state[k])}`).join("; ");
      this.figure.dataset.state = at;
      this.fetchNear();
    }

    // What the picture was made for, where that is not what the controls say.
    madeFor(state) {
      const other = [...state.keys()].filter((k) => state[k] !== this.want[k]);
      if (!other.length) return "";
      const said = other.map((k) => `${this.data.controls[k].label} ${this.textOf(k, state[k])}`);
      const last = said.pop();
      return `The picture is made for ${said.length ? `${said.join(", ")} and ${last}` : last}.`;
    }

    fetch(at) {
      const file = this.data.pictures[this.data.shows[at][0]];
      if (!this.fetched.has(file)) {
        const picture = new Image();
        picture.src = `${this.figure.dataset.pictures}/${file}`;
        picture.name = file;
        this.fetched.set(file, picture);
      }
      return this.fetched.get(file);
    }

    // One step on and back of each control; and all along one that is about to be moved.
    fetchNear() {
      this.lists.forEach((list, k) => {
        const place = list.indexOf(this.want[k]);
        for (const next of [place + 1, place - 1]) if (next in list) this.fetchAt(k, list[next]);
      });
    }

    async fetchAlong(k) {
      await this.load();
      if (this.data) for (const value of this.lists[k]) this.fetchAt(k, value);
    }

    fetchAt(k, value) {
      const [was, kept] = [this.want, this.kept];
      this.want = was.with(k, value);
      this.kept = k;
      this.fetch(this.nearest([...this.want.keys()], k));
      [this.want, this.kept] = [was, kept];
    }

    async reset() {
      this.pause();
      this.first();
      await this.load();
      if (!this.data) return;
      this.want = this.data.states[0].slice();
      this.kept = -1;
      this.fit();
      this.say();
      await this.show();
    }

    // The players: a frame stays for its pace, and until it is there.
    players() {
      this.playing = -1;
      this.inputs.forEach((input, k) => {
        const bar = input.closest(".course-nn-story-control").querySelector(".course-nn-story-player");
        if (!bar) return;
        const [play, start, back, on] = bar.querySelectorAll("button");
        play.addEventListener("click", () => (this.playing === k ? this.pause() : this.play(k, play)));
        start.addEventListener("click", () => this.step(k, -Infinity));
        back.addEventListener("click", () => this.step(k, -1));
        on.addEventListener("click", () => this.step(k, 1));
      });
    }

    async step(k, by, pausing = true) {
      if (pausing) this.pause();
      await this.load();
      const input = this.inputs[k];
      input.value = Math.min(Math.max(Number(input.value) + by, 0), Number(input.max));
      await this.moved(k);
    }

    async play(k, button) {
      this.pause();
      await this.load();
      if (!this.data) return;
      const run = this.run = {}, input = this.inputs[k];
      this.playing = k;
      this.status.setAttribute("aria-live", "off"); // a sentence for every frame would be told too late
      button.setAttribute("aria-label", "pause");
      if (Number(input.value) === Number(input.max)) await this.step(k, -Infinity, false);
      this.fetchAlong(k);
      while (this.run === run && Number(input.value) < Number(input.max)) {
        await new Promise((done) => setTimeout(done, this.data.controls[k].pace));
        if (this.run === run) await this.step(k, 1, false);
      }
      if (this.run === run) this.pause();
    }

    pause() {
      if (this.playing < 0) return;
      this.inputs[this.playing].closest(".course-nn-story-control").querySelector("button")
        .setAttribute("aria-label", "play");
      [this.playing, this.run] = [-1, null];
      this.status.removeAttribute("aria-live");
    }

    // Where the page is narrower than the picture may get, it scrolls, with the keys as well.
    scroller() {
      const box = this.image.parentElement;
      const look = () => {
        if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0; else box.removeAttribute("tabindex");
      };
      if (window.ResizeObserver) new ResizeObserver(look).observe(box); else look();
    }
  }

  const begin = () => {
    const near = new IntersectionObserver((seen) => {
      for (const { isIntersecting, target } of seen) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        target.courseNnStory.load();
      }
    }, { rootMargin: NEAR });
    for (const figure of document.querySelectorAll(".course-nn-story[data-story]")) {
      if (figure.courseNnStory) continue;
      figure.courseNnStory = new Story(figure);
      near.observe(figure);
    }
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin); else begin();
})();
