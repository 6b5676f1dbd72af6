/* Runs in the head. On a phone a cell stands apart from its heading, so it carries it: given as the parser adds the cell, before it
   is painted, or what is being read would move. Tables that come later get theirs from kb.js. No dependencies. */
(function () {
  "use strict";

  var named = new WeakMap();

  function heads(table) {
    if (!named.has(table)) {
      named.set(table, Array.prototype.map.call(table.querySelectorAll("thead tr:last-child > *"), function (head) { return head.dataset.short || head.textContent.trim(); }));
    }
    return named.get(table);
  }

  function label(cell) {
    var table = cell.closest("table.kb-table, table.kb-accounts");
    var words = table && cell.closest("tbody") && heads(table)[cell.cellIndex];
    if (words && !cell.dataset.label) cell.dataset.label = words;
  }

  function watch(records) {
    records.forEach(function (record) {
      record.addedNodes.forEach(function (node) {
        if (node.nodeName === "TD") label(node);
        else if (node.firstElementChild) node.querySelectorAll("td").forEach(label);
      });
    });
  }

  var observer = new MutationObserver(watch);
  observer.observe(document, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", function () { watch(observer.takeRecords()); observer.disconnect(); });
})();
