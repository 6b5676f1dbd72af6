/* The page of connections: two pickers, and the shortest chains of ties between the two that were chosen.
   The rules are those of kb.connections; a test compares the two over all pairs. */
(function () {
  "use strict";

  var parts = window.kbRows, make = parts.make, plural = parts.plural;
  var MOST = 10, FIRST = 2; /* chains that are told; parts of an answer that are shown at once */

  /* ---- the web of ties ---- */

  /* ids, entities and ties from their columns; rows(ties) gives the rows of ties, loaded */
  function weave(data) {
    var entities = {}, ids = data.entities.map(function (one) { return one[0]; }), between = new Map(), denied = [];
    data.entities.forEach(function (one) {
      var kind = data.kinds[one[1]];
      entities[one[0]] = { name: one[2], names: one.slice(2), kind: kind[0], label: kind[1], url: kind[2] + one[0] + "/", actor: kind[3] };
    });
    var add = function (one, other, tie) {
      if (!between.has(one)) between.set(one, new Map());
      var beside = between.get(one);
      if (!beside.has(other)) beside.set(other, []);
      beside.get(other).push(tie);
    };
    data.ties.forEach(function (one) {
      var tie = { subject: ids[one[0]], object: ids[one[1]], asserted: one[2] === 1, at: one[3], passages: one.slice(4) };
      if (one[2] === 2) { denied.push(tie); return; }
      add(tie.subject, tie.object, tie);
      add(tie.object, tie.subject, tie);
    });
    var sheet = parts.sheets("data/connections/", data.sheet);
    return { entities: entities, between: between, denied: denied, rows: function (ties) { return sheet(ties.map(function (tie) { return tie.at; })); } };
  }

  var kept = function (ties, walk) { return walk.asserted ? ties.filter(function (tie) { return tie.asserted; }) : ties; };

  function passages(ties) {
    if (ties.length === 1) return ties[0].passages.length;
    var found = new Set();
    ties.forEach(function (tie) { tie.passages.forEach(function (one) { found.add(one); }); });
    return found.size;
  }

  /* The smaller way comes first: fewer doubtful steps, more passages, then the ids */
  function compare(one, other) {
    if (one.doubts !== other.doubts) return one.doubts - other.doubts;
    if (one.weight !== other.weight) return one.weight - other.weight;
    for (var at = 0; at < one.way.length; at += 1) {
      if (one.way[at] !== other.way[at]) return one.way[at] < other.way[at] ? -1 : 1;
    }
    return 0;
  }

  function connect(web, start, end, walk) {
    var most = walk.most || MOST;
    var ways = new Map([[start, [{ doubts: 0, weight: 0, way: [start] }]]]), number = new Map([[start, 1]]), seen = new Set([start]);
    while (ways.size && !seen.has(end)) {
      var arriving = new Map(), counted = new Map();
      ways.forEach(function (known, here) {
        if (here !== start && !walk.places && !web.entities[here].actor) return;
        (web.between.get(here) || new Map()).forEach(function (all, there) {
          var ties = kept(all, walk);
          if (seen.has(there) || !ties.length) return;
          var doubt = ties[0].asserted ? 0 : 1, weight = passages(ties);
          if (!arriving.has(there)) arriving.set(there, []);
          known.forEach(function (one) {
            arriving.get(there).push({ doubts: one.doubts + doubt, weight: one.weight - weight, way: one.way.concat(there) });
          });
          counted.set(there, (counted.get(there) || 0) + number.get(here));
        });
      });
      arriving.forEach(function (found, there) {
        arriving.set(there, found.sort(compare).slice(0, most));
        seen.add(there);
      });
      ways = arriving;
      number = counted;
    }
    var found = start !== end && ways.get(end) || [];
    return {
      chains: found.map(function (one) {
        return one.way.slice(1).map(function (there, at) { return { start: one.way[at], end: there, ties: kept(web.between.get(one.way[at]).get(there), walk) }; });
      }),
      more: (start !== end && number.get(end) || 0) - found.length,
      denied: web.denied.filter(function (tie) { return (tie.subject === start && tie.object === end) || (tie.subject === end && tie.object === start); })
    };
  }

  /* ---- a picker: the combobox of the ARIA Authoring Practices, with a list to choose from ---- */

  function picker(box, list, choices, chosen) {
    var at = -1, shown = [], value = "";

    function close() {
      list.hidden = true;
      at = -1;
      box.setAttribute("aria-expanded", "false");
      box.removeAttribute("aria-activedescendant");
    }
    function mark() {
      Array.prototype.forEach.call(list.children, function (option, index) {
        option.setAttribute("aria-selected", String(index === at));
        if (index === at) { box.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
      });
    }
    function open(all) {
      var sought = all ? "" : parts.fold(box.value);
      var rank = function (choice) {
        if (!sought) return 1;
        var best = 9;
        choice.folded.forEach(function (name) {
          var place = name.indexOf(sought);
          if (place < 0) return;
          best = Math.min(best, name === sought ? 0 : place === 0 ? 1 : name[place - 1] === " " || name[place - 1] === "-" ? 2 : 3);
        });
        return best;
      };
      shown = choices.map(function (choice, index) { return { choice: choice, rank: rank(choice), index: index }; })
        .filter(function (one) { return one.rank < 9; })
        .sort(function (one, other) { return one.rank - other.rank || one.index - other.index; })
        .slice(0, 60).map(function (one) { return one.choice; });
      list.replaceChildren();
      shown.forEach(function (choice, index) {
        var option = make("li", "kb-option"), shape = make("span", "kb-k kb-k--" + choice.kind);
        option.id = list.id + "-" + index;
        option.setAttribute("role", "option");
        shape.setAttribute("aria-hidden", "true");
        option.appendChild(shape);
        option.appendChild(document.createTextNode(choice.name));
        option.appendChild(make("span", "kb-option__kind", " " + choice.label));
        var by = sought && choice.names.find(function (name, number) { return choice.folded[number].indexOf(sought) >= 0; });
        if (by && parts.fold(choice.name).indexOf(sought) < 0) option.appendChild(make("span", "kb-option__also", " also " + by));
        list.appendChild(option);
      });
      if (!shown.length) {
        var none = make("li", "kb-option kb-option--none", "No name holds these letters.");
        none.setAttribute("role", "option");
        none.setAttribute("aria-disabled", "true");
        list.appendChild(none);
      }
      at = -1;
      list.hidden = false;
      box.setAttribute("aria-expanded", "true");
      box.removeAttribute("aria-activedescendant");
    }
    function take(choice) {
      value = choice.id;
      box.value = choice.name;
      close();
      chosen();
    }

    box.addEventListener("input", function () { value = ""; open(false); });
    box.addEventListener("click", function () { if (list.hidden) open(Boolean(value)); });
    box.addEventListener("keydown", function (event) {
      if (event.altKey && event.key === "ArrowUp") { close(); event.preventDefault(); return; }
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) open(Boolean(value));
        if (!shown.length) return;
        at = event.key === "ArrowDown" ? (at + 1) % shown.length : (at + shown.length + (at < 0 ? 0 : -1)) % shown.length;
        mark();
      } else if (event.key === "Enter") {
        event.preventDefault();
        if (!list.hidden && shown.length && (at >= 0 || box.value.trim())) take(shown[Math.max(at, 0)]);
      } else if (event.key === "Escape") {
        if (!list.hidden) { event.preventDefault(); close(); } else { box.value = ""; value = ""; }
      }
    });
    box.addEventListener("blur", function () {
      close();
      /* letters that are one name, whole, need no choosing */
      var sought = parts.fold(box.value), exact = value || !sought ? [] : choices.filter(function (choice) { return choice.folded.indexOf(sought) >= 0; });
      if (exact.length === 1) take(exact[0]);
    });
    list.addEventListener("pointerdown", function (event) {
      event.preventDefault(); /* the box keeps the focus */
      var option = event.target.closest(".kb-option[id]");
      if (option) take(shown[Number(option.id.slice(list.id.length + 1))]);
    });

    return {
      get: function () { return value; },
      set: function (id) {
        var choice = choices.find(function (one) { return one.id === id; });
        value = choice ? id : "";
        box.value = choice ? choice.name : "";
      }
    };
  }

  /* ---- the answer ---- */

  function station(web, id) {
    var one = web.entities[id];
    return parts.name({ text: one.name, url: one.url, kind: one.kind });
  }

  /* rows: the rows of ties, in a Map */
  function chain(web, hops, number, rows) {
    var section = make("section", "kb-chain"), head = make("h3", "kb-chain__way"), list = make("ol", "kb-hops");
    head.setAttribute("aria-level", "2"); /* right under the title of the page */
    head.appendChild(make("span", "kb-chain__number", String(number)));
    head.appendChild(station(web, hops[0].start));
    hops.forEach(function (hop) {
      var sure = hop.ties[0].asserted;
      head.appendChild(make("span", "kb-chain__link" + (sure ? "" : " kb-chain__link--doubt"), sure ? " – " : " ⋯ "));
      head.appendChild(station(web, hop.end));
    });
    section.appendChild(head);
    if (hops.some(function (hop) { return !hop.ties[0].asserted; })) {
      section.appendChild(make("p", "kb-note-line", "Not every step is asserted: where the line is dotted, a tie is only alleged, possible, or not told as done."));
    }
    hops.forEach(function (hop) {
      var step = make("li", "kb-hop");
      step.appendChild(parts.rows(hop.ties.map(function (tie) { return rows.get(tie); })));
      list.appendChild(step);
    });
    section.appendChild(list);
    return section;
  }

  /* What an answer says in words */
  function told(web, from, to, walk, found) {
    var names = [web.entities[from].name, web.entities[to].name], said;
    if (from === to) said = "Both are " + names[0] + ". Choose two different actors.";
    else if (!found.chains.length) {
      said = "No chain of " + (walk.asserted ? "asserted " : "") + "ties connects " + names[0] + " with " + names[1] + (walk.places ? "." : " without passing through a place.");
      if (!walk.places && connect(web, from, to, { asserted: walk.asserted, places: true }).chains.length) said += " There is one that passes through a place: tick “through places”.";
    } else {
      var steps = found.chains[0].length, total = found.chains.length + found.more;
      said = names[0] + " and " + names[1] + ": " + plural(total, "shortest chain") + ", " + (steps === 1 ? "one step" : steps + " steps") + (total === 1 ? "." : " each.");
      if (found.more) said += " " + found.chains.length + " are told here, those with the surest steps and the most passages; " + found.more + " are not.";
    }
    return said;
  }

  function denials(list, rows) {
    var part = document.createDocumentFragment();
    part.appendChild(make("h3", "", "Denied between the two")).setAttribute("aria-level", "2"); /* right under the title of the page */
    part.appendChild(make("p", "kb-note-line", "What is denied connects nobody. It is kept because it was said."));
    part.appendChild(parts.rows(list.map(function (tie) { return rows.get(tie); })));
    return part;
  }

  /* The parts of an answer in their order: the ties of each, and how it is drawn from their rows */
  function pieces(web, found) {
    var made = found.chains.map(function (hops, index) {
      return { ties: [].concat.apply([], hops.map(function (hop) { return hop.ties; })), draw: function (rows) { return chain(web, hops, index + 1, rows); } };
    });
    if (found.denied.length) made.push({ ties: found.denied, draw: function (rows) { return denials(found.denied, rows); } });
    return made;
  }

  /* Promises parts of an answer as elements */
  function drawn(web, some) {
    return Promise.all(some.map(function (piece) {
      return web.rows(piece.ties).then(function (rows) { return piece.draw(new Map(piece.ties.map(function (tie, at) { return [tie, rows[at]]; }))); });
    }));
  }

  /* ---- the page ---- */

  function start(form) {
    var answer = document.getElementById("connection-answer"), live = document.getElementById("connection-said");
    var asked = new URL(location.href).searchParams;
    var failed = function () {
      answer.replaceChildren(make("p", "kb-answer", "The ties could not be loaded. The list below shows who has a tie with whom."));
    };
    parts.load("data/connections.json").then(function (data) {
      var web = weave(data);
      var order = new Intl.Collator("en", { sensitivity: "base", ignorePunctuation: true });
      var choices = Object.keys(web.entities).map(function (id) {
        var one = web.entities[id];
        return { id: id, name: one.name, kind: one.kind, label: one.label, names: one.names, folded: one.names.map(parts.fold) };
      }).sort(function (one, other) { return order.compare(one.name, other.name); });
      var from, to, asserted = form.elements.asserted, places = form.elements.places, last = 0;

      function change(store) {
        if (store) {
          var address = new URL(location.href), set = function (key, value) { if (value) address.searchParams.set(key, value); else address.searchParams.delete(key); };
          set("from", from.get());
          set("to", to.get());
          set("only", asserted.checked ? "asserted" : "");
          set("places", places.checked ? "through" : "");
          history.replaceState(history.state, "", address);
        }
        var now = last += 1, ends = [from.get(), to.get()], walk = { asserted: asserted.checked, places: places.checked };
        if (!ends[0] || !ends[1]) { answer.replaceChildren(); live.textContent = ""; return; }
        var found = connect(web, ends[0], ends[1], walk);
        var left = pieces(web, found), said = told(web, ends[0], ends[1], walk, found);
        /* the first in one step with the words; then one after the other below them, so that nobody waits for the last */
        drawn(web, left.splice(0, FIRST)).then(function (first) {
          if (now !== last) return null; /* asked otherwise meanwhile */
          answer.replaceChildren.apply(answer, [make("p", "kb-answer", said)].concat(first));
          live.textContent = said;
          var next = function () {
            if (!left.length) return null;
            return new Promise(function (done) { setTimeout(done, 0); }).then(function () { return drawn(web, left.splice(0, 1)); }).then(function (more) {
              if (now !== last) return null;
              answer.append.apply(answer, more);
              return next();
            });
          };
          return next();
        }).catch(failed);
      }
      var chosen = function () { change(true); };
      from = picker(form.elements.from, document.getElementById("from-list"), choices, chosen);
      to = picker(form.elements.to, document.getElementById("to-list"), choices, chosen);
      from.set(asked.get("from") || "");
      to.set(asked.get("to") || "");
      asserted.checked = asked.get("only") === "asserted";
      places.checked = asked.get("places") === "through";
      asserted.addEventListener("change", chosen);
      places.addEventListener("change", chosen);
      form.addEventListener("submit", function (event) { event.preventDefault(); });
      form.elements.swap.addEventListener("click", function () {
        var one = from.get(), other = to.get();
        from.set(other);
        to.set(one);
        change(true);
      });
      form.removeAttribute("data-waiting");
      Array.prototype.forEach.call(form.elements, function (field) { field.disabled = false; });
      change(false);
    }, failed);
  }

  window.kbConnections = { weave: weave, connect: connect };
  var form = document.getElementById("connection-form");
  if (form) start(form);
})();
