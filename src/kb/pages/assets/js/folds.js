/* What is folded opens where it is asked for: by an address that leads into it, by a filter that looks through it, and
   on paper. Pages are complete without it: a fold is a details element, which opens by hand. No dependencies. */
(function () {
  "use strict";

  var all = function (selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); };
  var FOLDS = "details.kb-folded-part";

  function open(element) {
    for (var fold = element.closest("details"); fold; fold = fold.parentElement && fold.parentElement.closest("details")) fold.open = true;
  }

  function aim() {
    var id = "";
    try { id = decodeURIComponent(location.hash.slice(1)); } catch (error) { return; }
    var target = id && document.getElementById(id);
    if (!target || !target.closest(FOLDS)) return;
    open(target);
    target.scrollIntoView();
  }

  /* A filter says how many lines it leaves: then they must be there to be read */
  function narrowed() {
    if (!document.querySelector('.kb-filter .kb-chip[aria-pressed="true"]')) return;
    all(FOLDS).forEach(function (fold) { if (fold.querySelector(".kb-fact[data-certainty]:not([hidden])")) fold.open = true; });
  }

  /* Paper has no hands */
  var opened = [];
  addEventListener("beforeprint", function () {
    opened = all(FOLDS).filter(function (fold) { return !fold.open; });
    opened.forEach(function (fold) { fold.open = true; });
  });
  addEventListener("afterprint", function () {
    opened.forEach(function (fold) { fold.open = false; });
    opened = [];
  });

  addEventListener("hashchange", aim);
  document.addEventListener("click", function (event) {
    if (event.target instanceof Element && event.target.closest(".kb-filter .kb-chip")) setTimeout(narrowed);
    /* The same address a second time changes no hash */
    var link = event.target instanceof Element && event.target.closest('a[href*="#"]');
    if (link && link.href && link.href.baseVal === undefined && link.hash && link.href === location.href) setTimeout(aim);
  });
  function start() { aim(); narrowed(); }
  if (window.document$ && window.document$.subscribe) window.document$.subscribe(function () { setTimeout(start); });
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
