/* The picture of the network on a canvas: where it is looked at from, what of it is drawn, and what lies under a pointer.
   The places come from the build. It knows names and lines by their numbers, and nothing of ties, filters or addresses:
   network.js tells it what to show. Lines, glyphs and words keep their size while the places draw together or apart;
   names get words where there is room, those with most ties first. No style attributes, no requests. */
(function () {
  "use strict";

  var DASHES = { asserted: [], alleged: [7, 4], possible: [1.5, 4], denied: [9, 3, 1.5, 3] };
  var SURE = ["asserted", "alleged", "possible", "denied"];
  var FAINT = 0, PLAIN = 1, NEAR = 2, CHOSEN = 3; /* how strongly a line is drawn, from below to above */
  var FONT = 12.5, LEAD = 15, ROOM = 134; /* px: letters, lines of letters, the widest label */
  var LEAST = 0.03, MOST = 4;
  var SIGNS_FROM = 0.42, MANY = 2500; /* zoom from which lines have arrows, unless as many are in view */
  var FEW = 500; /* lines in view up to which all have arrows at any zoom */
  /* Lines of at most one dot are drawn quickly, many in one stroke; broader ones only one by one. So very many are fine ones */
  var AT_ONCE = 80, FINE_FROM = 600;

  var between = function (least, value, most) { return Math.max(least, Math.min(value, most)); };

  /* ``names``: {name, kind, x, y, times}; ``lines``: {from, to, arrow, off, certainty, unreal, other}, from and to being
     numbers of names, ``off`` how far the line stands from the middle of its pair. ``shapes``: the path of each kind. */
  window.kbPicture = function (box, names, lines, shapes) {
    var board = layer("kb-net-canvas"), over = layer("kb-net-canvas kb-net-over");
    var pen = board.getContext("2d"), above = over.getContext("2d");
    var wide = 0, high = 0, fine = 1, zoom = 1, left = 0, top = 0;
    var nameShown = new Uint8Array(names.length).fill(1), lineShown = new Uint8Array(lines.length).fill(1);
    var strength = new Uint8Array(lines.length).fill(PLAIN), nameLit = null, chosen = -1, hovered = null;
    var ends = new Float32Array(lines.length * 4), inView = [], colours = null, stamps = {}, labels = [], labelled = "", state = 0;
    var waiting = 0, after = [];
    var byTies = names.map(function (_, index) { return index; }).sort(function (one, other) {
      return names[other].times - names[one].times || one - other;
    });
    var least_x = Infinity, most_x = -Infinity;
    names.forEach(function (name) { least_x = Math.min(least_x, name.x); most_x = Math.max(most_x, name.x); });
    var share = function (part) { return least_x + (most_x - least_x) * part; };
    var first = share(0.08), right_of = share(0.7), last = share(0.92);
    var said = names.map(function () { return null; });

    function layer(classes) {
      var made = document.createElement("canvas");
      made.className = classes;
      made.setAttribute("aria-hidden", "true"); /* the table says the same */
      box.appendChild(made);
      return made;
    }

    /* ---- colours, glyphs, words ---- */

    function look() {
      var styles = getComputedStyle(document.body), test = document.createElement("canvas").getContext("2d");
      var solid = function (name) { test.fillStyle = styles.getPropertyValue(name).trim(); return test.fillStyle; };
      colours = { ink: solid("--kb-ink"), line: solid("--kb-ink3"), paper: solid("--kb-paper"), accent: solid("--kb-accent"), kinds: {} };
      Object.keys(shapes).forEach(function (kind) { colours.kinds[kind] = solid("--kb-k-" + kind); });
      colours.font = FONT + "px " + styles.getPropertyValue("--kb-sans");
      stamps = {};
      said.fill(null);
      labelled = "";
      ask();
    }

    function stamp(kind, half) {
      var key = kind + half;
      if (stamps[key]) return stamps[key];
      var made = document.createElement("canvas"), size = Math.ceil((half + 2) * 2 * fine), on = made.getContext("2d");
      made.width = made.height = size;
      on.translate(size / 2 - half * fine, size / 2 - half * fine);
      on.scale(half * fine / 6, half * fine / 6);
      on.lineJoin = "round";
      on.lineWidth = Math.min(12 / half, 7);
      on.strokeStyle = colours.paper;
      on.stroke(shapes[kind]); /* a rim of paper, so that lines end before the glyph */
      on.fillStyle = colours.kinds[kind];
      on.fill(shapes[kind], "evenodd");
      stamps[key] = made;
      return made;
    }

    /* The words of a name in at most two lines, with the width of the longer */
    function words(index) {
      if (said[index]) return said[index];
      pen.font = colours.font;
      var rows = [""], width = function (text) { return pen.measureText(text).width; };
      names[index].name.split(" ").forEach(function (word) {
        var row = rows[rows.length - 1], longer = row ? row + " " + word : word;
        if (!row || rows.length === 2 || width(longer) <= ROOM) rows[rows.length - 1] = longer;
        else rows.push(word);
      });
      rows = rows.map(function (row) {
        if (width(row) <= ROOM) return row;
        while (row && width(row + "…") > ROOM) row = row.slice(0, -1).trim();
        return row + "…";
      });
      said[index] = { rows: rows, wide: Math.max.apply(null, rows.map(width)), high: rows.length * LEAD };
      return said[index];
    }

    var small = names.length > 300 ? 1.5 : 2.5;
    var half = function () { return between(small, Math.round(zoom * 14) / 2, 9); };

    /* Boxes that no label may meet, by the cells of a grid. They do not move with the picture, so they hold for a zoom. */
    function label() {
      var key = [zoom, state, wide].join();
      if (key === labelled) return;
      labelled = key;
      labels = [];
      /* Where the whole stands in the window, no word is cut at its edge */
      var beside = (wide - (most_x - least_x) * zoom) / 2 - 4, edge = beside > 0 ? beside : Infinity;
      var cells = new Map(), size = half(), crowded = zoom < (names.length > 300 ? 0.7 : 0.45);
      function each(place, visit) {
        for (var column = Math.floor(place[0] / 70); column <= Math.floor(place[2] / 70); column += 1)
          for (var row = Math.floor(place[1] / 24); row <= Math.floor(place[3] / 24); row += 1)
            if (visit(column * 100003 + row)) return true;
        return false;
      }
      function put(place) {
        each(place, function (cell) { if (cells.has(cell)) cells.get(cell).push(place); else cells.set(cell, [place]); });
      }
      function meets(place) {
        return each(place, function (cell) {
          return (cells.get(cell) || []).some(function (other) {
            return place[0] < other[2] && other[0] < place[2] && place[1] < other[3] && other[1] < place[3];
          });
        });
      }
      var candidates = byTies.filter(function (index) { return nameShown[index] && (!nameLit || nameLit[index]); });
      var glyph = function (index) {
        var x = names[index].x * zoom, y = names[index].y * zoom;
        return [x - size, y - size, x + size, y + size];
      };
      /* In a crowd words may cover a name that has none; otherwise no glyph is covered */
      if (!crowded || nameLit) candidates.forEach(function (index) { put(glyph(index)); });
      if (chosen >= 0) candidates = [chosen].concat(candidates.filter(function (index) { return index !== chosen; }));
      candidates.forEach(function (index) {
        var one = words(index), x = names[index].x * zoom, y = names[index].y * zoom, gap = size + 4, middle = y - one.high / 2;
        var aside = [[x + gap, middle], [x - gap - one.wide, middle]];
        if (names[index].x > right_of) aside.reverse(); /* words point inward, so that they end before the edge */
        if (names[index].x > last || names[index].x < first) aside.pop();
        var places = aside.concat([[x - one.wide / 2, y + size + 2], [x - one.wide / 2, y - size - 2 - one.high]]);
        var open = places.map(function (at) { return [at[0], at[1], at[0] + one.wide, at[1] + one.high]; }).filter(function (place) {
          return place[0] >= least_x * zoom - edge && place[2] <= most_x * zoom + edge && !meets(place);
        });
        /* Who is chosen has just been fitted into the window: a word that is whole in it goes before one that its edge would cut */
        var whole = function (place) { return place[0] + left >= 4 && place[2] + left <= wide - 4; };
        var free = (nameLit && open.find(whole)) || open[0];
        if (!free && index === chosen) free = [x + gap, middle, x + gap + one.wide, middle + one.high];
        if (!free) return;
        put(crowded ? [free[0] - 6, free[1] - 3, free[2] + 6, free[3] + 3] : free);
        if (crowded) put(glyph(index));
        labels.push({ index: index, place: free });
      });
    }

    /* ---- drawing ---- */

    function ask() {
      if (!waiting) waiting = requestAnimationFrame(function () { waiting = 0; draw(); });
    }

    function draw() {
      if (!wide || !high) return;
      pen.setTransform(fine, 0, 0, fine, 0, 0);
      pen.clearRect(0, 0, wide, high);
      layLines();
      layNames();
      layWords();
      hover();
      after.splice(0).forEach(function (done) { done(); });
    }

    function layLines() {
      var size = half(), bundles = {}, aside = between(0.3, zoom, 1);
      inView = [];
      lines.forEach(function (line, index) {
        if (!lineShown[index]) return;
        var one = names[line.from], other = names[line.to];
        var x1 = one.x * zoom + left, y1 = one.y * zoom + top, x2 = other.x * zoom + left, y2 = other.y * zoom + top;
        if (Math.max(x1, x2) < -9 || Math.min(x1, x2) > wide + 9 || Math.max(y1, y2) < -9 || Math.min(y1, y2) > high + 9) return;
        var across = x2 - x1, down = y2 - y1, length = Math.sqrt(across * across + down * down) || 1, gap = Math.min(size + 3, length / 3);
        across /= length;
        down /= length;
        var off = line.off * aside, at = index * 4;
        ends[at] = x1 + across * gap - down * off;
        ends[at + 1] = y1 + down * gap + across * off;
        ends[at + 2] = x2 - across * gap - down * off;
        ends[at + 3] = y2 - down * gap + across * off;
        inView.push(index);
        var key = strength[index] * 8 + SURE.indexOf(line.certainty) * 2 + (line.other ? 1 : 0);
        (bundles[key] = bundles[key] || []).push(index);
      });
      var many = inView.length, fineness = many > FINE_FROM, thin = between(0.55, zoom * 1.5, 1);
      Object.keys(bundles).map(Number).sort(function (a, b) { return a - b; }).forEach(function (key) {
        var force = key >> 3, certainty = SURE[key >> 1 & 3], other = key & 1, found = bundles[key];
        var colour = force === CHOSEN ? colours.accent : colours.line;
        var weight = force === CHOSEN ? 3 : force === NEAR ? (other ? 1.3 : 2.2) : (other ? 0.9 : 1.5) * thin;
        var shown = force === FAINT ? (many > 2000 ? 0.05 : 0.13) : force === PLAIN ? (many > 3000 ? 0.16 : many > 1000 ? 0.4 : 0.7) : 1;
        var signs = force >= NEAR || (force === PLAIN && ((zoom >= SIGNS_FROM && many < MANY) || many <= FEW));
        pen.globalAlpha = shown;
        pen.strokeStyle = colour;
        pen.lineWidth = fineness && force < NEAR ? Math.min(weight, 1 / fine) : weight;
        pen.lineCap = certainty === "possible" ? "round" : "butt";
        pen.setLineDash(DASHES[certainty].map(function (part) { return part * (force >= NEAR ? 1 : thin); }));
        var period = pen.getLineDash().reduce(function (sum, part) { return sum + part; }, 0);
        strokes(found, function (at) { lay(at, period); });
        pen.setLineDash([]);
        if (signs) {
          arrows(found.filter(function (index) { return lines[index].arrow && !lines[index].unreal; }), colour, false);
          arrows(found.filter(function (index) { return lines[index].arrow && lines[index].unreal; }), colours.paper, true);
        }
        if (certainty === "denied" && force !== FAINT) {
          pen.strokeStyle = signs ? colours.ink : colour;
          pen.lineWidth = 1.5;
          pen.globalAlpha = Math.max(shown, 0.6);
          strokes(found, cross(signs ? 4 : 2.5));
        }
      });
      pen.globalAlpha = 1;
    }

    function strokes(found, lay, fill) {
      var step = fill || pen.lineWidth <= 1 / fine ? AT_ONCE : 1;
      for (var start = 0; start < found.length; start += step) {
        pen.beginPath();
        found.slice(start, start + step).forEach(function (index) { lay(index * 4); });
        if (fill) pen.fill();
        if (fill !== true) pen.stroke();
      }
    }

    /* A line as far as the window shows it, for dashes outside would cost as much; they begin where they would have */
    function lay(at, period) {
      var x = ends[at], y = ends[at + 1], across = ends[at + 2] - x, down = ends[at + 3] - y, start = 0, stop = 1;
      [[-across, x + 20], [across, wide + 20 - x], [-down, y + 20], [down, high + 20 - y]].forEach(function (edge) {
        if (edge[0] < 0) start = Math.max(start, edge[1] / edge[0]);
        else if (edge[0] > 0) stop = Math.min(stop, edge[1] / edge[0]);
        else if (edge[1] < 0) stop = -1;
      });
      if (start >= stop) return;
      var length = Math.hypot(across, down);
      if (period) start = Math.floor(start * length / period) * period / length;
      pen.moveTo(x + across * start, y + down * start);
      pen.lineTo(x + across * stop, y + down * stop);
    }

    /* Hollow ones are outlined in the colour of the line */
    function arrows(found, colour, hollow) {
      var size = between(5, zoom * 9, 9), side = size * 0.42;
      pen.fillStyle = colour;
      pen.lineWidth = 1.2;
      strokes(found, function (at) {
        var x = ends[at + 2], y = ends[at + 3], across = x - ends[at], down = y - ends[at + 1], length = Math.hypot(across, down);
        if (x < -9 || y < -9 || x > wide + 9 || y > high + 9 || length < size) return;
        across /= length;
        down /= length;
        pen.moveTo(x, y);
        pen.lineTo(x - size * across + side * down, y - size * down - side * across);
        pen.lineTo(x - size * across - side * down, y - size * down + side * across);
        pen.closePath();
      }, hollow ? "outlined" : true);
    }

    function cross(arm) {
      return function (at) {
        var x = (ends[at] + ends[at + 2]) / 2, y = (ends[at + 1] + ends[at + 3]) / 2;
        if (x < -9 || y < -9 || x > wide + 9 || y > high + 9) return;
        pen.moveTo(x - arm, y - arm);
        pen.lineTo(x + arm, y + arm);
        pen.moveTo(x - arm, y + arm);
        pen.lineTo(x + arm, y - arm);
      };
    }

    function layNames() {
      var size = half();
      for (var place = byTies.length - 1; place >= 0; place -= 1) {
        var index = byTies[place], x = names[index].x * zoom + left, y = names[index].y * zoom + top;
        if (!nameShown[index] || x < -12 || y < -12 || x > wide + 12 || y > high + 12) continue;
        pen.globalAlpha = nameLit && !nameLit[index] ? 0.16 : 1;
        put(pen, index, x, y, index === chosen ? Math.max(8, size * 1.4) : size);
      }
      pen.globalAlpha = 1;
    }

    function put(on, index, x, y, size) {
      var made = stamp(names[index].kind, size), side = made.width / fine;
      on.drawImage(made, x - side / 2, y - side / 2, side, side);
    }

    function layWords() {
      label();
      pen.textBaseline = "alphabetic";
      labels.forEach(function (one) {
        var x = one.place[0] + left, y = one.place[1] + top;
        if (x > wide || y > high || one.place[2] + left < 0 || one.place[3] + top < 0) return;
        write(pen, one.index, x, y, one.index === chosen);
      });
    }

    function write(on, index, x, y, strong) {
      on.font = (strong ? "600 " : "") + colours.font;
      on.lineJoin = "round";
      on.lineWidth = 3;
      on.strokeStyle = colours.paper;
      on.fillStyle = strong ? colours.accent : colours.ink;
      words(index).rows.forEach(function (row, number) {
        on.strokeText(row, x, y + LEAD * number + 11);
        on.fillText(row, x, y + LEAD * number + 11);
      });
    }

    /* What the pointer is on, on a sheet of its own, so that the rest need not be drawn again */
    function hover() {
      above.setTransform(fine, 0, 0, fine, 0, 0);
      above.clearRect(0, 0, wide, high);
      if (!hovered) return;
      if (hovered.line !== undefined) {
        var at = hovered.line * 4;
        above.strokeStyle = colours.accent;
        above.lineWidth = 3;
        above.setLineDash(DASHES[lines[hovered.line].certainty]);
        above.beginPath();
        above.moveTo(ends[at], ends[at + 1]);
        above.lineTo(ends[at + 2], ends[at + 3]);
        above.stroke();
        above.setLineDash([]);
        [lines[hovered.line].from, lines[hovered.line].to].forEach(pointed);
      } else pointed(hovered.name);
    }

    function pointed(index) {
      var x = names[index].x * zoom + left, y = names[index].y * zoom + top, size = Math.max(6, half()), one = words(index);
      var found = labels.find(function (other) { return other.index === index; });
      put(above, index, x, y, size);
      if (found) { write(above, index, found.place[0] + left, found.place[1] + top, true); return; }
      var start = x + size + 4 + one.wide + 6 > wide ? x - size - 4 - one.wide : x + size + 4;
      above.globalAlpha = 0.9;
      above.fillStyle = colours.paper;
      above.fillRect(start - 3, y - one.high / 2 - 1, one.wide + 8, one.high + 2);
      above.globalAlpha = 1;
      write(above, index, start, y - one.high / 2, true);
    }

    /* ---- what lies where ---- */

    /* What is at a point of the box: {name} or {line}, or null; ``reach`` in px beyond what is drawn */
    function at(x, y, reach) {
      var size = half(), best = size + reach, found = null;
      names.forEach(function (name, index) {
        if (!nameShown[index]) return;
        var far = Math.hypot(name.x * zoom + left - x, name.y * zoom + top - y);
        if (far < best) { best = far; found = { name: index }; }
      });
      if (found) return found;
      var word = labels.find(function (one) {
        return x >= one.place[0] + left && x <= one.place[2] + left && y >= one.place[1] + top && y <= one.place[3] + top;
      });
      if (word) return { name: word.index };
      best = 2 + reach;
      inView.forEach(function (index) {
        if (strength[index] === FAINT) return;
        var one = index * 4, across = ends[one + 2] - ends[one], down = ends[one + 3] - ends[one + 1];
        var along = between(0, ((x - ends[one]) * across + (y - ends[one + 1]) * down) / (across * across + down * down || 1), 1);
        var far = Math.hypot(ends[one] + across * along - x, ends[one + 1] + down * along - y);
        if (far < best) { best = far; found = { line: index }; }
      });
      return found;
    }

    /* ---- where it is looked at from ---- */

    function look_at(factor, x, y) {
      zoom = between(LEAST, factor, MOST);
      left = x;
      top = y;
      ask();
    }

    /* So that these names, with their words beside them, fill the box; never larger than ``most`` */
    function fit(which, most, right) {
      var xs = which.map(function (index) { return names[index].x; }), ys = which.map(function (index) { return names[index].y; });
      if (!which.length || !wide) return;
      var least = [Math.min.apply(null, xs), Math.min.apply(null, ys)], largest = [Math.max.apply(null, xs), Math.max.apply(null, ys)];
      var room = wide - (right || 0), all = which.length === names.length;
      var beside = Math.min(70, room / (all ? 14 : 6)), margin = all ? 22 : 48; /* the buttons stand above what was chosen */
      var factor = Math.min((room - 2 * beside) / (largest[0] - least[0] || 1), (high - 2 * margin) / (largest[1] - least[1] || 1), most);
      factor = between(LEAST, factor, MOST);
      look_at(factor, room / 2 - factor * (least[0] + largest[0]) / 2, high / 2 - factor * (least[1] + largest[1]) / 2);
    }

    function zoomBy(factor, x, y) {
      var next = between(LEAST, zoom * factor, MOST);
      look_at(next, x - (x - left) * next / zoom, y - (y - top) * next / zoom);
    }

    function resize() {
      var width = box.clientWidth, height = box.clientHeight, ratio = Math.min(devicePixelRatio || 1, 2);
      if (width === wide && height === high && ratio === fine) return;
      wide = width;
      high = height;
      if (ratio !== fine) { fine = ratio; stamps = {}; }
      [board, over].forEach(function (one) { one.width = Math.round(wide * fine); one.height = Math.round(high * fine); });
      ask();
    }

    look();
    resize();
    return {
      look: look,
      resize: resize,
      fit: fit,
      lookAt: look_at,
      zoomBy: zoomBy,
      panBy: function (x, y) { look_at(zoom, left + x, top + y); },
      at: at,
      width: function () { return wide; },
      height: function () { return high; },
      zoom: function () { return zoom; },
      pan: function () { return { x: left, y: top }; },
      place: function (index) { return { x: names[index].x * zoom + left, y: names[index].y * zoom + top }; },
      middle: function (line) { return { x: (ends[line * 4] + ends[line * 4 + 2]) / 2, y: (ends[line * 4 + 1] + ends[line * 4 + 3]) / 2 }; },
      labels: function () { label(); return labels.map(function (one) { return { name: one.index, place: one.place }; }); },
      colours: function () { return colours; },
      byTies: byTies,
      /* Which names and lines there are, by number */
      show: function (shownNames, shownLines) { nameShown = shownNames; lineShown = shownLines; state += 1; hovered = null; ask(); },
      /* One name with all that is near, one line with its ends, or nothing */
      choose: function (name, line) {
        chosen = name;
        nameLit = name >= 0 || line >= 0 ? new Uint8Array(names.length) : null;
        lines.forEach(function (one, index) {
          var near = name >= 0 ? one.from === name || one.to === name : index === line;
          strength[index] = !nameLit ? PLAIN : !near ? FAINT : index === line ? CHOSEN : NEAR;
          if (nameLit && near && lineShown[index]) nameLit[one.from] = nameLit[one.to] = 1;
        });
        if (name >= 0) nameLit[name] = 1;
        state += 1;
        ask();
      },
      hover: function (what) {
        if (JSON.stringify(what) === JSON.stringify(hovered)) return;
        hovered = what;
        hover();
      },
      /* Calls back once the next picture stands */
      then: function (done) { after.push(done); ask(); },
    };
  };
})();
