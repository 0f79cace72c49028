// The deck begins: reveal.js, then the formulas, and each slide made smaller where it would not fit.
(() => {
  "use strict";
  const SMALLEST = 0.4, STEP = 0.05;
  const settings = window.deckSettings;

  // Whether all of a slide is within it; in the deck's own pixels.
  function fits(slide) {
    const box = slide.getBoundingClientRect(), scale = box.width / slide.offsetWidth || 1;
    if (slide.scrollHeight > settings.height || slide.offsetHeight > settings.height) return false;
    return [...slide.querySelectorAll("p, li, table, img, svg, h1, h2, h3, figure")].every((part) => {
      if (part.closest("aside, mjx-assistive-mml")) return true;
      const it = part.getBoundingClientRect();
      return !it.width || (it.right <= box.right + scale && it.left >= box.left - scale);
    });
  }

  const codeFits = (slide) => [...slide.querySelectorAll("pre")].every((one) => one.scrollWidth <= one.clientWidth + 1);

  function shrink(slide, name, good) {
    for (let size = 1; size >= SMALLEST; size -= STEP) {
      slide.style.setProperty(name, size.toFixed(2));
      if (good(slide)) return;
    }
  }

  // Code first, until its longest line fits; then, where it must be, all of the slide.
  function fit(slide) {
    if (!slide) return;
    slide.style.setProperty("--fit", 1);
    shrink(slide, "--code", codeFits);
    shrink(slide, "--fit", (one) => fits(one) && codeFits(one));
    Reveal.layout();
  }

  // Speaker notes are copied into another window, where nothing hides what is said to screen readers alone.
  function quiet() {
    for (const one of document.querySelectorAll("aside.notes mjx-assistive-mml")) one.remove();
  }

  async function begin() {
    await Reveal.initialize({
      ...settings, margin: 0.02, controls: true, progress: true, hash: true, center: false, plugins: [RevealNotes],
    });
    await MathJax.startup.promise;
    await MathJax.typesetPromise();
    quiet();
    const all = [...document.querySelectorAll(".slides section:not(:has(section))")];
    if (Reveal.isPrintView?.()) all.forEach(fit);
    fit(Reveal.getCurrentSlide());
    Reveal.on("slidechanged", ({ currentSlide }) => fit(currentSlide));
    document.body.dataset.ready = "true";
  }
  begin();
})();
