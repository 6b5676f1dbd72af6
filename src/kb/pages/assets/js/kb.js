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

  /* view: the rows of a table that goes on over several pages (long-table.js): values with what a line of the page has, and how to draw */
  function filter(form, prefix, view) {
    var scope = form.dataset.filter && document.getElementById(form.dataset.filter);
    if (!scope) scope = form.closest(".md-content__inner") || document;
    var items = view ? view.items : all("tbody > tr, .kb-event, .kb-fact, .kb-difference", scope);
    var groups = all(".kb-facts, .kb-year, .kb-month, .kb-weighed", scope).concat(all(".kb-section", scope).filter(function (group) { return one(".kb-event", group); }));
    var box = one("input[type=search]", form), chips = all(".kb-chip[data-key]", form), menus = all("select[data-key]", form);
    var from = one("input[data-bound=from]", form), to = one("input[data-bound=to]", form);
    var count = one(".kb-count", form), none = one(".kb-none", form), resets = all(".kb-reset", form);
    var keys = chips.concat(menus).map(function (one) { return one.dataset.key; }).filter(function (key, index, list) { return list.indexOf(key) === index; });
    var texts = items.map(function (item) { return " " + fold((item.dataset.text || "") + " " + item.textContent); });
    var held = items.map(function (item) {
      var own = {};
      keys.forEach(function (key) { own[key] = words(item.dataset[key]); });
      return own;
    });
    var drawn = all("a.kb-span", scope);

    var chosen = function () {
      var now = {};
      keys.forEach(function (key) {
        now[key] = chips.filter(function (chip) { return chip.dataset.key === key && chip.getAttribute("aria-pressed") === "true"; }).map(function (chip) { return chip.dataset.value; });
        menus.forEach(function (menu) { if (menu.dataset.key === key && menu.value) now[key].push(menu.value); });
      });
      return now;
    };
    /* A year that is not bounded lies outside every range that is given: nothing is known to put it there */
    var between = function (item) {
      var low = from && from.value ? Number(from.value) : null, high = to && to.value ? Number(to.value) : null;
      if (low === null && high === null) return true;
      if (!item.dataset.first && !item.dataset.last) return false;
      return (high === null || Number(item.dataset.first || item.dataset.last) <= high) && (low === null || Number(item.dataset.last || item.dataset.first) >= low);
    };

    function apply(store) {
      var now = chosen(), sought = box ? words(fold(box.value)) : [], shown = 0;
      /* passes(index, but): whether a line passes every limit but the one of a key */
      var rest = items.map(function (item, index) { return between(item) && sought.every(function (word) { return texts[index].indexOf(word.length > 2 ? word : " " + word) >= 0; }); });
      var passes = function (index, but) {
        return rest[index] && keys.every(function (key) {
          return key === but || !now[key].length || now[key].some(function (value) { return held[index][key].indexOf(value) >= 0; });
        });
      };
      items.forEach(function (item, index) {
        item.hidden = !passes(index, "");
        if (!item.hidden) shown += 1;
      });
      groups.forEach(function (group) {
        group.classList.toggle("kb-empty", !all(".kb-event, .kb-fact, .kb-difference", group).some(function (item) { return !item.hidden; }));
      });
      /* What a button or a line of a menu would leave, with everything else as it is chosen now */
      keys.forEach(function (key) {
        var left = {};
        items.forEach(function (item, index) {
          if (passes(index, key)) held[index][key].forEach(function (value) { left[value] = (left[value] || 0) + 1; });
        });
        chips.forEach(function (chip) {
          var number = one(".kb-n", chip);
          if (chip.dataset.key === key && number) number.textContent = left[chip.dataset.value] || 0;
        });
        menus.forEach(function (menu) {
          if (menu.dataset.key === key) all("option[data-text]", menu).forEach(function (option) { option.textContent = option.dataset.text + " (" + (left[option.value] || 0) + ")"; });
        });
      });
      all("[data-counts]").forEach(function (number) {
        var group = document.getElementById(number.dataset.counts), section = group && group.closest(".kb-section, .kb-month");
        if (section && scope.contains(section)) number.textContent = all(".kb-event", section).filter(function (item) { return !item.hidden; }).length;
      });
      drawn.forEach(function (link) {
        var line = document.getElementById(link.getAttribute("xlink:href").slice(1));
        link.classList.toggle("kb-off", !!line && line.hidden);
      });
      var limited = (box && box.value.trim()) || (from && from.value) || (to && to.value) || keys.some(function (key) { return now[key].length; });
      if (view) view.draw(!!limited);
      if (count) count.textContent = shown + " of " + items.length;
      if (none) none.hidden = shown > 0;
      resets.forEach(function (reset) { if (!reset.closest(".kb-none")) reset.hidden = !limited || !shown; /* where nothing is left, the message has one */ });
      if (store) {
        var changes = {};
        keys.forEach(function (key) { changes[prefix + key] = now[key].join(" "); });
        if (box) changes[prefix + "words"] = box.value.trim(); /* not q: Material opens its search on that */
        if (from) changes[prefix + "from"] = from.value;
        if (to) changes[prefix + "to"] = to.value;
        remember(changes);
      }
    }

    /* Nothing pressed means no limit; so does everything pressed */
    keys.forEach(function (key) {
      var wanted = words(asked(prefix + key));
      chips.forEach(function (chip) { if (chip.dataset.key === key) chip.setAttribute("aria-pressed", String(wanted.indexOf(chip.dataset.value) >= 0)); });
      menus.forEach(function (menu) {
        if (menu.dataset.key === key && all("option", menu).some(function (option) { return option.value === wanted[0]; })) menu.value = wanted[0];
      });
    });
    [[box, "words"], [from, "from"], [to, "to"]].forEach(function (field) {
      if (!field[0]) return;
      field[0].value = asked(prefix + field[1]);
      field[0].addEventListener("input", function () { apply(true); });
    });
    menus.forEach(function (menu) { menu.addEventListener("change", function () { apply(true); }); });
    form.addEventListener("click", function (event) {
      var chip = event.target.closest(".kb-chip[data-key]"), reset = event.target.closest(".kb-reset");
      if (reset) {
        chips.forEach(function (one) { one.setAttribute("aria-pressed", "false"); });
        menus.forEach(function (menu) { menu.value = ""; });
        [box, from, to].forEach(function (field) { if (field) field.value = ""; });
        apply(true);
        if (box) box.focus(); /* the button is gone */
        return;
      }
      if (!chip) return;
      chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
      apply(true);
    });
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.hidden = false;
    apply(false);
  }

  function sortable(table, prefix, view) {
    var body = table.tBodies[0], heads = all("thead th", table);
    if (!body || !heads.length) return null;
    var first = view ? view.items : Array.prototype.slice.call(body.rows);
    var order = new Intl.Collator(document.documentElement.lang || "en", { sensitivity: "base", numeric: true, ignorePunctuation: true });
    var value = function (row, column, type) {
      var cell = row.cells[column], text = cell ? ("value" in cell.dataset ? cell.dataset.value : cell.textContent).trim() : "";
      if (type !== "number") return text;
      var number = parseFloat(text.replace(/[^\d.-]/g, ""));
      return isNaN(number) ? null : number;
    };

    /* The rows in the order of a column, upwards, with their places in it: those that are alike share one. Made once for each */
    var ranked = {};
    function rank(column) {
      if (ranked[column]) return ranked[column];
      var type = column < 0 ? "" : heads[column].dataset.sort;
      var rows = first.map(function (row, index) { return { row: row, at: index, key: type ? value(row, column, type) : index, place: 0 }; });
      var by = function (a, b) {
        return type === "number" || !type ? a.key - b.key : type === "date" ? (a.key < b.key ? -1 : a.key > b.key ? 1 : 0) : order.compare(a.key, b.key);
      };
      var known = rows.filter(function (entry) { return entry.key !== null && entry.key !== ""; });
      known.sort(function (a, b) { return by(a, b) || a.at - b.at; });
      known.forEach(function (entry, index) { entry.place = index && !by(known[index - 1], entry) ? known[index - 1].place : index; });
      ranked[column] = { known: known, rest: rows.filter(function (entry) { return entry.key === null || entry.key === ""; }) };
      return ranked[column];
    }

    function apply(column, down) {
      var found = rank(column), known = found.known.slice();
      if (down) known.sort(function (a, b) { return b.place - a.place || a.at - b.at; });
      var rows = known.concat(found.rest).map(function (entry) { return entry.row; }); /* what is not known stands last, either way */
      if (view) view.order(rows, column >= 0);
      else body.append.apply(body, rows);
      heads.forEach(function (head, index) {
        if (index === column) head.setAttribute("aria-sort", down ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      if (menu) menu.value = column < 0 ? "" : column + (down ? "-down" : "-up");
    }
    var keep = function (column, down) {
      apply(column, down);
      var change = {};
      change[prefix + "sort"] = column < 0 ? "" : column + (down ? "-down" : "-up");
      remember(change);
    };
    /* On a phone the headings are not shown: a menu sorts instead */
    var menu = table.id ? one('select[data-sorts="' + table.id + '"]') : null;
    if (menu) menu.addEventListener("change", function () {
      var wanted = /^(\d+)-(up|down)$/.exec(menu.value);
      keep(wanted ? Number(wanted[1]) : -1, !!wanted && wanted[2] === "down");
    });

    heads.forEach(function (head, column) {
      if (!head.dataset.sort || one("button", head)) return;
      var button = make("button");
      button.type = "button";
      while (head.firstChild) button.appendChild(head.firstChild);
      head.appendChild(button);
      button.addEventListener("click", function () {
        var now = head.getAttribute("aria-sort");
        var down = now ? now === "ascending" : head.dataset.sort === "number";
        keep(column, down);
      });
    });
    var wanted = /^(\d+)-(up|down)$/.exec(asked(prefix + "sort"));
    if (wanted && heads[wanted[1]] && heads[wanted[1]].dataset.sort) apply(Number(wanted[1]), wanted[2] === "down");
    return { columns: heads.length, rank: rank };
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

  /* Where a page has several lists, the address says which one is meant. A table that goes on over several pages waits for its rows */
  function limit(form, view) {
    var scope = document.getElementById(form.dataset.filter || "");
    if (scope && scope.dataset.rows && !view) return;
    filter(form, form.dataset.filter && all(".kb-filter").length > 1 ? form.dataset.filter + "." : "", view);
  }
  function sort(table, view) {
    if (table.dataset.rows && !view) return null;
    return sortable(table, table.id && all("table.kb-sort").length > 1 ? table.id + "." : "", view);
  }

  function start() {
    all(".kb-article").forEach(article);
    all(".kb-cite-form").forEach(copying);
    all(".kb-filter").forEach(function (form) { limit(form); });
    all("table.kb-sort").forEach(function (table) { sort(table); });
    all("table.kb-table, table.kb-accounts").forEach(label);
    light();
  }

  window.kbLists = { limit: limit, sort: sort };

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
