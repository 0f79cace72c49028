// Two things that pages of the book do by themselves: code can be copied, and what scrolls can be reached by keyboard.

function copied(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.body.appendChild(document.createElement("textarea")); // a page opened as a file
  field.value = text;
  field.select();
  document.execCommand("copy");
  field.remove();
  return Promise.resolve();
}

function withoutPrompts(text) {
  if (!/^>>> /m.test(text)) return text.replace(/\n$/, "");
  const lines = text.split("\n").filter((line) => /^(>>>|\.\.\.)/.test(line));
  return lines.map((line) => line.slice(4)).join("\n");
}

function addCopyButton(block) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", "Copy this code");
  button.addEventListener("click", async () => {
    await copied(withoutPrompts(block.querySelector("pre").textContent));
    button.dataset.done = "";
    button.textContent = "Copied";
    button.setAttribute("aria-label", "Copied");
    setTimeout(() => {
      button.textContent = "Copy";
      button.setAttribute("aria-label", "Copy this code");
    }, 1500);
  });
  block.append(button);
}

const SCROLLING = "pre, div.math, mjx-container, .wide, .table-wrapper, .cell_output .output";

function reachable() {
  for (const box of document.querySelectorAll(`article :is(${SCROLLING})`)) {
    const scrolls = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
    if (scrolls && getComputedStyle(box).overflowX !== "visible") {
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", "scrolls sideways");
    } else if (box.getAttribute("aria-label") === "scrolls sideways") {
      for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
    }
  }
}

document.querySelectorAll("article div.highlight").forEach(addCopyButton);
const settled = () => (window.MathJax?.startup?.promise ?? Promise.resolve()).then(reachable);
addEventListener("load", settled);
addEventListener("resize", reachable);
document.addEventListener("toggle", reachable, true);
