/* Facts as lines, made in the browser for the pages that answer a question there: the same line that the templates print.
   Everything is put in as text; nothing from a data file becomes markup. */
(function () {
  "use strict";

  var make = function (name, className, text) {
    var element = document.createElement(name);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  };
  /* The way to the root of the site: these scripts stand four folders below it */
  var here = document.currentScript.src;
  var root = new URL("../../../../", here).href;

  function name(link) {
    var element = make("a", "kb-name");
    element.href = root + link.url;
    if (link.kind) {
      var shape = make("span", "kb-k kb-k--" + link.kind);
      shape.setAttribute("aria-hidden", "true");
      element.appendChild(shape);
    }
    element.appendChild(document.createTextNode(link.text));
    return element;
  }

  function cite(one) {
    var element = make("a", "kb-cite", one.label);
    if (one.fact) element.dataset.fact = one.fact;
    element.dataset.q = one.words;
    element.href = root + one.url;
    return element;
  }

  function phrase(parts, into) {
    parts.forEach(function (part) {
      into.appendChild(typeof part === "string" ? document.createTextNode(part) : part.label ? cite(part) : name(part));
    });
    return into;
  }

  /* note: a further line under the sentence, or nothing */
  function row(data, note) {
    var line = make("li", "kb-fact"), sure = make("div", "kb-fact__sure"), say = make("div", "kb-fact__say"), at = make("div", "kb-fact__at");
    line.dataset.fact = data.fact;
    line.dataset.kind = data.kind;
    line.dataset.certainty = data.certainty;
    line.dataset.voice = data.own ? "author" : "other";
    sure.appendChild(make("span", "kb-cert kb-cert--" + data.certainty, data.certainty));
    if (data.status !== "actual") {
      sure.appendChild(document.createTextNode(" "));
      sure.appendChild(make("span", "kb-status kb-status--" + data.status, data.status));
    }
    var says = phrase(data.says, make("p", "kb-says"));
    if (data.when) {
      var when = make("span", "kb-when" + (data.basis ? " kb-inf" : ""), data.when);
      if (data.basis) when.title = data.basis;
      says.appendChild(document.createTextNode(" "));
      says.appendChild(when);
    }
    say.appendChild(says);
    if (note) say.appendChild(make("p", "kb-spread", note));
    if (data.spread) say.appendChild(make("p", "kb-spread", data.spread));
    var seen = [];
    data.cites.forEach(function (one, index) {
      if (seen.indexOf(one.words) < 0) {
        var quote = make("p", "kb-quote"), marked = /^“[^]*”$/.test(one.words);
        quote.appendChild(make("q", "kb-words" + (marked ? " kb-words--marked" : ""), one.words));
        say.appendChild(quote);
        seen.push(one.words);
      }
      if (index) at.appendChild(document.createTextNode(" "));
      at.appendChild(cite(one));
    });
    var by = make("div", "kb-fact__by");
    by.appendChild(phrase(data.voice, make("span", "kb-voice" + (data.own ? "" : " kb-voice--other"))));
    [sure, say, by, at].forEach(function (part) { line.appendChild(part); });
    return line;
  }

  function rows(list, note) {
    var found = make("ol", "kb-facts");
    list.forEach(function (data) { found.appendChild(row(data, note && note(data))); });
    return found;
  }

  function plural(number, noun) { return number.toLocaleString("en") + " " + noun + (number === 1 ? "" : "s"); }

  function load(path) {
    return fetch(new URL(path, root)).then(function (answer) {
      if (!answer.ok) throw new Error(path);
      return answer.json();
    });
  }

  /* The rows of a folder by their places: of its files, each with so many rows, those are loaded, once, that hold one of them */
  function sheets(folder, size) {
    var loading = new Map();
    var sheet = function (number) {
      if (!loading.has(number)) {
        var found = load(folder + number + ".json");
        found.catch(function () { loading.delete(number); });
        loading.set(number, found);
      }
      return loading.get(number);
    };
    return function (places) {
      return Promise.all(places.map(function (at) {
        return sheet(Math.floor(at / size)).then(function (held) { return held[at % size]; });
      }));
    };
  }

  window.kbRows = { sheets: sheets, root: root, make: make, name: name, phrase: phrase, row: row, rows: rows, fold: window.kbFold, plural: plural, load: load };
})();
