/* Layers of an article: switches them on and off, and keeps the choice for the visit (sessionStorage, this tab).
   The marks carry their layers (data-on) from the build, the style sheet hides what is off by a class of the root, and without
   this script everything is on. It runs in the head of an article, so that a kept choice is there before anything is painted. */
(function () {
  "use strict";

  var KEY = "kb-layers-off", root = document.documentElement;
  if (root.hasAttribute("data-layers-ready")) return;
  root.setAttribute("data-layers-ready", "");
  var all = function (selector, from) { return Array.prototype.slice.call(from.querySelectorAll(selector)); };
  var words = function (text) { return (text || "").split(/\s+/).filter(Boolean); };
  var off = [];
  try { off = words(sessionStorage.getItem(KEY)); } catch (error) { /* no storage: the choice holds for this page */ }
  off = off.filter(function (layer) { return /^[a-z]+$/.test(layer); });
  off.forEach(function (layer) { root.classList.add("kb-no-" + layer); });
  var isOff = function (layer) { return off.indexOf(layer) >= 0; };
  var isOn = function (element) { return !words(element.dataset.on).every(isOff); };

  /* What counts facts counts those that are shown; what is folded opens where nothing else is left beside a paragraph */
  function count() {
    all(".kb-notes", document).forEach(function (aside) {
      var facts = all(".kb-note__fact", aside), shown = facts.filter(isOn).length;
      var button = aside.querySelector(".kb-fold"), more = aside.querySelector(".kb-notes__more");
      if (button) button.textContent = (shown < facts.length ? shown + " of " : "") + facts.length + (facts.length === 1 ? " fact" : " facts");
      if (!more) return;
      var number = more.querySelector(".kb-n"), alone = isOn(more) && !all(":scope > ol > .kb-note", aside).some(isOn);
      if (number) number.textContent = all(".kb-note", more).filter(isOn).length;
      if (alone && off.length && !more.open) { more.open = true; more.dataset.opened = ""; }
      else if (!alone && "opened" in more.dataset) { more.open = false; delete more.dataset.opened; }
    });
  }

  function start() {
    all(".kb-layers", document).forEach(function (bar) {
      var show = function () {
        all("button[data-layer]", bar).forEach(function (button) {
          button.setAttribute("aria-pressed", String(!isOff(button.dataset.layer)));
          root.classList.toggle("kb-no-" + button.dataset.layer, isOff(button.dataset.layer));
        });
        count();
      };
      bar.addEventListener("click", function (event) {
        var button = event.target.closest("button[data-layer]");
        if (!button) return;
        var layer = button.dataset.layer;
        off = isOff(layer) ? off.filter(function (other) { return other !== layer; }) : off.concat(layer);
        try { sessionStorage.setItem(KEY, off.join(" ")); } catch (error) { /* as above */ }
        show();
      });
      bar.hidden = false;
      show();
    });
  }

  /* Material announces a page when it swaps pages without loading them; otherwise there is one page */
  function begin() {
    if (window.document$ && window.document$.subscribe) window.document$.subscribe(start);
    else start();
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
