/* The worker of the full-text search: it answers the four messages of the host's search box, and loads for a question the pieces with its words
   and the texts of the pages that it shows, nothing else. `words.js` ranks. A piece is named by its content; if one is missing
   or does not fit the others, the site was built anew: the worker reads the directory again, and says so if that does not help.
   A fifth message, FURTHER, asks for the pages after those that are shown (`further.js`). */
"use strict";

self.window = self; /* where `fold.js` puts its function */
importScripts("../fold.js", "words.js");

var ROOT = new URL("../../../../search/", self.location.href);
var SETUP = 0, READY = 1, QUERY = 2, RESULT = 3, FURTHER = 4; /* the first four are the host's */
var AT_ONCE = 10, NEXT = 15, PHRASED = 24, UNITS = 2; /* lines that the host draws at once, further pages, pages read for words in quotes, and texts of each */
var MOST_TERMS = 12;
var FURTHER_MARK = "kb-further", FAILED_MARK = "kb-unanswered"; /* how `further.js` knows these lines */

var words = self.kbWords, suggests = false, place = "", directory = null, loaded = new Map(), answered = null, settled = false, asked = 0;

/* ---- loading ---- */

function load(path, fresh, as) {
  return fetch(new URL(path, ROOT), fresh ? { cache: "no-cache" } : {}).then(function (answer) {
    if (!answer.ok) throw new Error(path + ": " + answer.status);
    return answer[as]();
  });
}
/* Each file is asked for once; what failed is asked for again the next time */
function held(path, as, make) {
  if (!loaded.has(path)) {
    var coming = load(path, false, as).then(make);
    loaded.set(path, coming);
    coming.catch(function () { loaded.delete(path); });
  }
  return loaded.get(path);
}
function lead(fresh) {
  if (!directory) {
    var named = place ? Promise.resolve(place) : load("search_index.json", fresh, "json").then(function (index) { return index.config.kb; });
    directory = named.then(function (path) {
      if (!path) throw new Error("no directory");
      return load(path, fresh, "text");
    }).then(function (text) { return Object.assign(JSON.parse(text), { text: text, stamp: stamp(text) }); });
    directory.catch(function () { directory = null; });
  }
  return directory;
}
/* So that no cache answers with a text of another build */
function stamp(text) {
  var sum = 0;
  for (var at = 0; at < text.length; at += 1) sum = (sum * 31 + text.charCodeAt(at)) >>> 0;
  return sum.toString(36);
}
/* Whether the site was built anew since its directory was read; if so, what was loaded is forgotten */
async function renewed() {
  var before = await Promise.resolve(directory).catch(function () { return null; });
  directory = null;
  place = "";
  var now = await lead(true);
  if (before && before.text === now.text) return false;
  loaded.clear();
  answered = null;
  settled = false;
  return true;
}

async function found(index, asked) {
  var opened = await Promise.all(words.pieces(index, asked.word, asked.whole).map(function (at) {
    return held("words/" + index.pieces[at] + ".bin", "arrayBuffer", function (data) { return words.open(new Uint8Array(data)); });
  }));
  return words.places(asked, opened);
}
function text(index, key, unit) {
  var name = key.toString(16).padStart(12, "0");
  return held("texts/" + name.slice(0, 2) + "/" + name.slice(2) + "-" + unit + ".json?" + index.stamp, "json", function (one) { return one; });
}

/* ---- answering ---- */

/* The hits of one page, as the host shows them; `odd` where its texts do not hold the words that led to them */
async function page(index, question, wanted, ranked) {
  var units = await Promise.all(ranked.units.slice(0, UNITS).map(function (unit) { return text(index, ranked.key, unit); }));
  var hits = new Map(), head = null, worth = 0, phrase = false;
  units.forEach(function (unit) {
    unit.sections.forEach(function (part) {
      var one = words.section(question, unit, part, wanted), before = one && hits.get(one.location);
      if (one && (!before || one.worth > before.worth)) hits.set(one.location, one);
    });
  });
  var odd = !hits.size && !words.folded(units[0].kind).some(wanted), tags = units[0].kind ? [words.text(units[0].kind)] : undefined;
  var items = Array.from(hits.values(), function (one) {
    var terms = {};
    question.words.forEach(function (asked) { if (one.found.indexOf(asked) < 0) terms[asked.word] = false; });
    Array.from(one.printed).slice(0, MOST_TERMS).forEach(function (word) { terms[word] = true; }); /* as they are printed: the page marks them */
    worth = Math.max(worth, one.worth);
    phrase = phrase || one.phrase;
    return { location: one.location, title: one.title, text: one.text, tags: one.location === units[0].url ? tags : undefined, score: one.worth, terms: terms };
  }).sort(function (a, b) { return b.score - a.score; });
  items.forEach(function (item) { if (item.location === units[0].url) head = item; });
  if (!head) items.push({ location: units[0].url, title: words.text(units[0].title), text: "", tags: tags, score: 0, terms: {} });
  if (ranked.units.length > units.length) { /* further texts of this page hold the words, and are not loaded */
    items.push({ location: units[0].url, title: "Further places on this page", text: "", score: 0, terms: {} });
  }
  return { items: items, worth: worth, phrase: phrase, score: ranked.score, odd: odd };
}

async function pages(index, question, ranked) {
  var wanted = words.matcher(question.words);
  var all = await Promise.all(ranked.map(function (one) { return page(index, question, wanted, one); }));
  if (!settled && all.some(function (one) { return one.odd; })) throw new Error("texts of another build");
  return all;
}

/* The pages that answer a question, best first, and the hits of the first of them */
async function ranking(asked, wanted) {
  if (answered && answered.asked === asked) return answered;
  var index = await lead(false), question = words.read(asked);
  var lists = await Promise.all(question.words.map(function (one) { return found(index, one); }));
  var without = await Promise.all(question.without.map(function (few) {
    return Promise.all(few.map(function (word) { return found(index, { word: word, whole: true }); }));
  }));
  if (!wanted()) return null;
  var ranked = words.rank(question, lists, without, index.pages);
  var first = ranked.slice(0, question.phrases.length ? PHRASED : AT_ONCE), read = await pages(index, question, first);
  /* What was read says more than the places: whether the words stand together */
  var order = read.map(function (_, at) { return at; }).sort(function (a, b) {
    return read[b].phrase - read[a].phrase || read[b].score * read[b].worth - read[a].score * read[a].worth || a - b;
  });
  answered = {
    asked: asked, index: index, question: question, lists: lists,
    ranked: order.map(function (at) { return first[at]; }).concat(ranked.slice(first.length)), read: order.map(function (at) { return read[at]; })
  };
  return answered;
}

async function hits(asked, from, wanted) {
  var one = await ranking(asked, wanted);
  if (!one) return null;
  var of = one.ranked.length, until = Math.min(of, from ? from + NEXT : of > AT_ONCE ? AT_ONCE - 1 : of);
  var read = one.read.slice(from, until).concat(await pages(one.index, one.question, one.ranked.slice(Math.max(from, one.read.length), until)));
  /* The host goes to the hit with the highest score when Enter is pressed: that of the page which stands first */
  var items = read.map(function (one, order) {
    var most = Math.max(one.worth, 1e-9);
    return one.items.map(function (item) { return Object.assign(item, { score: item.score / most * (1000 - Math.min(from + order, 990)) }); });
  });
  if (until < of) items.push([further(asked, until, of)]);
  return { items: items, suggest: suggests && !from ? suggested(asked, one) : undefined };
}

/* The line after the last page that is shown; `further.js` makes a button of it */
function further(asked, from, of) {
  var title = '<data class="' + FURTHER_MARK + '" value="' + of + '">Show ' + Math.min(NEXT, of - from) + " more of " + of + " pages</data>";
  return { location: "?q=" + encodeURIComponent(asked), title: title, text: "", score: 0, terms: {} };
}
/* The host completes the last word with this: the one that stands in most titles of pages which have the other words too */
function suggested(asked, one) {
  var typed = asked.trim().split(/[\s-]+/).pop().toLowerCase(), lists = one.lists.slice(), last = lists.pop(), best = "", times = 0;
  if (!typed || !last || one.question.words[lists.length].whole) return [];
  last.titled.forEach(function (keys, word) {
    if (!word.startsWith(typed)) return;
    var count = keys.filter(function (key) { return lists.every(function (other) { return other.pages.has(key); }); }).length;
    if (count > times || (count === times && count && word < best)) { best = word; times = count; }
  });
  return best ? [best] : [];
}

/* An answer, after the directory was read again if need be; what cannot be had is said in the place of the hits */
async function answer(asked, from, wanted) {
  if (!words.read(asked).words.length) return { items: [] };
  try {
    return await hits(asked, from, wanted);
  } catch {
    try {
      settled = !await renewed(); /* then the texts are those of this build, whatever they hold */
      return await hits(asked, from, wanted);
    } catch { /* said below */ }
    loaded.clear(); /* the next question asks for everything again */
    directory = answered = null;
    return { items: [[{
      location: "actors/", title: '<data class="' + FAILED_MARK + '" value="">The search did not load</data>', score: 1, terms: {},
      text: "<p>A part of it is missing, or there is no connection. The next question tries again; until then the indexes list all names.</p>"
    }]], failed: true };
  }
}

self.addEventListener("message", function (event) {
  var message = event.data;
  if (message.type === SETUP) {
    place = message.data.config.kb || "";
    suggests = message.data.options.suggest;
    self.postMessage({ type: READY });
  } else if (message.type === QUERY) {
    var turn = asked += 1;
    var last = function () { return turn === asked; }; /* only the last question is answered, and texts are loaded for no other */
    answer(message.data, 0, last).then(function (result) { if (last() && result) self.postMessage({ type: RESULT, data: result }); });
  } else if (message.type === FURTHER) {
    answer(message.data.asked, message.data.from, function () { return true; }).then(function (result) { self.postMessage({ type: FURTHER, data: result }); });
  }
});
