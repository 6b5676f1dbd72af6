/* In `kb serve` alone: which words of the article are selected, as selectors of the text that quotes are looked up in.
   The text of a paragraph is what `kb.passages` reads in it: marks of footnotes, letters in the margin and whatever is hidden are
   no words. A selection over several paragraphs is one selector for each. Words are selected by mouse or finger; by keyboard from the
   number of a paragraph: the arrows move over its words, with Shift they take more. */
(function () {
  "use strict";

  var BLOCKS = ":is(.kb-article, .kb-footnotes) .kb-text :is(p, h1, h2, h3, h4, h5, h6)";
  var APART = "sup.kb-fn, [hidden], [aria-hidden='true']";

  /* The text nodes of a paragraph that a quote can hold, and its text */
  function column(block) {
    var walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT), nodes = [], text = "";
    while (walker.nextNode()) {
      var node = walker.currentNode, apart = node.parentElement.closest(APART);
      if (apart && block.contains(apart)) continue;
      nodes.push({ node: node, at: text.length });
      text += node.data;
    }
    return { block: block, nodes: nodes, text: text };
  }

  function blocks() { return Array.from(document.querySelectorAll(BLOCKS)); }

  function key(block) {
    var holder = block.closest(".kb-para[id], .kb-footnotes li[id]");
    return holder ? holder.id : "";
  }

  /* A letter or digit of a script that puts blanks between words */
  function joined(letter) { return /[\p{L}\p{M}\p{N}]/u.test(letter) && !/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u.test(letter); }

  /* The selectors of a range: one for each paragraph in which it holds words */
  function selectors(range) {
    var found = [];
    blocks().forEach(function (block) {
      if (!range.intersectsNode(block)) return;
      var here = column(block), start = -1, end = -1;
      here.nodes.forEach(function (one) {
        if (!range.intersectsNode(one.node)) return;
        var first = one.at + (one.node === range.startContainer ? range.startOffset : 0);
        var last = one.at + (one.node === range.endContainer ? range.endOffset : one.node.length);
        if (last <= first) return;
        if (start < 0) start = first;
        end = last;
      });
      if (start < 0 || !here.text.slice(start, end).trim()) return;
      while (start < end && /\s/.test(here.text[start])) start += 1;
      while (end > start && /\s/.test(here.text[end - 1])) end -= 1;
      while (start > 0 && joined(here.text[start - 1]) && joined(here.text[start])) start -= 1; /* a word is taken whole, as the server does */
      while (end < here.text.length && joined(here.text[end - 1]) && joined(here.text[end])) end += 1;
      found.push({ paragraph: key(block), exact: here.text.slice(start, end), prefix: here.text.slice(0, start), suffix: here.text.slice(end) });
    });
    return found;
  }

  /* What is selected now; null where it is no words of the article */
  function selected() {
    var selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    var range = selection.getRangeAt(0), found = selectors(range);
    if (!found.length) return null;
    var named = Array.from(document.querySelectorAll(".kb-text a.kb-m")).filter(function (link) { return range.intersectsNode(link); });
    return {
      range: range.cloneRange(),
      selectors: found,
      named: named.map(function (link) { return link.getAttribute("href").replace(/\/$/, "").split("/").pop(); }).filter(function (id, at, all) { return all.indexOf(id) === at; })
    };
  }

  /* ---- by mouse: names are links, and a browser would drag the link away or follow it ---- */

  var anchor = null;
  function under(event) {
    var caret = document.caretPositionFromPoint ? document.caretPositionFromPoint(event.clientX, event.clientY) : null;
    if (caret) return [caret.offsetNode, caret.offset];
    var range = document.caretRangeFromPoint && document.caretRangeFromPoint(event.clientX, event.clientY);
    return range ? [range.startContainer, range.startOffset] : null;
  }
  function onLink(event) { return event.target instanceof Element && event.target.closest(".kb-text a"); }
  document.addEventListener("mousedown", function (event) { anchor = event.button === 0 && !event.shiftKey && onLink(event) ? under(event) : null; });
  document.addEventListener("dragstart", function (event) { if (anchor) event.preventDefault(); });
  document.addEventListener("mousemove", function (event) {
    var point = anchor && event.buttons === 1 ? under(event) : null;
    if (point) getSelection().setBaseAndExtent(anchor[0], anchor[1], point[0], point[1]);
  });
  document.addEventListener("mouseup", function () { anchor = null; });
  document.addEventListener("click", function (event) {
    var link = onLink(event), selection = getSelection();
    if (link && event.detail && !selection.isCollapsed && selection.containsNode(link, true)) event.preventDefault();
  }, true);

  /* ---- by keyboard ---- */

  var steps = null; /* the words of the paragraph whose number has the focus, and which of them are taken */

  function place(here, offset, last) {
    var found = here.nodes.filter(function (one) { return last ? one.at < offset : one.at <= offset; }).pop();
    return [found.node, offset - found.at];
  }

  function take(from, to) {
    var start = place(steps.here, steps.words[from].at, false), end = place(steps.here, steps.words[to].end, true);
    steps.from = from;
    steps.to = to;
    getSelection().setBaseAndExtent(start[0], start[1], end[0], end[1]);
  }

  document.addEventListener("keydown", function (event) {
    var link = event.target instanceof Element && event.target.closest("a.kb-pn");
    var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!link || !step || event.ctrlKey || event.metaKey || event.altKey) return;
    var block = link.closest(".kb-para").querySelector(BLOCKS);
    if (!block) return;
    event.preventDefault();
    if (!steps || steps.link !== link) {
      var here = column(block), words = [], found, pattern = /\S+/g;
      while ((found = pattern.exec(here.text))) words.push({ at: found.index, end: found.index + found[0].length });
      steps = { link: link, here: here, words: words, from: 0, to: 0 };
      if (words.length) take(0, 0);
      return;
    }
    var last = steps.words.length - 1, within = function (at) { return Math.max(0, Math.min(last, at)); };
    if (event.shiftKey) take(steps.from, Math.max(steps.from, within(steps.to + step)));
    else take(within(steps.from + step), within(steps.from + step));
  });
  document.addEventListener("focusout", function (event) { if (steps && event.target === steps.link) steps = null; });

  window.kbSelecting = { selected: selected, selectors: selectors, column: column, blocks: blocks, key: key, stepping: function () { return Boolean(steps); } };
})();
