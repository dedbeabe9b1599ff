// Completes the last word while somebody types. The page works without it.
"use strict";
const field = document.getElementById("q");
const list = document.getElementById("q-suggestions");
let waiting = 0;
field.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(complete, 120);
});
async function complete() {
  const typed = field.value;
  const at = typed.lastIndexOf(" ") + 1;
  if (typed.length - at < 2) return;
  const answer = await fetch("/suggest?q=" + encodeURIComponent(typed.slice(at)));
  if (!answer.ok || field.value !== typed) return;
  const options = (await answer.json()).map((one) => {
    const option = document.createElement("option");
    option.value = typed.slice(0, at) + one.typed;
    option.label = `${one.typed} (${one.kind}, ${one.number})`;
    return option;
  });
  list.replaceChildren(...options);
}
