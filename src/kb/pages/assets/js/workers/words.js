/* The full-text search without its loading: reads a question, ranks pages by the places of its words, and picks the lines to show.
   Pure; `search.js` gives it what was loaded. The pieces are written by `kb/concordance.py`, and decision 58 says what they hold. */
(function () {
  "use strict";

  var TITLE = 192, HEADING = 128, RECORD = 9, SHORT = 3; /* as `concordance.py` has them; shorter words are not the beginning of another */
  var LINES = 2, LONGEST = 220, BEFORE = 70, LEAD = 20; /* lines of a hit, letters of each, before its first word that was asked for, and of a line that says something by itself */
  var PHRASE = 1.5;
  /* Words that say too little to be asked for, unless nothing else is asked, in quotes, with a sign or in capitals */
  var SMALL = new Set(("a about after all also an and any are as at be because been but by can could did do does for from had has have he her him his " +
    "how i if in into is it its may me most my no nor not of off on only or other our own said she should so some than that the their them " +
    "then there these they this those to too was we were what when where which who whom why will with would you your").split(" "));

  /* ---- words ---- */

  var fold = self.kbFold, known = new Map(), letters = new Map();

  /* The words of a part without spaces, as they are compared */
  function folded(part) {
    var words = known.get(part);
    if (!words) {
      if (known.size > 50000) known.clear();
      words = fold(part).split(" ").filter(Boolean);
      known.set(part, words);
    }
    return words;
  }
  /* What one letter becomes between two others: nothing, letters, or the end of a word */
  function letter(sign) {
    var key = letters.get(sign);
    if (key === undefined) letters.set(sign, key = fold("x" + sign + "x").slice(1, -1));
    return key;
  }
  /* Where the words that are wanted stand in a text: [from, to, word] */
  function spans(text, wanted) {
    var found = [], parts = /\S+/g, part, take = function (from, to, word) { if (word && wanted(word)) found.push([from, to, word]); };
    while ((part = parts.exec(text))) {
      if (!folded(part[0]).some(wanted)) continue;
      var at = part.index, start = at, end = at, word = "";
      for (var sign of part[0]) {
        var key = letter(sign), after = at + sign.length;
        if (key.indexOf(" ") < 0) {
          if (key && !word) start = at;
          if (key) { word += key; end = after; }
        } else { /* a space, or a sign that is words itself, such as ½ */
          var cut = key.split(" ");
          if (cut[0] && !word) start = at;
          take(start, cut[0] ? after : end, word + cut[0]);
          word = cut[cut.length - 1];
          start = at; end = after;
        }
        at = after;
      }
      take(start, end, word);
    }
    return found;
  }
  var text = function (words) { return words.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;"); };

  /* ---- the question ---- */

  /* {words: [{word, whole, title, must}], without: [[word]], phrases: [[word]]}: `+` and quotes ask for whole words, `-` for pages without them,
     `title:` for words in titles; otherwise a word is also the beginning of a longer one. */
  function read(question) {
    var parts = /([+-]?)(title:|text:|tags:)?(?:"([^"]*)"?|([^\s"]+))/gi, part, all = [], without = [], phrases = [], runs = [];
    while ((part = parts.exec(question))) {
      var quoted = part[3] !== undefined, raw = quoted ? part[3] : part[4], words = fold(raw).split(" ").filter(Boolean);
      if (!words.length) continue;
      if (part[1] === "-") { without.push(words); continue; }
      if (words.length > 1) (quoted ? phrases : runs).push(words);
      var loud = raw.length > 1 && raw === raw.toUpperCase() && raw !== raw.toLowerCase();
      words.forEach(function (word) {
        var whole = quoted || part[1] === "+" || word.length < SHORT;
        all.push({ word: word, whole: whole, must: quoted || part[1] === "+", title: /^title:/i.test(part[2] || ""), small: !part[1] && !quoted && !loud && SMALL.has(word) });
      });
    }
    var telling = all.filter(function (one) { return !one.small; }), words = [];
    (telling.length ? telling : all).forEach(function (one) {
      if (!words.some(function (other) { return other.word === one.word; })) words.push(one);
    });
    var last = words[words.length - 1];
    if (words.length > 1 && last.word.length < SHORT && !last.must && /\S$/.test(question)) last.open = true; /* it may not be typed to its end */
    return { words: words, without: without, phrases: phrases, runs: runs, order: all.map(function (one) { return one.word; }) };
  }

  /* ---- the pieces ---- */

  /* Whether one word stands before another: by code points, as the pieces are ordered */
  function before(one, other) {
    for (var at = 0; at < one.length && at < other.length; at += 1) {
      var a = one.codePointAt(at), b = other.codePointAt(at);
      if (a !== b) return a < b;
    }
    return one.length < other.length;
  }
  /* The numbers of the pieces in which a word, or what begins with it, stands */
  function pieces(directory, word, whole) {
    var starts = directory.starts, low = 0, high = starts.length, found = [];
    while (low < high) {
      var middle = (low + high) >> 1;
      if (before(word, starts[middle])) high = middle; else low = middle + 1;
    }
    for (var at = Math.max(low - 1, 0); at < starts.length; at += 1) {
      if (at >= low && (whole || !starts[at].startsWith(word))) break;
      found.push(at);
    }
    return found;
  }
  /* A piece as it is searched: its words, and where the places of each begin */
  function open(bytes) {
    var line = bytes.indexOf(10), head = JSON.parse(new TextDecoder().decode(bytes.subarray(0, line))), from = line + 1;
    return head.words.map(function (word, at) {
      var one = { word: word, bytes: bytes.subarray(from, from + head.counts[at] * RECORD) };
      from += head.counts[at] * RECORD;
      return one;
    });
  }

  var value = function (weight) { return weight >= TITLE ? 8 + (weight - TITLE) / 6 : weight >= HEADING ? 3 + (weight - HEADING) / 20 : weight / 64; };

  /* The places of an asked word, by page: {best, units: {number: [value, sections]}}, and for each word that was found for it the pages with it in their titles */
  function places(asked, opened) {
    var pages = new Map(), titled = new Map();
    opened.forEach(function (piece) {
      piece.forEach(function (one) {
        var exact = one.word === asked.word;
        if (!exact && (asked.whole || !one.word.startsWith(asked.word))) return;
        var like = exact ? 1 : 0.4 + 0.5 * asked.word.length / one.word.length, bytes = one.bytes;
        for (var at = 0; at < bytes.length; at += RECORD) {
          var weight = bytes[at + 7];
          if (asked.title && weight < TITLE) continue;
          var key = ((bytes[at] * 256 + bytes[at + 1]) * 256 + bytes[at + 2]) * 0x1000000 + (bytes[at + 3] * 256 + bytes[at + 4]) * 256 + bytes[at + 5];
          var page = pages.get(key), worth = like * value(weight), unit = bytes[at + 6];
          if (!page) pages.set(key, page = { best: 0, units: new Map() });
          if (worth > page.best) page.best = worth;
          var held = page.units.get(unit);
          page.units.set(unit, held ? [Math.max(held[0], worth), held[1] | bytes[at + 8]] : [worth, bytes[at + 8]]);
          if (weight >= TITLE) { if (titled.has(one.word)) titled.get(one.word).push(key); else titled.set(one.word, [key]); }
        }
      });
    });
    return { pages: pages, titled: titled };
  }

  /* The pages that answer, best first: [{key, score, units}]. Those with all words; where there is none, those with the most. */
  function rank(question, found, without, many) {
    var scores = new Map(), most = 0;
    found.forEach(function (one, order) {
      var rare = Math.log(1 + many / (1 + one.pages.size)), open = question.words[order].open;
      one.pages.forEach(function (page, key) {
        var score = scores.get(key);
        if (!score) scores.set(key, score = { key: key, score: 0, words: 0, must: 0, units: new Map() });
        score.score += rare * page.best;
        if (!open) score.words += 1;
        if (question.words[order].must) score.must += 1;
        page.units.forEach(function (place, unit) {
          var held = score.units.get(unit);
          if (!held) score.units.set(unit, held = { worth: 0, words: 0, together: 255 });
          held.worth += rare * place[0];
          held.words += 1;
          held.together &= place[1];
        });
      });
    });
    var must = question.words.filter(function (one) { return one.must; }).length;
    without.forEach(function (lists) { /* the pages in which all words of a part with a minus stand */
      lists[0].pages.forEach(function (_, key) {
        if (lists.every(function (one) { return one.pages.has(key); })) scores.delete(key);
      });
    });
    var all = Array.from(scores.values()).filter(function (one) { return one.words && one.must === must; });
    all.forEach(function (one) { most = Math.max(most, one.words); });
    all = all.filter(function (one) { return one.words === most; });
    all.forEach(function (one) {
      var units = Array.from(one.units, function (pair) { return { unit: pair[0], worth: pair[1].worth * (pair[1].words === found.length ? pair[1].together ? 2 : 1.5 : 1) }; });
      units.sort(function (a, b) { return b.worth - a.worth || a.unit - b.unit; });
      var near = Math.max.apply(null, Array.from(one.units.values(), function (held) { return held.words === found.length ? held.together ? 1.4 : 1.2 : 1; }));
      if (found.length > 1) one.score *= near;
      one.units = units.map(function (unit) { return unit.unit; });
    });
    return all.sort(function (a, b) { return b.score - a.score || a.key - b.key; });
  }

  /* ---- what is shown ---- */

  var matcher = function (words) {
    return function (word) { return words.some(function (one) { return word === one.word || (!one.whole && word.startsWith(one.word)); }); };
  };
  var marked = function (words, places) {
    var from = 0, made = "";
    places.forEach(function (place) {
      made += text(words.slice(from, place[0])) + "<mark>" + text(words.slice(place[0], place[1])) + "</mark>";
      from = place[1];
    });
    return made + text(words.slice(from));
  };
  /* Which words of the question are among those found */
  function which(question, places) {
    return question.words.filter(function (one) { return places.some(function (place) { return matcher([one])(place[2]); }); });
  }
  function follows(words, sought) {
    for (var at = 0; at + sought.length <= words.length; at += 1) {
      for (var next = 0; next < sought.length && words[at + next] === sought[next]; next += 1);
      if (next === sought.length) return true;
    }
    return false;
  }
  var inOrder = function (words, sought) { return sought.length > 1 && follows(fold(words).split(" "), sought); };

  /* The part of a line around its first place, as HTML */
  function cut(line, places) {
    var from = 0, to = line.length;
    if (line.length > LONGEST) {
      from = places.length ? Math.max(0, places[0][0] - BEFORE) : 0;
      if (from > 0) from = Math.max(line.indexOf(" ", from) + 1, 0);
      if (places.length && from > places[0][0]) from = places[0][0];
      to = Math.min(line.length, from + LONGEST);
      if (to < line.length) to = Math.max(line.lastIndexOf(" ", to), places.length ? places[0][1] : from + 1);
    }
    var shown = places.filter(function (place) { return place[0] >= from && place[1] <= to; }).map(function (place) { return [place[0] - from, place[1] - from]; });
    return "<p>" + (from ? "… " : "") + marked(line.slice(from, to), shown) + (to < line.length ? " …" : "") + "</p>";
  }

  /* One section, or what is loaded of it: its hit, with how well it answers; nothing if none of the words stands in it */
  function section(question, unit, part, wanted) {
    var title = spans(part[1], wanted), best = [], all = title.slice(), phrase = false, run = false, printed = new Set();
    title.forEach(function (place) { printed.add(part[1].slice(place[0], place[1])); });
    part[2].split("\n").forEach(function (line, order) {
      var places = line === part[1] ? [] : spans(line, wanted); /* many a text begins with its title */
      if (!places.length) return;
      all = all.concat(places);
      places.forEach(function (place) { printed.add(line.slice(place[0], place[1])); });
      var whole = question.phrases.some(function (one) { return inOrder(line, one); });
      var next = question.runs.concat([question.order]).some(function (one) { return inOrder(line, one); });
      phrase = phrase || whole;
      run = run || next;
      best.push({ order: order, line: line, places: places, worth: which(question, places).length + (whole || next ? 2 : 0) + Math.min(places.length, 9) / 10 });
    });
    if (!all.length) return null;
    if (title.length) {
      phrase = phrase || question.phrases.some(function (one) { return inOrder(part[1], one); });
      run = run || inOrder(part[1], question.order);
    }
    best.sort(function (a, b) { return b.worth - a.worth || a.order - b.order; });
    var shown = best.slice(0, LINES).sort(function (a, b) { return a.order - b.order; });
    var found = which(question, all), heads = which(question, title), lead = part[2].split("\n").find(function (line) { return line.length >= LEAD && line !== part[1]; });
    var titled = heads.length * (part[0] ? 3 : 8) * (1 + title.length / folded(part[1]).length);
    return {
      location: unit.url + (part[0] ? "#" + part[0] : ""), title: marked(part[1], title), phrase: phrase, found: found, printed: printed,
      text: shown.length ? shown.map(function (one) { return cut(one.line, one.places); }).join("") : lead ? cut(lead, []) : "",
      worth: (titled + Math.log(1 + all.length)) * found.length * (run || phrase ? PHRASE : 1)
    };
  }

  self.kbWords = { read: read, pieces: pieces, open: open, places: places, rank: rank, section: section, matcher: matcher, spans: spans, folded: folded, text: text };
})();
