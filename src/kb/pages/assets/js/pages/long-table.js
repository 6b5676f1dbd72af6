/* A table that goes on over several pages: its filter and its order take in all of its rows, which are loaded when the page is at rest.
   kb.js filters and sorts; this file gives it rows that no page holds, and draws those that are asked for. Nothing from the data becomes markup. */
(function () {
  "use strict";

  var MOST = 60, LEAST = 2, WEIGHT = 700; /* rows drawn at a time: the fewer, the more cells and links they have */
  var parts = window.kbRows, make = parts.make;
  var idle = window.requestIdleCallback ? function (then) { requestIdleCallback(then, { timeout: 1500 }); } : function (then) { setTimeout(then, 50); };

  /* A cell and a row as kb.js asks an element: dataset, textContent, cells, hidden */
  function Cell(data, links) { this.data = data; this.links = links; }
  Object.defineProperty(Cell.prototype, "textContent", { get: function () {
    var links = this.links, data = this.data;
    if (typeof data === "string") return data;
    if (typeof data === "number") return links[data][1];
    if (Array.isArray(data)) return String(data[0]);
    return data.says.map(function (part) { return typeof part === "number" ? links[part][1] : part.label || part; }).join("");
  } });
  Object.defineProperty(Cell.prototype, "dataset", { get: function () { return this.data.order === undefined ? {} : { value: this.data.order }; } });

  function Row(data, links) {
    this.dataset = data[0];
    this.cells = data.slice(1).map(function (cell) { return new Cell(cell, links); });
    this.hidden = false;
  }
  Object.defineProperty(Row.prototype, "textContent", { get: function () { return this.cells.map(function (cell) { return cell.textContent; }).join(" "); } });

  Row.prototype.weight = function () { return this.cells.reduce(function (sum, cell) { return sum + (cell.data.says ? cell.data.says.length : 1); }, 0); };

  function first(row) {
    var data = row.cells[0].data;
    return row.cells[0].links[typeof data === "number" ? data : data.says.find(function (part) { return typeof part === "number"; })];
  }

  /* shape: a row of the page, of which the cells have the element, the class and the label */
  function draw(row, shape, heads) {
    var line = make("tr");
    row.cells.forEach(function (cell, at) {
      var data = cell.data, links = cell.links, box = shape[at].cloneNode(false);
      var link = function (number) { return { url: links[number][0], text: links[number][1], kind: links[number][2] }; };
      box.className = box.className.replace(/ ?kb-heat-\d/, "");
      ["value", "label"].forEach(function (key) { delete box.dataset[key]; });
      if (typeof data === "number") box.appendChild(parts.name(link(data)));
      else if (typeof data === "string") box.textContent = data;
      else if (Array.isArray(data)) {
        var way = make("a", "", String(data[0])), who = first(row);
        way.href = parts.root + who[0] + data[1];
        way.title = who[1] + ", " + heads[at] + ": " + parts.plural(data[0], "fact");
        box.classList.add("kb-heat-" + data[2]);
        box.appendChild(way);
      } else {
        parts.phrase(data.says.map(function (part) { return typeof part === "number" ? link(part) : part; }), box);
      }
      if (box.tagName === "TD" && (cell.textContent || !Array.isArray(data))) box.dataset.label = heads[at];
      line.appendChild(box);
    });
    return line;
  }

  function start(table) {
    var body = table.tBodies[0], still = Array.prototype.slice.call(body.rows), nav = table.closest("section, article, body").querySelector(".kb-stretches");
    var heads = Array.prototype.map.call(table.tHead.rows[0].cells, function (head) { return head.textContent.trim(); });
    var form = table.id ? document.querySelector('.kb-filter[data-filter="' + table.id + '"]') : null;
    if (form) form.hidden = false;

    function ready(data) {
      var shape = Array.prototype.slice.call(still[0].cells), rows = data.rows.map(function (row) { return new Row(row, data.links); });
      var view = { items: rows }, ordered = rows, limited = false, sorted = false, left = [], drawn = 0;
      var more = make("p", "kb-further"), button = make("button", "kb-chip"), said = make("span", "kb-n");
      said.setAttribute("role", "status");
      button.type = "button";
      more.append(button, " ", said);
      more.hidden = true;
      (nav || table).insertAdjacentElement("beforebegin", more);

      function count(from) {
        var weight = 0, to = from;
        for (; to < left.length && to < from + MOST && (weight < WEIGHT || to < from + LEAST); to += 1) weight += left[to].weight();
        return to;
      }
      function further() {
        var to = count(drawn), next = left.slice(drawn, to).map(function (row) { return draw(row, shape, heads); });
        drawn = to;
        body.append.apply(body, next);
        button.hidden = drawn >= left.length;
        button.textContent = "Show " + (count(drawn) - drawn) + " more";
        said.textContent = drawn.toLocaleString("en") + " of " + left.length.toLocaleString("en") + " shown";
      }
      function show() {
        var whole = !limited && !sorted;
        if (nav) nav.hidden = !whole;
        more.hidden = whole;
        body.replaceChildren.apply(body, whole ? still : []);
        drawn = 0;
        if (whole) return;
        left = ordered.filter(function (row) { return !row.hidden; });
        further();
        more.hidden = !left.length;
      }
      view.draw = function (now) { if (now || limited) { limited = now; show(); } };
      view.order = function (all, now) { ordered = all; sorted = now; show(); };
      button.addEventListener("click", further);

      var box = form && form.querySelector("input[type=search]");
      if (box && box.value) { /* typed while the rows were on their way */
        var address = new URL(location.href);
        address.searchParams.set("words", box.value);
        history.replaceState(history.state, "", address);
      }
      var order = window.kbLists.sort(table, view);
      if (form) window.kbLists.limit(form, view);
      /* The order of each column is made while nobody waits for it */
      var column = 0;
      (function next() {
        if (order && column < order.columns) idle(function () { order.rank(column); column += 1; next(); });
        else table.dataset.ready = "";
      })();
    }

    idle(function () {
      parts.load(new URL(table.dataset.rows, location.href)).then(ready, function () {
        if (form) form.hidden = true; /* without the rows nothing can be filtered; the pages hold them */
      });
    });
  }

  Array.prototype.forEach.call(document.querySelectorAll("table[data-rows]"), start);
})();
