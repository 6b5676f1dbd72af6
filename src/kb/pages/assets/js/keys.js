/* The drawer of the navigation, which a narrow window has in place of the sidebar, by the keyboard: in its label stands a button, for a
   label itself can be none (ARIA in HTML), Escape closes it and gives the focus back, and it closes behind whoever walks out of it.
   Without this script it opens by touch and mouse. */
(function () {
  "use strict";

  var toggle = document.getElementById("__drawer"), label = document.querySelector('.md-header [for="__drawer"]');
  var drawer = document.querySelector(".md-sidebar--primary");
  if (!toggle || !label || !drawer) return;

  var button = document.createElement("button");
  button.type = "button";
  button.className = "kb-menu-button";
  button.setAttribute("aria-label", "Menu");
  button.append.apply(button, Array.from(label.childNodes));
  label.append(button);

  var say = function () { button.setAttribute("aria-expanded", String(toggle.checked)); };
  function turn(open) {
    if (toggle.checked === open) return;
    toggle.checked = open;
    toggle.dispatchEvent(new Event("change", { bubbles: true }));
  }

  say();
  toggle.addEventListener("change", say);
  button.addEventListener("click", function () { turn(!toggle.checked); });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || !toggle.checked) return;
    turn(false);
    button.focus();
  });
  document.addEventListener("focusin", function (event) {
    if (toggle.checked && event.target !== button && event.target !== toggle && !drawer.contains(event.target)) {
      /* In the order of the page the rest of the header stands between the button and the drawer */
      if (event.target.closest(".md-header")) return;
      turn(false);
    }
  });
})();
