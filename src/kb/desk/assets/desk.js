/* In `kb serve` alone: the page comes anew when a file was saved, and says what is wrong with the files as they are. */
(function () {
  "use strict";

  var shown = Number(document.currentScript.dataset.number), panel = null;

  var make = function (name, className, text) {
    var element = document.createElement(name);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  };

  /* What a message quotes between grave accents is code */
  function said(name, className, text) {
    var element = make(name, className);
    text.split("`").forEach(function (part, at) { element.append(at % 2 ? make("code", "", part) : part); });
    return element;
  }

  function line(finding) {
    var item = make("li", "kb-desk-finding");
    item.dataset.severity = finding.severity;
    item.append(make("code", "kb-desk-place", finding.path + ":" + finding.line + ":" + finding.column), said("p", "", finding.fact));
    if (finding.hint) item.append(said("p", "kb-desk-hint", finding.hint));
    if (finding.repair) item.append(make("pre", "kb-desk-repair", finding.repair));
    return item;
  }

  function show(state) {
    var errors = state.findings.filter(function (one) { return one.severity === "error"; });
    var wrong = state.refused || state.findings.length;
    if (panel) panel.remove();
    panel = null;
    if (!wrong) return;
    panel = make("section", "kb-desk-panel");
    panel.setAttribute("aria-live", "polite");
    panel.setAttribute("aria-label", "What is wrong with the files");
    var title = state.refused ? "The site cannot be made"
      : errors.length ? (errors.length === 1 ? "1 error" : errors.length + " errors") + " in the files"
      : (state.findings.length === 1 ? "1 warning" : state.findings.length + " warnings");
    var fold = make("details", "");
    fold.open = Boolean(state.refused || errors.length);
    fold.append(make("summary", "", title));
    if (state.refused) fold.append(said("p", "", state.refused));
    else if (errors.length) fold.append(make("p", "kb-desk-note", "This page is the last good one. It comes anew when the files are mended."));
    var list = make("ol", "");
    state.findings.forEach(function (one) { list.append(line(one)); });
    fold.append(list);
    panel.append(fold);
    panel.dataset.kind = state.refused || errors.length ? "error" : "warning";
    document.body.append(panel);
  }

  async function follow() {
    var news = "";
    for (;;) {
      try {
        var answer = await fetch("/_desk/state?" + news), state = await answer.json();
        /* a form that is being filled keeps the page until it is closed */
        if (state.number !== shown && document.dispatchEvent(new CustomEvent("kb-desk-news", { cancelable: true }))) { location.reload(); return; }
        if (String(state.news) !== news) show(state);
        news = String(state.news);
      } catch (gone) { /* the preview has ended, or the page is being left */
        await new Promise(function (resolve) { setTimeout(resolve, 500); });
      }
    }
  }

  follow();
})();
