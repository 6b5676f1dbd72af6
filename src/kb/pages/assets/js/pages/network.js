/* The network page, alive: it draws the places of data/network.json on a canvas, and searches, filters, moves and tells.
   Without it the page has the same picture and the same table. Needs cytoscape, loaded before it. No style attributes of
   ours, no requests but for the one file. What is chosen is kept in the address after #. */
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

  var form = one(".kb-net-form"), view = one(".kb-net-view"), tools = one(".kb-net-tools"), card = one(".kb-net-card");
  if (!form || !view || !window.cytoscape) return;
  var root = form.dataset.network.replace(/data\/network\.json$/, "");

  fetch(form.dataset.network).then(function (answer) {
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  }).then(start).catch(function () { /* the picture and the table stand as they are */ });

  function start(data) {
    var nodeOf = {}, tieOf = {}, rows = {};
    data.nodes.forEach(function (node) { node.folded = fold(node.search + " " + node.name); node.gone = false; nodeOf[node.id] = node; });
    data.ties.forEach(function (tie) { tie.gone = false; tieOf[tie.id] = tie; });
    all("tr[data-tie]").forEach(function (row) { rows[row.dataset.tie] = row; });
    var state = { kind: [], certainty: [], without: "", tie: "", from: "", to: "", focus: "", line: "" };

    /* ---- the canvas ---- */

    /* cytoscape would put a style element into the page, which a strict content security policy forbids; our sheet has what it says */
    if (!document.getElementById("__________cytoscape_stylesheet")) {
      var stand = make("meta");
      stand.id = "__________cytoscape_stylesheet";
      document.head.appendChild(stand);
    }
    var canvas = make("div", "kb-net-canvas");
    canvas.setAttribute("aria-hidden", "true"); /* the table says the same */
    view.appendChild(canvas);
    view.classList.add("kb-on");
    view.scrollTo(0, 0);
    form.classList.add("kb-on");
    tools.classList.add("kb-on");

    var weights = {};
    data.ties.forEach(function (tie) { [tie.from, tie.to].forEach(function (id) { weights[id] = (weights[id] || 0) + 1; }); });
    var elements = data.nodes.map(function (node) {
      return { group: "nodes", data: { id: node.id, name: node.name, kind: node.kind, weight: weights[node.id] || 0 }, position: { x: node.x, y: node.y } };
    }).concat(data.ties.map(function (tie) {
      return {
        group: "edges",
        data: { id: tie.id, source: tie.from, target: tie.to },
        classes: [tie.certainty, tie.both_ways ? "both" : "", tie.status === "actual" ? "" : "unreal", tie.own_voice ? "" : "other"].join(" "),
      };
    }));
    var large = data.nodes.length > 400;
    var cy = window.cytoscape({
      container: canvas,
      elements: elements,
      layout: { name: "preset" },
      style: look(),
      minZoom: 0.05,
      maxZoom: 4,
      autoungrabify: true,
      boxSelectionEnabled: false,
      selectionType: "single",
      hideEdgesOnViewport: large,
      textureOnViewport: false,
      pixelRatio: large ? 1 : "auto",
    });

    function look() {
      var styles = getComputedStyle(document.body);
      var token = function (name) { return styles.getPropertyValue(name).trim(); };
      var paint = document.createElement("canvas").getContext("2d");
      var solid = function (name) { paint.fillStyle = token(name); return paint.fillStyle; };
      var shape = function (kind) {
        var found = /^url\((['"]?)(.*)\1\)$/.exec(token("--kb-s-" + kind));
        if (!found) return "none";
        var image = found[2].replace("%3Csvg ", "%3Csvg width='48' height='48' fill='" + encodeURIComponent(solid("--kb-k-" + kind)) + "' ");
        return image.replace(/ /g, "%20").replace(/'/g, "%27"); /* a space would divide it into several */
      };
      var shapes = {};
      data.nodes.forEach(function (node) { shapes[node.kind] = shapes[node.kind] || shape(node.kind); });
      var ink = solid("--kb-ink"), line = solid("--kb-ink3"), paper = solid("--kb-paper"), accent = solid("--kb-accent");
      return [
        { selector: "node", style: {
          shape: "rectangle", width: 16, height: 16, "background-opacity": 0, "background-fit": "contain", "background-clip": "none",
          "background-image": function (node) { return shapes[node.data("kind")]; },
          label: "data(name)", "font-family": token("--kb-sans"), "font-size": 12.5, color: ink,
          "text-halign": "right", "text-valign": "center", "text-margin-x": 4, "text-wrap": large ? "none" : "wrap", "text-max-width": 132,
          "text-justification": "left", "text-outline-color": paper, "text-outline-width": large ? 0 : 2, "min-zoomed-font-size": 7.5,
          "overlay-opacity": 0,
        } },
        { selector: "edge", style: {
          width: 1.5, "line-color": line, "line-opacity": 0.7, "curve-style": large ? "straight" : "bezier", "control-point-step-size": 18, "arrow-scale": 0.8,
          "target-arrow-shape": "triangle", "target-arrow-color": line, "target-arrow-fill": "filled",
          "source-distance-from-node": 3, "target-distance-from-node": 3, "overlay-opacity": 0,
        } },
        { selector: "edge.both", style: { "target-arrow-shape": "none" } },
        { selector: "edge.other", style: { width: 0.9 } },
        { selector: "edge.unreal", style: { "target-arrow-fill": "hollow" } },
        { selector: "edge.alleged", style: { "line-style": "dashed", "line-dash-pattern": [7, 4] } },
        { selector: "edge.possible", style: { "line-style": "dashed", "line-dash-pattern": [1.5, 4], "line-cap": "round" } },
        { selector: "edge.denied", style: {
          "line-style": "dashed", "line-dash-pattern": [9, 3, 1.5, 3],
          label: "✕", "font-family": token("--kb-sans"), "font-size": 13, color: ink, "text-outline-color": paper, "text-outline-width": 1.5,
        } },
        { selector: ".gone", style: { display: "none" } },
        { selector: ".faint", style: { opacity: 0.14 } },
        { selector: "edge.near", style: { "line-opacity": 1, width: 2.2 } },
        { selector: "node.chosen", style: { "font-weight": 600, color: accent, width: 22, height: 22, "z-index": 9 } },
        { selector: "edge.chosen", style: { "line-color": accent, "target-arrow-color": accent, "line-opacity": 1, width: 3 } },
      ];
    }
    new MutationObserver(function () { cy.style(look()); }).observe(document.body, { attributes: true, attributeFilter: ["data-md-color-scheme"] });

    /* ---- what is shown ---- */

    var box = one("input[type=search]", form), found = one(".kb-net-found", form), said = one(".kb-count", form);
    var chips = all(".kb-chip[data-key]", form), type = one("select", form), from = one("[name=from]", form), to = one("[name=to]", form);
    var kept = function (tie) {
      if (state.kind.length && state.kind.indexOf(nodeOf[tie.from].kind) < 0 && state.kind.indexOf(nodeOf[tie.to].kind) < 0) return false;
      if (state.certainty.length && state.certainty.indexOf(tie.certainty) < 0) return false;
      if (state.without && tie.certainty === state.without) return false;
      if (state.tie && tie.tie !== state.tie) return false;
      if (!state.from && !state.to) return true;
      return !!tie.years && (!state.to || tie.years[0] <= Number(state.to)) && (!state.from || tie.years[1] >= Number(state.from));
    };

    function show() {
      var seen = {}, shown = 0, undated = 0, here = 0;
      cy.batch(function () {
        data.ties.forEach(function (tie) {
          var keep = kept(tie);
          if (keep) { shown += 1; seen[tie.from] = seen[tie.to] = true; if (rows[tie.id]) here += 1; }
          else if (!tie.years && (state.from || state.to)) undated += 1;
          if (tie.gone === keep) cy.getElementById(tie.id).toggleClass("gone", !keep); /* only what changes is touched */
          tie.gone = !keep;
          if (rows[tie.id]) rows[tie.id].hidden = !keep;
        });
        data.nodes.forEach(function (node) {
          if (node.gone === !!seen[node.id]) cy.getElementById(node.id).toggleClass("gone", !seen[node.id]);
          node.gone = !seen[node.id];
        });
        light();
      });
      var actors = Object.keys(seen).length, hidden = data.ties.length - shown;
      var words = counted(actors, "name") + ", " + counted(shown, "tie") + " shown";
      words += hidden ? "; " + counted(hidden, "tie") + " hidden by the filters" + (undated ? ", " + undated.toLocaleString("en") + " of them because no date is given" : "") : "";
      if (shown > here) words += ". " + counted(shown - here, "tie") + " of these stand" + (shown - here === 1 ? "s" : "") + " on other pages of the table";
      said.textContent = words + ".";
      chips.forEach(function (chip) {
        var value = state[chip.dataset.key];
        chip.setAttribute("aria-pressed", String(Array.isArray(value) ? value.indexOf(chip.dataset.value) >= 0 : value === chip.dataset.value));
      });
      type.value = state.tie;
      from.value = state.from;
      to.value = state.to;
    }

    var lit = false;
    function light() {
      if (lit) cy.elements().removeClass("faint chosen near");
      lit = !!(state.focus || state.line);
      var node = state.focus && cy.getElementById(state.focus), edge = state.line && cy.getElementById(state.line);
      if (node && node.length) {
        var near = node.closedNeighborhood(":visible").union(node);
        cy.elements().difference(near).addClass("faint");
        near.edges().addClass("near");
        node.addClass("chosen");
      } else if (edge && edge.length) {
        cy.elements().difference(edge.union(edge.connectedNodes())).addClass("faint");
        edge.addClass("chosen");
      }
    }

    /* ---- the card ---- */

    var link = function (url, text) { var a = make("a", "kb-name", text); a.href = root + url; return a; };
    function named(id) {
      var node = nodeOf[id], a = link(node.url, "");
      a.appendChild(make("span", "kb-k kb-k--" + node.kind)).setAttribute("aria-hidden", "true");
      a.appendChild(document.createTextNode(node.name));
      return a;
    }
    function told(tie) {
      var item = make("li");
      item.append(named(tie.from), " ");
      item.append(make("span", tie.certainty === "denied" ? "kb-denied" : "", tie.words), " ", named(tie.to));
      if (tie.when) item.append(" ", make("span", "kb-when", tie.when));
      item.append(" ", make("span", "kb-cert kb-cert--" + tie.certainty, tie.certainty), " ");
      if (tie.status !== "actual") item.append(make("span", "kb-status kb-status--" + tie.status, tie.status), " ");
      item.append(make("span", "kb-voice" + (tie.own_voice ? "" : " kb-voice--other"), tie.voice));
      tie.cites.forEach(function (cite) {
        var a = make("a", "kb-cite", cite.label);
        a.href = root + cite.url;
        a.dataset.fact = tie.id;
        a.dataset.q = cite.words;
        item.append(" ", a);
      });
      return item;
    }
    function tell() {
      card.replaceChildren();
      var node = nodeOf[state.focus], tie = tieOf[state.line], list = make("ul"), ties;
      card.hidden = !node && !tie;
      if (node) {
        ties = data.ties.filter(function (other) { return (other.from === node.id || other.to === node.id) && kept(other); });
        card.appendChild(make("h3")).appendChild(named(node.id));
        card.append(make("p", "", node.label + "; " + counted(ties.length, "tie") + " shown"));
      } else if (tie) {
        /* what lies under one line of the picture: everything between the two */
        ties = data.ties.filter(function (other) { return kept(other) && [other.from, other.to].sort().join() === [tie.from, tie.to].sort().join(); });
        ties.sort(function (a, b) { return (b.id === tie.id) - (a.id === tie.id); });
        card.append(make("h3", "", nodeOf[tie.from].name + " and " + nodeOf[tie.to].name));
      }
      (ties || []).forEach(function (other) { list.append(told(other)); });
      card.append(list);
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
      if (!nodeOf[state.focus]) state.focus = "";
      if (!tieOf[state.line]) state.line = "";
      if (state.tie && !all("option", type).some(function (option) { return option.value === state.tie; })) state.tie = "";
      var at = (asked.get("at") || "").split(" ").map(Number);
      return at.length === 3 && at.every(isFinite) ? at : null;
    }
    function write() {
      var params = new URLSearchParams();
      Object.keys(state).forEach(function (key) {
        var value = Array.isArray(state[key]) ? state[key].join(" ") : state[key];
        if (value) params.set(key, value);
      });
      if (moved) params.set("at", [cy.zoom().toFixed(3), Math.round(cy.pan().x), Math.round(cy.pan().y)].join(" "));
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
    function place(at) {
      if (at) { cy.zoom(at[0]); cy.pan({ x: at[1], y: at[2] }); moved = true; }
      else if (state.focus) cy.fit(cy.getElementById(state.focus).closedNeighborhood(), 40);
      else if (state.line) cy.fit(cy.getElementById(state.line).connectedNodes(), 120);
      else {
        cy.fit(cy.elements(":visible"), 16);
        if (cy.zoom() < 0.75) { /* too small to read: begin where most ties meet, “Fit” shows all */
          cy.zoom(0.75);
          cy.center(cy.nodes(":visible").max(function (node) { return node.data("weight"); }).ele);
        }
      }
      if (cy.zoom() > 1.6) { cy.zoom({ level: 1.6, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } }); }
      if (!at && !card.hidden && getComputedStyle(card).position === "absolute") cy.panBy({ x: -card.offsetWidth / 2, y: 0 });
    }
    cy.on("dragpan scrollzoom pinchzoom", function () {
      moved = true;
      clearTimeout(timer);
      timer = setTimeout(write, 250);
    });

    /* ---- choosing ---- */

    cy.on("tap", function (event) {
      if (event.target === cy) change({ focus: "", line: "" });
      else if (event.target.isNode()) change({ focus: event.target.id(), line: "" });
      else change({ focus: "", line: event.target.id() });
    });
    cy.on("mouseover", "node, edge", function () { canvas.classList.add("kb-point"); });
    cy.on("mouseout", "node, edge", function () { canvas.classList.remove("kb-point"); });

    function go(id) {
      var changes = { focus: id, line: "" };
      if (cy.getElementById(id).hasClass("gone")) changes = { focus: id, line: "", kind: [], certainty: [], without: "", tie: "", from: "", to: "" };
      moved = false;
      found.hidden = true;
      change(changes);
      place(null);
    }
    function seek() {
      var words = fold(box.value).split(" ").filter(Boolean);
      var hits = words.length ? data.nodes.filter(function (node) { return words.every(function (word) { return node.folded.indexOf(word) >= 0; }); }) : [];
      /* whole words first, then names that begin so, then words that do, then the rest */
      var sought = words.join(" "), rank = function (node) {
        var text = " " + node.folded + " ";
        return text.indexOf(" " + sought + " ") >= 0 ? 0 : fold(node.name).indexOf(sought) === 0 ? 1 : text.indexOf(" " + sought) >= 0 ? 2 : 3;
      };
      hits.sort(function (a, b) { return rank(a) - rank(b) || (a.name < b.name ? -1 : 1); });
      found.replaceChildren();
      hits.slice(0, 8).forEach(function (node) {
        var button = make("button");
        button.type = "button";
        button.dataset.id = node.id;
        button.appendChild(make("span", "kb-k kb-k--" + node.kind)).setAttribute("aria-hidden", "true");
        button.append(node.name);
        found.appendChild(make("li")).appendChild(button);
      });
      if (words.length && !hits.length) found.appendChild(make("li", "kb-nothing", "Nobody with a tie goes by this name"));
      if (hits.length > 8) found.appendChild(make("li", "kb-nothing", "and " + (hits.length - 8) + " more"));
      found.hidden = !words.length;
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
      var chip = event.target.closest(".kb-chip");
      if (!chip) return;
      var key = chip.dataset.key, value = chip.dataset.value, changes = {};
      if (chip.dataset.do === "reset") {
        moved = false;
        box.value = "";
        change({ kind: [], certainty: [], without: "", tie: "", from: "", to: "", focus: "", line: "" });
        place(null);
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

    var held = false, hint = one(".kb-net-hint");
    function hold(on) {
      held = on;
      view.classList.toggle("kb-held", on);
      one("[data-do=hold]", tools).setAttribute("aria-pressed", String(on));
    }
    view.addEventListener("wheel", function (event) { if (!held && !event.ctrlKey) event.stopPropagation(); }, true);
    ["touchstart", "touchmove"].forEach(function (name) {
      view.addEventListener(name, function (event) { if (!held) event.stopPropagation(); }, { capture: true, passive: true });
    });
    /* cytoscape remembers where its box stands, and does not see when what is above it grows or shrinks */
    view.addEventListener("pointerenter", function () { cy.resize(); });
    view.addEventListener("pointerdown", function (event) { if (event.pointerType === "mouse") { hold(true); view.focus({ preventScroll: true }); } });
    view.addEventListener("pointerleave", function (event) { if (event.pointerType === "mouse") hold(false); });
    hint.textContent = matchMedia("(pointer: coarse)").matches
      ? "Touch a name or a line to see its ties. Fit shows all. “Move by touch” lets fingers move the picture; without it they scroll the page."
      : "Choose a name or a line to see its ties. Drag to move, Fit to see all. After a click into the picture the wheel zooms; with the pointer outside it scrolls the page. Keys: arrows, + and −, 0 for all.";

    function zoom(factor) {
      moved = true;
      cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
      write();
    }
    function pan(x, y) { moved = true; cy.panBy({ x: x, y: y }); write(); }
    function fit() { moved = false; cy.fit(cy.elements(":visible"), 16); write(); }
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
        Escape: function () { change({ focus: "", line: "" }); },
      };
      if (keys[event.key]) { keys[event.key](); event.preventDefault(); }
    });

    function arrive() {
      moved = false;
      var at = read();
      show();
      tell();
      place(at);
      if (state.focus || state.line) view.scrollIntoView({ block: "nearest" });
    }
    addEventListener("hashchange", arrive);
    addEventListener("resize", function () { cy.resize(); if (!moved) place(null); });
    arrive();
    cy.one("render", function () {
      view.dataset.drawn = String(data.nodes.length);
      view.dataset.at = String(Math.round(performance.now())); /* since the page was asked for; bench/network.py reads it */
    });
    window.kbNetwork = cy; /* for whoever wants to look on */
  }
})();
