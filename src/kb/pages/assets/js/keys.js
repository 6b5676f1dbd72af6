/* The drawer of the navigation, which a narrow window has in place of the sidebar, by the keyboard: its label is a button, Escape
   closes it and gives the focus back, and it closes behind whoever walks out of it. Without this script it opens by touch and mouse. */
(function () {
  "use strict";

  var toggle = document.getElementById("__drawer"), button = document.querySelector('.md-header [for="__drawer"]');
  var drawer = document.querySelector(".md-sidebar--primary");
  if (!toggle || !button || !drawer) return;

  var say = function () { button.setAttribute("aria-expanded", String(toggle.checked)); };
  function turn(open) {
    if (toggle.checked === open) return;
    toggle.checked = open;
    toggle.dispatchEvent(new Event("change", { bubbles: true }));
  }

  button.tabIndex = 0;
  button.setAttribute("role", "button");
  button.setAttribute("aria-label", "Menu");
  say();
  toggle.addEventListener("change", say);
  button.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation(); /* the host turns labels at Enter too */
    turn(!toggle.checked);
  });
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
