/* The network page, alive: it reads data/network.json, and searches, filters, moves and tells. network-picture.js draws.
   Without it the page has the same picture and the same table. No style attributes, no requests but for the file of the
   ties and, once something is chosen, that of their words. What is chosen is kept in the address after #. */
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
  var counted = function (number, noun) { return number.toLocaleString("en") + " " + noun + (number === 1 ? "" : "s"); };
  var CARD = 40; /* ties that a card tells before it is asked for more */

  var form = one(".kb-net-form"), view = one(".kb-net-view"), tools = one(".kb-net-tools"), card = one(".kb-net-card"), wait = one(".kb-net-wait");
  if (!form || !view || !window.kbPicture) return;
  var root = form.dataset.network.replace(/data\/network\.json$/, "");
  var get = function (url) {
    return fetch(url).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    });
  };

  get(form.dataset.network).then(start).catch(function () {
    view.classList.add("kb-off"); /* the picture and the table stand as they are without scripts */
  });

  /* The columns of the file as names and ties that know each other */
  function read_in(data) {
    var names = data.names.id.map(function (id, index) {
      var kind = data.kinds[data.names.kind[index]], name = data.names.name[index];
      return {
        id: id, name: name, kind: kind[0], label: kind[1], url: kind[2] + "/" + id + "/", x: data.names.x[index], y: data.names.y[index],
        also: data.names.also[index], folded: "", times: 0, index: index,
      };
    });
    var columns = data.ties;
    var ties = columns.id.map(function (id, index) {
      var type = data.types[columns.type[index]], voice = data.voices[columns.voice[index]];
      var from = names[columns.from[index]], to = names[columns.to[index]];
      from.times += 1;
      to.times += 1;
      return {
        id: id, from: from, to: to, tie: type[0], bothWays: type[1], words: data.says[columns.says[index]],
        certainty: data.certainties[columns.certainty[index]], status: data.statuses[columns.status[index]], when: data.whens[columns.when[index]],
        first: columns.first[index], last: columns.last[index], voice: voice[0], ownVoice: voice[1], passages: columns.passages[index], kept: true, line: -1,
      };
    });
    return { names: names, ties: ties, lines: lines_of(ties) };
  }

  /* Ties of one direction, certainty, status and kind of voice between two names are one line; lines of one pair stand apart */
  function lines_of(ties) {
    var pairs = new Map(), lines = [];
    ties.forEach(function (tie) {
      var turned = tie.from.id > tie.to.id, pair = turned ? tie.to.index + " " + tie.from.index : tie.from.index + " " + tie.to.index;
      var key = [tie.bothWays ? "" : tie.to.id, tie.certainty, tie.status, tie.ownVoice ? 1 : 0].join(" ");
      if (!pairs.has(pair)) pairs.set(pair, new Map());
      var found = pairs.get(pair);
      if (!found.has(key)) found.set(key, []);
      found.get(key).push(tie);
    });
    pairs.forEach(function (found) {
      Array.from(found.keys()).sort().forEach(function (key, place) {
        var group = found.get(key), first = group[0], turned = first.from.id > first.to.id, off = 8 * (place - (found.size - 1) / 2);
        var ends = first.bothWays && turned ? [first.to, first.from] : [first.from, first.to];
        group.forEach(function (tie) { tie.line = lines.length; });
        lines.push({
          from: ends[0].index, to: ends[1].index, arrow: !first.bothWays, off: !first.bothWays && turned ? -off : off,
          certainty: first.certainty, unreal: first.status !== "actual", other: !first.ownVoice, ties: group,
        });
      });
    });
    return lines;
  }

  function start(data) {
    var net = read_in(data), names = net.names, ties = net.ties, lines = net.lines, nameOf = {}, tieOf = {}, rows = {}, shapes = {};
    names.forEach(function (name) { nameOf[name.id] = name; });
    ties.forEach(function (tie) { tieOf[tie.id] = tie; });
    all("tr[data-tie]").forEach(function (row) { rows[row.dataset.tie] = row; });
    all("path[id^=kb-shape-]").forEach(function (path) { shapes[path.id.slice(9)] = new Path2D(path.getAttribute("d")); });
    var state = { kind: [], certainty: [], without: "", tie: "", from: "", to: "", focus: "", line: "" };

    view.scrollTo(0, 0);
    var picture = window.kbPicture(view, names, lines, shapes);
    new MutationObserver(function () { picture.look(); }).observe(document.body, { attributes: true, attributeFilter: ["data-md-color-scheme"] });
    if (document.fonts && document.fonts.ready) document.fonts.ready.then(function () { picture.look(); });

    /* ---- what is shown ---- */

    var box = one("input[type=search]", form), found = one(".kb-net-found", form), said = one(".kb-count", form), panel = one("details", form);
    var chips = all(".kb-chip[data-key]", form), type = one("select", form), from = one("[name=from]", form), to = one("[name=to]", form);
    var number = one(".kb-net-set", form), reset = one("[data-do=reset]", form);
    var kept = function (tie) {
      if (state.kind.length && state.kind.indexOf(tie.from.kind) < 0 && state.kind.indexOf(tie.to.kind) < 0) return false;
      if (state.certainty.length && state.certainty.indexOf(tie.certainty) < 0) return false;
      if (state.without && tie.certainty === state.without) return false;
      if (state.tie && tie.tie !== state.tie) return false;
      if (!state.from && !state.to) return true;
      return tie.first !== null && (!state.to || tie.first <= Number(state.to)) && (!state.from || tie.last >= Number(state.from));
    };
    var shownNames = new Uint8Array(names.length), shownLines = new Uint8Array(lines.length);

    function show() {
      var shown = 0, undated = 0, here = 0, actors = 0;
      shownNames.fill(0);
      shownLines.fill(0);
      ties.forEach(function (tie) {
        var keep = kept(tie), row = rows[tie.id];
        if (keep) {
          shown += 1;
          shownNames[tie.from.index] = shownNames[tie.to.index] = shownLines[tie.line] = 1;
          if (row) here += 1;
        } else if (tie.first === null && (state.from || state.to)) undated += 1;
        tie.kept = keep;
        if (row && row.hidden === keep) row.hidden = !keep; /* only what changes is touched */
      });
      shownNames.forEach(function (is) { actors += is; });
      picture.show(shownNames, shownLines);
      light();
      var hidden = ties.length - shown, away = shown - here;
      var words = counted(actors, "name") + ", " + counted(shown, "tie") + " shown";
      words += hidden ? "; " + counted(hidden, "tie") + " hidden by the filters" + (undated ? ", " + undated.toLocaleString("en") + " of them because no date is given" : "") : "";
      if (hidden && away) words += ". " + counted(away, "tie") + " of these stand" + (away === 1 ? "s" : "") + " on other pages of the table";
      said.textContent = words + ".";
      chips.forEach(function (chip) {
        var value = state[chip.dataset.key];
        chip.setAttribute("aria-pressed", String(Array.isArray(value) ? value.indexOf(chip.dataset.value) >= 0 : value === chip.dataset.value));
      });
      type.value = state.tie;
      from.value = state.from;
      to.value = state.to;
      var set = state.kind.length + state.certainty.length + [state.without, state.tie, state.from || state.to].filter(Boolean).length;
      number.textContent = set ? String(set) : "";
      reset.hidden = !set && !state.focus && !state.line;
    }

    function light() {
      picture.choose(state.focus ? nameOf[state.focus].index : -1, state.line ? tieOf[state.line].line : -1);
    }

    /* ---- the card ---- */

    var words = null; /* of passages, by their ids; asked for when the first card opens */
    function worded() {
      if (!words) words = get(root + "data/network-words.json").then(function (file) { return file.words; }, function () { return {}; });
      words.then(function (found) {
        all("a.kb-cite", card).forEach(function (a) { if (found[a.hash.slice(1)]) a.dataset.q = found[a.hash.slice(1)]; });
      });
    }
    function named(name) {
      var a = make("a", "kb-name");
      a.href = root + name.url;
      a.appendChild(make("span", "kb-k kb-k--" + name.kind)).setAttribute("aria-hidden", "true");
      a.appendChild(document.createTextNode(name.name));
      return a;
    }
    function told(tie) {
      var item = make("li");
      item.append(named(tie.from), " ");
      item.append(make("span", tie.certainty === "denied" ? "kb-denied" : "", tie.words), " ", named(tie.to));
      if (tie.when) item.append(" ", make("span", "kb-when", tie.when));
      item.append(" ", make("span", "kb-cert kb-cert--" + tie.certainty, tie.certainty), " ");
      if (tie.status !== "actual") item.append(make("span", "kb-status kb-status--" + tie.status, tie.status), " ");
      item.append(make("span", "kb-voice" + (tie.ownVoice ? "" : " kb-voice--other"), tie.voice));
      tie.passages.forEach(function (passage) {
        var article = data.articles[data.passages.article[passage]];
        var a = make("a", "kb-cite", article[1] + " " + data.passages.where[passage]);
        a.href = root + "articles/" + article[0] + "/#" + data.passages.id[passage];
        a.dataset.fact = tie.id;
        item.append(" ", a);
      });
      return item;
    }
    function tell() {
      card.replaceChildren();
      var name = nameOf[state.focus], tie = tieOf[state.line], list = make("ul"), about = [], more = make("button", "kb-chip");
      card.hidden = !name && !tie;
      if (card.hidden) return;
      if (name) {
        about = ties.filter(function (other) { return other.kept && (other.from === name || other.to === name); });
        card.appendChild(make("h2")).appendChild(named(name));
        card.append(make("p", "", name.label + "; " + counted(about.length, "tie") + " shown"));
      } else {
        /* what lies under one line of the picture: everything between the two */
        about = ties.filter(function (other) {
          return other.kept && ((other.from === tie.from && other.to === tie.to) || (other.from === tie.to && other.to === tie.from));
        });
        about.sort(function (a, b) { return (b.line === tie.line) - (a.line === tie.line) || (b.id === tie.id) - (a.id === tie.id); });
        card.append(make("h2", "", tie.from.name + " and " + tie.to.name));
      }
      function further() {
        var next = about.splice(0, CARD).map(told);
        list.append.apply(list, next);
        more.hidden = !about.length;
        more.textContent = "Further ties (" + about.length.toLocaleString("en") + ")";
        worded();
        return next[0];
      }
      more.type = "button";
      more.addEventListener("click", function () { one("a", further()).focus(); });
      further();
      card.append(list, more);
    }

    /* ---- the address ---- */

    function read() {
      var hash = "";
      try { hash = decodeURIComponent(location.hash.slice(1)); } catch (error) { hash = ""; }
      var plain = /^n-(.+)$/.exec(hash), asked = new URLSearchParams(plain || hash.indexOf("=") < 0 ? "" : location.hash.slice(1));
      ["kind", "certainty"].forEach(function (key) { state[key] = (asked.get(key) || "").split(" ").filter(Boolean); });
      ["without", "tie"].forEach(function (key) { state[key] = asked.get(key) || ""; });
      ["from", "to"].forEach(function (key) { state[key] = /^\d{1,4}$/.test(asked.get(key) || "") ? asked.get(key) : ""; });
      state.focus = plain ? plain[1] : asked.get("focus") || "";
      state.line = asked.get("line") || "";
      if (!nameOf[state.focus]) state.focus = "";
      if (!tieOf[state.line]) state.line = "";
      if (state.tie && !all("option", type).some(function (option) { return option.value === state.tie; })) state.tie = "";
      var at = (asked.get("at") || "").split(" ").map(Number);
      return at.length === 3 && at.every(isFinite) ? at : null;
    }
    function write() {
      var params = new URLSearchParams();
      ["kind", "certainty"].forEach(function (key) { if (state[key].length) params.set(key, state[key].join(" ")); });
      ["without", "tie", "from", "to", "focus", "line"].forEach(function (key) { if (state[key]) params.set(key, state[key]); });
      if (moved) params.set("at", [picture.zoom().toFixed(3), Math.round(picture.pan().x), Math.round(picture.pan().y)].join(" "));
      var text = String(params);
      if (text === "focus=" + encodeURIComponent(state.focus)) text = "n-" + state.focus; /* the same address leads there without scripts */
      history.replaceState(history.state, "", location.pathname + location.search + (text ? "#" + text : ""));
    }
    function change(changes) {
      Object.keys(changes).forEach(function (key) { state[key] = changes[key]; });
      show();
      tell();
      write();
    }

    var moved = false, timer = 0;
    function soon() {
      moved = true;
      clearTimeout(timer);
      timer = setTimeout(write, 250); /* browsers refuse an address that changes with every step of a wheel */
    }
    var visible = function () { return picture.byTies.filter(function (index) { return shownNames[index]; }); };
    function place(at) {
      var beside = !card.hidden && getComputedStyle(card).position === "absolute" ? card.offsetWidth + 10 : 0, near = {};
      if (at) { picture.lookAt(at[0], at[1], at[2]); moved = true; return; }
      if (!state.focus && !state.line) { picture.fit(visible(), 1.4, 0); return; }
      if (state.line) near[tieOf[state.line].from.index] = near[tieOf[state.line].to.index] = true;
      else ties.forEach(function (tie) {
        if (tie.kept && (tie.from.id === state.focus || tie.to.id === state.focus)) near[tie.from.index] = near[tie.to.index] = true;
      });
      if (state.focus) near[nameOf[state.focus].index] = true;
      picture.fit(Object.keys(near).map(Number), 1.4, beside);
    }

    /* ---- choosing ---- */

    function choose(what) {
      if (!what) change({ focus: "", line: "" });
      else if (what.name !== undefined) change({ focus: names[what.name].id, line: "" });
      else change({ focus: "", line: lines[what.line].ties.find(function (tie) { return tie.kept; }).id });
    }
    function go(id) {
      var changes = { focus: id, line: "" };
      if (!shownNames[nameOf[id].index]) changes = { focus: id, line: "", kind: [], certainty: [], without: "", tie: "", from: "", to: "" };
      moved = false;
      found.hidden = true;
      change(changes);
      place(null);
    }
    /* From the keyboard: the next or the last of the names, those with most ties first */
    function step(by) {
      var there = visible(), at = state.focus ? there.indexOf(nameOf[state.focus].index) : by > 0 ? -1 : there.length;
      if (there.length) go(names[there[(at + by + there.length) % there.length]].id);
    }
    function seek() {
      var sought = fold(box.value), parts = sought.split(" ").filter(Boolean);
      names.forEach(function (name) { name.folded = name.folded || " " + fold(name.also + " " + name.name) + " "; });
      var hits = parts.length ? names.filter(function (name) { return parts.every(function (part) { return name.folded.indexOf(part) >= 0; }); }) : [];
      /* whole words first, then names that begin so, then words that do, then the rest */
      var rank = new Map(hits.map(function (name) {
        var text = name.folded;
        return [name, text.indexOf(" " + sought + " ") >= 0 ? 0 : fold(name.name).indexOf(sought) === 0 ? 1 : text.indexOf(" " + sought) >= 0 ? 2 : 3];
      }));
      hits.sort(function (a, b) { return rank.get(a) - rank.get(b) || (a.name < b.name ? -1 : 1); });
      found.replaceChildren();
      hits.slice(0, 8).forEach(function (name) {
        var button = make("button");
        button.type = "button";
        button.dataset.id = name.id;
        button.appendChild(make("span", "kb-k kb-k--" + name.kind)).setAttribute("aria-hidden", "true");
        button.append(name.name);
        found.appendChild(make("li")).appendChild(button);
      });
      if (parts.length && !hits.length) found.appendChild(make("li", "kb-nothing", "Nobody with a tie goes by this name"));
      if (hits.length > 8) found.appendChild(make("li", "kb-nothing", "and " + (hits.length - 8) + " more"));
      found.hidden = !parts.length;
    }
    box.addEventListener("input", seek);
    box.addEventListener("focus", seek);
    document.addEventListener("pointerdown", function (event) { if (!event.target.closest(".kb-net-find")) found.hidden = true; });
    one(".kb-net-find", form).addEventListener("keydown", function (event) {
      var buttons = all("button", found), at = buttons.indexOf(document.activeElement);
      if (event.key === "Escape") { found.hidden = true; box.focus(); }
      else if (event.key === "ArrowDown" && buttons.length) { buttons[Math.min(at + 1, buttons.length - 1)].focus(); event.preventDefault(); }
      else if (event.key === "ArrowUp" && at >= 0) { (buttons[at - 1] || box).focus(); event.preventDefault(); }
      else if (event.key === "Enter" && event.target === box) { if (buttons[0]) go(buttons[0].dataset.id); event.preventDefault(); }
    });
    found.addEventListener("click", function (event) {
      var button = event.target.closest("button");
      if (button) { go(button.dataset.id); box.focus(); found.hidden = true; }
    });
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("click", function (event) {
      var chip = event.target.closest(".kb-chip, .kb-reset");
      if (!chip) return;
      var key = chip.dataset.key, value = chip.dataset.value, changes = {};
      if (chip.dataset.do === "reset") {
        moved = false;
        box.value = "";
        change({ kind: [], certainty: [], without: "", tie: "", from: "", to: "", focus: "", line: "" });
        place(null);
        one("summary", form).focus(); /* the button has gone */
        return;
      }
      if (key === "without") changes.without = state.without ? "" : value;
      else changes[key] = state[key].indexOf(value) >= 0 ? state[key].filter(function (other) { return other !== value; }) : state[key].concat(value);
      change(changes);
    });
    form.addEventListener("change", function (event) {
      if (event.target === type) change({ tie: type.value });
      if (event.target === from || event.target === to) change({ from: from.value.replace(/\D/g, "").slice(0, 4), to: to.value.replace(/\D/g, "").slice(0, 4) });
    });

    /* ---- moving: the page must scroll past the picture, so the wheel and the finger are its own only when asked ---- */

    var held = false, hint = one(".kb-net-hint"), fingers = new Map(), dragged = false;
    function hold(on) {
      held = on;
      view.classList.toggle("kb-held", on);
      one("[data-do=hold]", tools).setAttribute("aria-pressed", String(on));
    }
    function spot(event) {
      var frame = view.getBoundingClientRect();
      return { x: event.clientX - frame.left - view.clientLeft, y: event.clientY - frame.top - view.clientTop };
    }
    view.addEventListener("wheel", function (event) {
      if (!held && !event.ctrlKey) return;
      var here = spot(event), step = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
      event.preventDefault();
      picture.zoomBy(Math.exp(-Math.max(-200, Math.min(step, 200)) * 0.0022), here.x, here.y);
      soon();
    }, { passive: false });
    view.addEventListener("pointerdown", function (event) {
      if (event.button) return;
      if (event.pointerType === "mouse") { hold(true); view.focus({ preventScroll: true }); }
      if (!fingers.size) dragged = false;
      fingers.set(event.pointerId, spot(event));
    });
    addEventListener("pointermove", function (event) {
      var before = fingers.get(event.pointerId), here;
      if (!before) {
        if (event.pointerType === "mouse" && view.contains(event.target)) {
          here = spot(event);
          here = picture.at(here.x, here.y, 4);
          picture.hover(here);
          view.classList.toggle("kb-point", !!here);
        }
        return;
      }
      here = spot(event);
      if (!dragged && Math.hypot(here.x - before.x, here.y - before.y) < 5) return;
      dragged = true;
      if (held) {
        if (fingers.size === 2) {
          var other = Array.from(fingers.entries()).find(function (entry) { return entry[0] !== event.pointerId; })[1];
          var now = Math.hypot(here.x - other.x, here.y - other.y), then = Math.hypot(before.x - other.x, before.y - other.y);
          picture.zoomBy(now / (then || 1), (here.x + other.x) / 2, (here.y + other.y) / 2);
          picture.panBy((here.x - before.x) / 2, (here.y - before.y) / 2);
        } else picture.panBy(here.x - before.x, here.y - before.y);
        picture.hover(null);
        soon();
      }
      fingers.set(event.pointerId, here);
    });
    addEventListener("pointerup", function (event) {
      var before = fingers.get(event.pointerId), here = spot(event);
      fingers.delete(event.pointerId);
      if (before && !dragged && !fingers.size) choose(picture.at(here.x, here.y, event.pointerType === "mouse" ? 4 : 12));
    });
    addEventListener("pointercancel", function (event) { fingers.delete(event.pointerId); });
    view.addEventListener("pointerleave", function (event) {
      picture.hover(null);
      if (event.pointerType === "mouse") hold(false);
    });
    hint.textContent = matchMedia("(pointer: coarse)").matches
      ? "Touch a name or a line to see its ties. Fit shows all. “Move by touch” lets fingers move the picture; without it they scroll the page. More names and arrows appear as it grows."
      : "Choose a name or a line to see its ties. Drag to move; after a click into the picture the wheel zooms, outside it scrolls the page. More names and arrows appear as it grows. Keys: arrows, + and −, 0 for all, Enter for the next name and Shift and Enter for the one before, those with most ties first.";

    function zoom(factor) { picture.zoomBy(factor, picture.width() / 2, picture.height() / 2); moved = true; write(); }
    function pan(x, y) { picture.panBy(x, y); moved = true; write(); }
    function fit() { moved = false; picture.fit(visible(), 1.4, 0); write(); }
    tools.addEventListener("click", function (event) {
      var button = event.target.closest("button");
      if (!button) return;
      if (button.dataset.do === "in") zoom(1.3);
      if (button.dataset.do === "out") zoom(1 / 1.3);
      if (button.dataset.do === "fit") fit();
      if (button.dataset.do === "hold") hold(!held);
    });
    view.addEventListener("keydown", function (event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      var keys = {
        ArrowLeft: function () { pan(60, 0); }, ArrowRight: function () { pan(-60, 0); },
        ArrowUp: function () { pan(0, 60); }, ArrowDown: function () { pan(0, -60); },
        "+": function () { zoom(1.3); }, "=": function () { zoom(1.3); }, "-": function () { zoom(1 / 1.3); }, "0": fit,
        Enter: function () { step(event.shiftKey ? -1 : 1); },
        Escape: function () { change({ focus: "", line: "" }); },
      };
      if (keys[event.key]) { keys[event.key](); event.preventDefault(); }
    });

    function arrive() {
      moved = false;
      var at = read();
      show();
      tell();
      if (number.textContent) panel.open = true;
      place(at);
      if (state.focus || state.line) view.scrollIntoView({ block: "nearest" });
    }
    addEventListener("hashchange", arrive);
    new ResizeObserver(function () { picture.resize(); if (!moved) place(null); }).observe(view);
    arrive();
    picture.then(function () {
      [view, form, tools].forEach(function (part) { part.classList.add("kb-on"); });
      view.dataset.drawn = String(names.length);
      view.dataset.at = String(Math.round(performance.now())); /* since the page was asked for; bench.network reads it */
    });
    /* for whoever wants to look on */
    window.kbNetwork = {
      picture: picture,
      ties: function () { return ties.filter(function (tie) { return tie.kept; }).map(function (tie) { return tie.id; }); },
      names: function () { return visible().map(function (index) { return names[index].id; }); },
      place: function (id) { return picture.place(nameOf[id].index); },
      middle: function (id) { return picture.middle(tieOf[id].line); },
    };
  }
})();
