/* Small conveniences on pages that are complete without them: lighting a passage, sorting and filtering lists,
   and pairing notes with their passages. What is compared is folded by fold.js; the search is finder.js.
   No dependencies, no inline handlers, no style attributes; state is kept in classes, ARIA and the address. */
(function () {
  "use strict";

  var all = function (selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); };
  var one = function (selector, root) { return (root || document).querySelector(selector); };
  var make = function (name, className, text) {
    var element = document.createElement(name);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  };
  var fold = window.kbFold; /* fold.js: what is compared is what is read */
  var words = function (text) { return (text || "").split(/\s+/).filter(Boolean); };

  /* ---- passages ---- */

  var segments = function (key) { return all('.kb-q[data-q="' + CSS.escape(key) + '"]'); };
  var notes = function (key) { return all('.kb-note[data-for="' + CSS.escape(key) + '"]'); };
  var unfold = function (aside) {
    aside.classList.remove("kb-folded");
    var button = one(".kb-fold", aside);
    if (button) button.setAttribute("aria-expanded", "true");
  };

  function light() {
    all(".kb-lit").forEach(function (element) { element.classList.remove("kb-lit"); });
    var key = "";
    try { key = decodeURIComponent(location.hash.slice(1)); } catch (error) { return; }
    if (!key) return;
    segments(key).forEach(function (element) { element.classList.add("kb-lit"); });
    notes(key).forEach(function (element) {
      element.classList.add("kb-lit");
      var margin = element.closest(".kb-notes"), more = element.closest("details");
      if (more) more.open = true;
      if (margin) {
        unfold(margin);
        margin.scrollTop = element.offsetTop - 8; /* the margin is as high as its paragraph, and scrolls */
      }
    });
  }

  function pair(event) {
    var target = event.target instanceof Element ? event.target : null;
    var note = target && target.closest(".kb-note[data-for]");
    var passage = target && target.closest(".kb-q[data-q]");
    var key = note ? note.dataset.for : passage ? passage.dataset.q : "";
    all(".kb-pair").forEach(function (element) { element.classList.remove("kb-pair"); });
    if (key) segments(key).concat(notes(key)).forEach(function (element) { element.classList.add("kb-pair"); });
  }

  /* From the words, one click lists what rests on them */
  function choose(event) {
    var passage = event.target.closest(".kb-q[data-q]");
    if (!passage || event.target.closest("a, button") || String(getSelection())) return;
    var place = pageYOffset;
    location.hash = passage.dataset.q;
    scrollTo(0, place);
  }

  function article(root) {
    all(".kb-notes", root).forEach(function (aside) {
      if (one(".kb-fold", aside)) return;
      var count = all(".kb-note__fact", aside).length;
      if (!count) return;
      var button = make("button", "kb-fold", count + (count === 1 ? " fact" : " facts"));
      button.type = "button";
      button.setAttribute("aria-expanded", "false");
      button.addEventListener("click", function () {
        var folded = aside.classList.toggle("kb-folded");
        button.setAttribute("aria-expanded", String(!folded));
      });
      aside.insertBefore(button, aside.firstChild);
      aside.classList.add("kb-folded");
    });
    all(".kb-fn a[href*='#']", root).forEach(function (link) {
      var note = document.getElementById(link.hash.slice(1));
      if (note) link.dataset.q = note.textContent.replace(/\s+/g, " ").trim();
    });
    root.addEventListener("click", choose);
  }

  /* ---- lists: filter, sort; the address keeps what was chosen ---- */

  function remember(changes) {
    var address = new URL(location.href);
    Object.keys(changes).forEach(function (key) {
      if (changes[key]) address.searchParams.set(key, changes[key]);
      else address.searchParams.delete(key);
    });
    history.replaceState(history.state, "", address);
  }
  var asked = function (key) { return new URL(location.href).searchParams.get(key) || ""; };

  function filter(form, prefix) {
    var scope = form.dataset.filter && document.getElementById(form.dataset.filter);
    if (!scope) scope = form.closest(".md-content__inner") || document;
    var items = all("tbody > tr, .kb-event, .kb-fact, .kb-difference", scope);
    var groups = all(".kb-facts, .kb-year, .kb-weighed", scope);
    var box = one("input", form), chips = all(".kb-chip[data-key]", form), count = one(".kb-count", form);
    var keys = chips.map(function (chip) { return chip.dataset.key; }).filter(function (key, index, list) { return list.indexOf(key) === index; });
    var texts = items.map(function (item) { return fold((item.dataset.text || "") + " " + item.textContent); });

    function apply(store) {
      var chosen = {}, sought = box ? words(fold(box.value)) : [], shown = 0;
      keys.forEach(function (key) {
        chosen[key] = chips.filter(function (chip) { return chip.dataset.key === key && chip.getAttribute("aria-pressed") === "true"; }).map(function (chip) { return chip.dataset.value; });
      });
      items.forEach(function (item, index) {
        var keep = keys.every(function (key) {
          var own = words(item.dataset[key]);
          return !chosen[key].length || chosen[key].some(function (value) { return own.indexOf(value) >= 0; });
        }) && sought.every(function (word) { return (" " + texts[index]).indexOf(word.length > 2 ? word : " " + word) >= 0; });
        item.hidden = !keep;
        if (keep) shown += 1;
      });
      groups.forEach(function (group) {
        group.classList.toggle("kb-empty", !all(".kb-event, .kb-fact, .kb-difference", group).some(function (item) { return !item.hidden; }));
      });
      if (count) count.textContent = shown + " of " + items.length;
      if (store) {
        var changes = {};
        keys.forEach(function (key) { changes[prefix + key] = chosen[key].join(" "); });
        if (box) changes[prefix + "q"] = box.value.trim();
        remember(changes);
      }
    }

    /* Nothing pressed means no limit; so does everything pressed */
    keys.forEach(function (key) {
      var mine = chips.filter(function (chip) { return chip.dataset.key === key; });
      var wanted = words(asked(prefix + key));
      mine.forEach(function (chip) { chip.setAttribute("aria-pressed", String(wanted.indexOf(chip.dataset.value) >= 0)); });
    });
    if (box) {
      box.value = asked(prefix + "q");
      box.addEventListener("input", function () { apply(true); });
    }
    form.addEventListener("click", function (event) {
      var chip = event.target.closest(".kb-chip[data-key]");
      if (!chip) return;
      chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
      apply(true);
    });
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.hidden = false;
    apply(false);
  }

  function sortable(table, prefix) {
    var body = table.tBodies[0], heads = all("thead th", table);
    if (!body || !heads.length) return;
    var first = Array.prototype.slice.call(body.rows);
    var order = new Intl.Collator(document.documentElement.lang || "en", { sensitivity: "base", numeric: true, ignorePunctuation: true });
    var value = function (row, column, type) {
      var cell = row.cells[column], text = cell ? ("value" in cell.dataset ? cell.dataset.value : cell.textContent).trim() : "";
      if (type !== "number") return text;
      var number = parseFloat(text.replace(/[^\d.-]/g, ""));
      return isNaN(number) ? null : number;
    };

    function apply(column, down) {
      var type = heads[column].dataset.sort;
      var rows = first.map(function (row, index) { return { row: row, at: index, key: value(row, column, type) }; });
      rows.sort(function (a, b) {
        var none = (a.key === null || a.key === "") - (b.key === null || b.key === "");
        if (none) return none; /* what is not known stands last, either way */
        var by = type === "number" ? a.key - b.key : type === "date" ? (a.key < b.key ? -1 : a.key > b.key ? 1 : 0) : order.compare(a.key, b.key);
        return (down ? -by : by) || a.at - b.at;
      });
      rows.forEach(function (entry) { body.appendChild(entry.row); });
      heads.forEach(function (head, index) {
        if (index === column) head.setAttribute("aria-sort", down ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
    }

    heads.forEach(function (head, column) {
      if (!head.dataset.sort || one("button", head)) return;
      var button = make("button");
      button.type = "button";
      while (head.firstChild) button.appendChild(head.firstChild);
      head.appendChild(button);
      button.addEventListener("click", function () {
        var now = head.getAttribute("aria-sort");
        var down = now ? now === "ascending" : head.dataset.sort === "number";
        apply(column, down);
        remember((function (change) { change[prefix + "sort"] = column + (down ? "-down" : "-up"); return change; })({}));
      });
    });
    var wanted = /^(\d+)-(up|down)$/.exec(asked(prefix + "sort"));
    if (wanted && heads[wanted[1]] && heads[wanted[1]].dataset.sort) apply(Number(wanted[1]), wanted[2] === "down");
  }

  /* On a phone a cell stands apart from its heading, so it carries it */
  function label(table) {
    var heads = all("thead tr:last-child > *", table).map(function (head) { return head.dataset.short || head.textContent.trim(); });
    all("tbody td", table).forEach(function (cell) {
      if (!cell.dataset.label && heads[cell.cellIndex]) cell.dataset.label = heads[cell.cellIndex];
    });
  }

  /* ---- the card of a citing link must stay inside the window ---- */

  function turn(event) {
    var link = event.target instanceof Element && event.target.closest(".kb-cite[data-q], .kb-fn a[data-q]");
    all(".kb-hush").forEach(function (other) { if (other !== link) other.classList.remove("kb-hush"); });
    if (!link) return;
    var place = link.getBoundingClientRect(), note = link.matches(".kb-fn a");
    var room = document.documentElement.clientWidth;
    link.classList.toggle("kb-turn-right", note ? place.left < room - 380 : place.right < 400);
    link.classList.toggle("kb-turn-down", place.top < 240);
  }

  /* ---- references: copied where the browser lets a page do so ---- */

  function copying(form) {
    var text = one("pre", form), label = one(".kb-label", form);
    if (!text || !label || one("button", label) || !navigator.clipboard) return;
    var button = make("button", "kb-chip", "Copy");
    button.type = "button";
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(text.textContent).then(function () { button.textContent = "Copied"; }, function () {
        getSelection().selectAllChildren(text); /* not allowed: the text is chosen, and the reader copies it */
        button.textContent = "Selected: copy it with the keyboard";
      });
    });
    label.appendChild(button);
  }

  function start() {
    all(".kb-article").forEach(article);
    all(".kb-cite-form").forEach(copying);
    var forms = all(".kb-filter");
    forms.forEach(function (form) { filter(form, forms.length > 1 && form.dataset.filter ? form.dataset.filter + "." : ""); });
    var tables = all("table.kb-sort");
    tables.forEach(function (table) { sortable(table, tables.length > 1 && table.id ? table.id + "." : ""); });
    all("table.kb-table, table.kb-accounts").forEach(label);
    light();
  }

  addEventListener("hashchange", light);
  document.addEventListener("pointerover", pair);
  document.addEventListener("focusin", pair);
  document.addEventListener("pointerover", turn);
  document.addEventListener("focusin", turn);
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") all(".kb-cite[data-q], .kb-fn a[data-q]").forEach(function (link) { link.classList.toggle("kb-hush", link.matches(":hover, :focus-visible")); });
  }, true);

  /* Material announces a page when it swaps pages without loading them; otherwise there is one page */
  if (window.document$ && window.document$.subscribe) window.document$.subscribe(start);
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
