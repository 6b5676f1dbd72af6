/* The finder: one box that leads to any actor, place, event, source or article by any of its names.
   It opens with / or Ctrl-K, from the header, and from the front page's box; its list of names is loaded when it is first wanted.
   The pattern is the editable combobox with a list of the ARIA Authoring Practices, in a modal dialog.
   Without this script the same links lead to the index of actors. */
(function () {
  "use strict";

  var SHOWN = 10, FIRST = 8, SLICE = 200, PAUSE = 8; /* entries made ready at a time, and ms after which the page may do something else */
  var SOURCE = document.currentScript.src; /* assets/kb/js/finder.js, three folders under the root of the site */
  var ROOT = new URL("../../../", SOURCE);

  /* ---- ranking: pure, and asked by the tests ---- */

  /* A number whose bits say which letters are there: a quick way to see that a name cannot match */
  function letters(text) {
    var bits = 0;
    for (var at = 0; at < text.length; at += 1) if (text[at] !== " ") bits |= 1 << (text.charCodeAt(at) % 31);
    return bits;
  }
  function ones(bits) {
    var count = 0;
    for (; bits; bits &= bits - 1) count += 1;
    return count;
  }

  /* What the file holds, ready to be searched: every form of every entry as it is compared */
  function prepare(index) {
    var names = begin(index);
    while (further(names, index, Infinity));
    return names;
  }
  function begin(index) {
    return { entries: [], forms: [], of: index.entries.length };
  }
  /* Makes so many more entries ready; false when there is none left */
  function further(names, index, many) {
    var fold = window.kbFold, to = Math.min(names.of, names.entries.length + many);
    for (var order = names.entries.length; order < to; order += 1) {
      var line = index.entries[order], kind = index.kinds[line[0]];
      var key = fold(line[2]), entry = { kind: kind[0], label: kind[1], url: kind[2] + line[1] + "/", title: line[2] };
      names.entries.push(entry);
      names.forms.push({ key: key, bits: letters(key), text: line[2], label: "", loose: false, entry: entry, order: order });
      for (var at = 3; at < line.length; at += 2) {
        key = fold(line[at + 1]);
        names.forms.push({ key: key, bits: letters(key), text: line[at + 1], label: index.forms[line[at]], loose: index.loose.indexOf(line[at]) >= 0, entry: entry, order: order });
      }
    }
    return to < names.of;
  }

  /* Damerau's distance (optimal string alignment) of `sought` to what begins at `from` in `text`: to all of it, and to
     that beginning of it which is nearest. Whatever is above `most` comes back as most + 1. */
  var rows = [[], [], []];
  function distance(sought, text, from, most) {
    var width = Math.min(text.length - from, sought.length + most), two = rows[0], one = rows[1], now = rows[2], swap;
    for (var column = 0; column <= width; column += 1) one[column] = column;
    for (var row = 1; row <= sought.length; row += 1) {
      var letter = sought.charCodeAt(row - 1), before = row > 1 ? sought.charCodeAt(row - 2) : -1, least = now[0] = row;
      for (column = 1; column <= width; column += 1) {
        var other = text.charCodeAt(from + column - 1);
        var best = one[column - 1] + (letter === other ? 0 : 1);
        if (one[column] + 1 < best) best = one[column] + 1;
        if (now[column - 1] + 1 < best) best = now[column - 1] + 1;
        if (row > 1 && column > 1 && before === other && letter === text.charCodeAt(from + column - 2) && two[column - 2] + 1 < best) best = two[column - 2] + 1;
        now[column] = best;
        if (best < least) least = best;
      }
      swap = two; two = one; one = now; now = swap;
      if (least > most) return [most + 1, most + 1];
    }
    var nearest = most + 1;
    for (column = 0; column <= width; column += 1) if (one[column] < nearest) nearest = one[column];
    return [width === text.length - from ? Math.min(one[width], most + 1) : most + 1, nearest];
  }

  var typos = function (length) { return length < 4 ? 0 : length < 8 ? 1 : 2; };

  /* Each sought word begins a word of its own, in any order, with at most so many typos in all; -1 if not. The longest
     choose first: "al" would take the only "ali" from "ali". */
  function anyOrder(sought, words, most) {
    var used = [], spent = 0;
    for (var at = 0; at < sought.length; at += 1) {
      var allowed = Math.min(typos(sought[at].length), most - spent), best = allowed + 1, place = -1;
      for (var word = 0; word < words.length && best > 0; word += 1) {
        if (used[word]) continue;
        var cost = words[word].startsWith(sought[at]) ? 0 : allowed ? distance(sought[at], words[word], 0, allowed)[1] : 1;
        if (cost < best) { best = cost; place = word; }
      }
      if (place < 0) return -1;
      used[place] = true;
      spent += best;
    }
    return spent;
  }

  /* How well a form answers: the lower the better, Infinity if not at all.
     0 the name; 1 its beginning; 2 the beginning of a word in it; 3 its words in any order; 4 somewhere in it, spaces aside;
     from 5 with typos: one before two, and in each the whole name, its beginning, a word in it, words in any order */
  function answer(asked, form) {
    var key = form.key, missing = ones(asked.bits & ~form.bits);
    if (missing > asked.most) return Infinity;
    if (!missing) {
      if (key === asked.key) return 0;
      if (key.startsWith(asked.key)) return 1;
      if (key.indexOf(" " + asked.key) >= 0) return 2;
      var inside = asked.tight.length > 2 ? key.replace(/ /g, "").indexOf(asked.tight) : -1;
      if (inside === 0 && key.replace(/ /g, "").length === asked.tight.length) return 0.2;
      if (asked.words.length > 1 && anyOrder(asked.words, key.split(" "), 0) === 0) return 3;
      if (inside >= 0) return 4;
    }
    if (!asked.most) return Infinity;
    var found = distance(asked.key, key, 0, asked.most), best = Infinity;
    if (found[0] <= asked.most) best = 4 * found[0] + 1;
    if (found[1] <= asked.most) best = Math.min(best, 4 * found[1] + 2);
    for (var space = key.indexOf(" "); space >= 0; space = key.indexOf(" ", space + 1)) {
      var later = distance(asked.key, key, space + 1, asked.most)[1];
      if (later <= asked.most) best = Math.min(best, 4 * later + 3);
    }
    if (best === Infinity && asked.words.length > 1) {
      var spent = anyOrder(asked.words, key.split(" "), asked.most);
      if (spent >= 0) best = 4 * spent + 4;
    }
    return best;
  }

  /* The entries that answer, best first: [{entry, form}]; where two answer alike, the one that the articles name more often */
  function rank(prepared, text, limit) {
    var key = window.kbFold(text);
    if (!key) return [];
    var tight = key.replace(/ /g, "");
    var asked = { key: key, tight: tight, words: key.split(" ").sort(function (a, b) { return b.length - a.length; }), bits: letters(key), most: typos(tight.length) };
    var best = new Map();
    prepared.forms.forEach(function (form) {
      var score = answer(asked, form);
      if (score === Infinity) return;
      if (form.loose) score += 0.5;
      var held = best.get(form.order);
      if (!held || score < held.score) best.set(form.order, { score: score, form: form, entry: form.entry, order: form.order });
    });
    return Array.from(best.values()).sort(function (a, b) { return a.score - b.score || a.order - b.order; }).slice(0, limit || SHOWN);
  }

  /* ---- the list of names: loaded once, when it is first wanted ---- */

  var loading = null, arriving = null;
  /* The list as the file has it */
  function arrive() {
    if (!arriving) {
      arriving = fetch(new URL("data/finder.json", ROOT)).then(function (response) {
        if (!response.ok) throw new Error(String(response.status));
        return response.json();
      });
      arriving.catch(function () { arriving = null; }); /* the next time it is asked for again */
    }
    return arriving;
  }
  /* The list made ready to be searched: in slices, so that a key pressed meanwhile is not kept waiting */
  function load() {
    if (!loading) {
      loading = arrive().then(function (index) {
        var names = begin(index), turn = new MessageChannel(); /* sooner than a timer, which waits for 4 ms */
        return new Promise(function (done) {
          turn.port1.onmessage = function () {
            var start = performance.now(), left = true;
            while (left && performance.now() - start < PAUSE) left = further(names, index, SLICE);
            if (left) turn.port2.postMessage(null);
            else { turn.port1.close(); done(names); }
          };
          turn.port2.postMessage(null);
        });
      });
      loading.catch(function () { loading = null; });
    }
    return loading;
  }
  /* Those that are named most often stand first in the file, and need no searching */
  function often() {
    return arrive().then(function (index) {
      load();
      return prepare(Object.assign({}, index, { entries: index.entries.slice(0, FIRST) })).entries;
    });
  }

  /* ---- the dialog ---- */

  var make = function (name, className, text) {
    var element = document.createElement(name);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  };
  var dialog, input, list, status, options = [], active = -1, opener = null, failed = false;

  function build() {
    dialog = make("dialog", "kb-finder");
    dialog.setAttribute("aria-label", "Find by name");
    var bar = make("div", "kb-finder__bar");
    input = make("input", "kb-finder__box");
    input.type = "text";
    [["role", "combobox"], ["aria-label", "A name, in any spelling"], ["aria-autocomplete", "list"], ["aria-expanded", "true"], ["aria-controls", "kb-finder-list"],
      ["placeholder", "A name, in any spelling"], ["autocomplete", "off"], ["autocapitalize", "off"], ["spellcheck", "false"], ["enterkeyhint", "go"]
    ].forEach(function (pair) { input.setAttribute(pair[0], pair[1]); });
    var close = make("button", "kb-finder__close", "Close");
    close.type = "button";
    bar.append(input, close);
    list = make("div", "kb-finder__list");
    list.id = "kb-finder-list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Found");
    var foot = make("p", "kb-finder__foot");
    status = make("span");
    status.setAttribute("role", "status");
    foot.append(status, make("span", "kb-finder__keys", "↑ ↓ choose · Enter opens · Esc closes"));
    dialog.append(bar, list, foot);
    document.body.appendChild(dialog);

    input.addEventListener("input", show);
    close.addEventListener("click", function () { dialog.close(); });
    dialog.addEventListener("click", function (event) { if (event.target === dialog) dialog.close(); }); /* beside it */
    dialog.addEventListener("close", function () { if (opener && opener.isConnected) opener.focus(); opener = null; });
    dialog.addEventListener("keydown", keys);
    list.addEventListener("pointermove", function (event) {
      var option = event.target.closest("[role=option]");
      if (option && options.indexOf(option) !== active) choose(options.indexOf(option), false);
    });
    list.addEventListener("click", function (event) {
      var option = event.target.closest("[role=option]");
      if (option && option.dataset.fulltext !== undefined) { event.preventDefault(); fullText(); }
    });
  }

  function keys(event) {
    event.stopPropagation(); /* the host has keys of its own */
    if (event.target !== input || event.isComposing || event.altKey) return;
    var last = options.length - 1, to = -1;
    if (event.key === "ArrowDown") to = active < last ? active + 1 : 0;
    else if (event.key === "ArrowUp") to = active > 0 ? active - 1 : last;
    else if (event.key === "Home" && !event.shiftKey) to = 0;
    else if (event.key === "End" && !event.shiftKey) to = last;
    else if (event.key === "Enter") {
      event.preventDefault();
      if (options[active]) options[active].dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey: event.ctrlKey, metaKey: event.metaKey, shiftKey: event.shiftKey }));
      return;
    }
    if (to < 0 || last < 0) return;
    event.preventDefault();
    choose(to, true);
  }

  function choose(number, scroll) {
    if (options[active]) options[active].setAttribute("aria-selected", "false");
    active = number;
    if (!options[active]) { input.removeAttribute("aria-activedescendant"); return; }
    options[active].setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", options[active].id);
    if (scroll) options[active].scrollIntoView({ block: "nearest" });
  }

  function option(url, number) {
    var link = make("a", "kb-finder__hit");
    link.href = url;
    link.id = "kb-finder-" + number;
    link.tabIndex = -1;
    link.setAttribute("role", "option");
    link.setAttribute("aria-selected", "false");
    return link;
  }

  function hit(found, number) {
    var link = option(new URL(found.entry.url, ROOT), number), form = found.form;
    var glyph = make("span", "kb-k kb-k--" + found.entry.kind);
    glyph.setAttribute("aria-hidden", "true");
    var words = make("span", "kb-finder__words");
    words.appendChild(make("span", "kb-finder__title", found.entry.title));
    if (form && form.label) {
      var also = make("span", "kb-finder__also");
      also.append(make("b", "", form.text), " · " + (form.label === "name" ? "another name" : form.label));
      words.appendChild(also);
    }
    link.append(glyph, words, make("span", "kb-finder__kind", found.entry.label));
    return link;
  }

  function show() {
    var text = input.value;
    (text.trim() ? load() : often()).then(function (prepared) {
      if (text !== input.value) return; /* typed on meanwhile */
      failed = false;
      fill(text.trim() ? rank(prepared, text) : prepared.map(function (entry) { return { entry: entry }; }), text);
    }, function () {
      failed = true;
      fill([], text);
    });
  }

  function fill(found, text) {
    options = found.map(hit);
    var full = text.trim() && document.getElementById("__search") && option("#", options.length);
    if (full) {
      full.dataset.fulltext = "";
      full.classList.add("kb-finder__hit--full");
      full.append("Search the full text for “", make("b", "", text.trim()), "”");
      options.push(full);
    }
    list.replaceChildren.apply(list, options);
    list.scrollTop = 0;
    input.setAttribute("aria-expanded", String(options.length > 0));
    status.textContent = failed ? "The list of names did not load." : !text.trim() ? "Named most often" : found.length ? "" : "No name is like this.";
    if (!failed && found.length && text.trim()) status.textContent = found.length === 1 ? "1 name" : found.length + (found.length === SHOWN ? " nearest names" : " names");
    active = -1;
    choose(text.trim() ? 0 : -1, false);
  }

  function open(text, from) {
    if (!dialog) build();
    if (dialog.open) return;
    opener = from || (document.activeElement !== document.body ? document.activeElement : null);
    input.value = text || "";
    dialog.showModal();
    input.focus();
    show();
  }

  /* Over to the host's own search, with the same words */
  function fullText() {
    var toggle = document.getElementById("__search"), query = document.querySelector("[data-md-component=search-query]");
    var text = input.value.trim();
    opener = null;
    dialog.close();
    if (!toggle || !query) return;
    if (!toggle.checked) toggle.click();
    query.value = text;
    query.focus();
    query.dispatchEvent(new Event("keyup", { bubbles: true }));
  }

  /* ---- ways in ---- */

  var typing = function (target) { return target instanceof Element && target.closest("input, textarea, select, [contenteditable]"); };

  document.addEventListener("keydown", function (event) {
    var hotkey = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k";
    var slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target);
    if (!hotkey && !slash) return;
    event.preventDefault();
    event.stopPropagation();
    if (!dialog || !dialog.open) open("", null);
    else if (hotkey) dialog.close();
  }, true);

  document.addEventListener("click", function (event) {
    var from = event.target instanceof Element && event.target.closest("a.kb-find, form.kb-search input");
    if (!from || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(from.value || "", from);
    if (from.value !== undefined) from.value = "";
  });
  document.addEventListener("input", function (event) {
    var from = event.target instanceof Element && event.target.closest("form.kb-search input");
    if (!from || event.isComposing) return;
    open(from.value, from);
    from.value = "";
  });
  document.addEventListener("submit", function (event) {
    var from = event.target.closest("form.kb-search");
    if (!from) return;
    event.preventDefault();
    open(from.querySelector("input").value, from.querySelector("input"));
  });
  /* Whoever points at a way in, or comes to it with the keyboard, will want the names */
  ["pointerover", "focusin"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      if (event.target instanceof Element && event.target.closest("a.kb-find, form.kb-search")) load().catch(function () { /* said when it is opened */ });
    });
  });

  window.kbFinder = { open: open, load: load, prepare: prepare, rank: rank };
})();
