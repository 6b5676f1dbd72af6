/* The page “As of a date”: what held on any day, as published by any day. The rules are those of kb.asof; a test compares
   the two. Days are compared as text: ISO days of four-digit years sort as they read. */
(function () {
  "use strict";

  var parts = window.kbRows, make = parts.make, plural = parts.plural;

  /* ---- the two clocks ---- */

  function least(one, other) { return one === null ? other : other === null ? one : one < other ? one : other; }
  function most(one, other) { return one === null ? other : other === null ? one : one > other ? one : other; }

  function answer(span, day) {
    var possible, certain;
    if (span.lasts) {
      var begun = least(span.begin[1], span.end[1]), ended = most(span.end[0], span.begin[0]);
      possible = (span.begin[0] === null || span.begin[0] <= day) && (span.end[1] === null || span.end[1] >= day);
      certain = begun !== null && begun <= day && ended !== null && ended >= day;
    } else {
      possible = span.begin[0] === null || span.begin[0] <= day;
      certain = span.begin[1] !== null && span.begin[1] <= day;
    }
    return !possible ? "no" : certain && span.firm ? "yes" : "possibly";
  }

  function then(fact, day) {
    if (fact.told === "not-done") return "not-done";
    if (fact.told === "denied") return !fact.span || answer(fact.span, day) !== "no" ? "denied" : "no";
    return fact.span ? answer(fact.span, day) : "undated";
  }

  /* An article is its first and last possible day, and whether its date is hedged; null without a date */
  function published(article, by) {
    if (!by) return "yes";
    if (!article) return "undated";
    if (article[0] !== null && article[0] > by) return "no";
    return article[1] !== null && article[1] <= by && !article[2] ? "yes" : "possibly";
  }

  /* The facts from their columns, each with its place among the rows of its kind */
  function unfold(data) {
    var day = function (at) { return at < 0 ? null : data.days[at]; }, counted = data.kinds.map(function () { return 0; });
    var spans = data.spans.map(function (one) {
      return { begin: [day(one[0]), day(one[1])], end: [day(one[2]), day(one[3])], lasts: !!one[4], firm: !!one[5] };
    });
    return {
      articles: data.articles,
      facts: data.facts.map(function (one) {
        return { kind: data.kinds[one[0]], at: counted[one[0]]++, told: data.told[one[1]], article: one[2], span: one[3] < 0 ? null : spans[one[3]] };
      }),
      rows: data.kinds.reduce(function (all, kind) { all[kind] = parts.sheets("data/as-of/" + kind + "/", data.sheet); return all; }, {})
    };
  }

  function asOf(data, day, by) {
    return data.facts.map(function (fact) {
      return { fact: fact, then: then(fact, day), published: published(data.articles[fact.article], by) };
    });
  }

  /* ---- the answer ---- */

  var KINDS = [["event", "Events"], ["tie", "Ties"], ["statement", "Statements"], ["role", "Roles"]];
  var SECTIONS = [
    ["held", "Held on that day", "Ties that last, on a day that their dates enclose.", true],
    ["perhaps-held", "Perhaps held on that day", "Their date leaves room for this day and for others, or the voice hedges.", true],
    ["earlier", "Begun earlier, no end known", "These ties held before. No article says that they had ended, and none says that they still held.", true],
    ["happened", "Had happened by then", "Events, deeds and statements whose latest possible day had come. The latest stand first.", true],
    ["perhaps-happened", "Had perhaps happened by then", "Their date leaves room for a later day, or the voice hedges.", true],
    ["denied", "Denied", "Said not to be so, without a date or with one that had come.", false],
    ["not-done", "Not told as done", "Planned, wanted, expected or feared, whatever their date. A plan is no tie and no event.", false],
    ["undated", "Without a date", "No text says when. They hold on no day here, and on none are they ruled out.", false]
  ];

  function place(one, day) {
    if (one.then === "denied" || one.then === "not-done" || one.then === "undated") return one.then;
    if (one.then === "no") return "no";
    var span = one.fact.span;
    if (one.then === "possibly" && span.lasts && span.begin[1] !== null && span.begin[1] < day && span.end[1] === null) return "earlier";
    return (one.then === "yes" ? "" : "perhaps-") + (span.lasts ? "held" : "happened");
  }

  var ALL = 400, FEW = 10, MORE = 50; /* an answer of so many facts is shown at once; of a longer one so many of each kind, and then so many more */

  /* Promises a function that shows what is found under the headings of its kinds: called at once, so that nothing moves meanwhile */
  function fill(data, section, found, later, few) {
    return Promise.all(KINDS.map(function (kind) {
      var listed = found.filter(function (one) { return one.fact.kind === kind[0]; });
      if (!listed.length) return null;
      if (later) listed.reverse();
      var head = make("h3", "kb-label", kind[1] + " "), list = make("ol", "kb-facts"), more = make("button", "kb-chip"), shown = 0;
      head.setAttribute("aria-level", "2"); /* right under the title of the page */
      head.appendChild(make("span", "kb-n", listed.length.toLocaleString("en")));
      more.type = "button";
      var next = function (many) {
        var wanted = listed.slice(shown, shown + many);
        return data.rows[kind[0]](wanted.map(function (one) { return one.fact.at; })).then(function (rows) {
          rows.forEach(function (row, at) {
            var told = wanted[at].published;
            list.appendChild(parts.row(row, told === "possibly" ? "perhaps published by then" : told === "undated" ? "in an article without a date" : ""));
          });
          shown += rows.length;
          more.hidden = shown >= listed.length;
          more.textContent = "Show " + Math.min(MORE, listed.length - shown) + " more of " + listed.length.toLocaleString("en");
        });
      };
      more.addEventListener("click", function () { more.disabled = true; next(MORE).finally(function () { more.disabled = false; }); });
      return next(few).then(function () { return [head, list, more]; });
    })).then(function (groups) {
      groups.forEach(function (group) { if (group) section.append.apply(section, group); });
    });
  }

  function words(day) {
    return new Date(day + "T00:00:00Z").toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  }

  /* What is to be said, and a promise of the answer as elements */
  function tell(data, day, by) {
    var into = document.createDocumentFragment(), filling = [];
    var all = asOf(data, day, by), told = all.filter(function (one) { return one.published !== "no"; });
    var unpublished = all.length - told.length, notYet = 0, by_place = {};
    told.forEach(function (one) {
      var where = place(one, day);
      if (where === "no") notYet += 1;
      (by_place[where] = by_place[where] || []).push(one);
    });
    var count = function (where) { return (by_place[where] || []).length; };
    var ties = count("held") ? plural(count("held"), "tie") + " certainly held" : "no tie certainly held";
    if (count("perhaps-held")) ties += ", " + count("perhaps-held") + " perhaps";
    if (count("earlier")) ties += "; " + count("earlier") + " had begun earlier, with no end known";
    var deeds = (count("happened") ? plural(count("happened"), "thing") : "nothing") + " had certainly happened by then" + (count("perhaps-happened") ? ", " + count("perhaps-happened") + " perhaps" : "");
    var said = "On " + words(day) + (by ? ", as published by " + words(by) : "") + ": " + ties + "; " + deeds + ".";
    var rest = [];
    if (notYet) rest.push(plural(notYet, "fact") + " " + (notYet === 1 ? "is" : "are") + " dated later, or had ended by then.");
    if (unpublished) rest.push(plural(unpublished, "fact") + " " + (unpublished === 1 ? "was" : "were") + " told only later and " + (unpublished === 1 ? "is" : "are") + " not shown.");
    into.appendChild(make("p", "kb-answer", said));
    var long = SECTIONS.reduce(function (sum, section) { return sum + (section[3] ? count(section[0]) : 0); }, 0) > ALL;
    if (rest.length) into.appendChild(make("p", "kb-note-line", rest.join(" ")));
    SECTIONS.forEach(function (section) {
      var found = by_place[section[0]];
      if (!found) return;
      var box = make("details", "kb-answers__part"), head = make("summary", "", section[1] + " "), filled = false;
      head.appendChild(make("span", "kb-n", found.length.toLocaleString("en")));
      box.appendChild(head);
      box.appendChild(make("p", "kb-note-line", section[2]));
      var open = function () {
        if (!box.open || filled) return null;
        filled = true;
        return fill(data, box, found, section[0].slice(-8) === "happened", section[3] && long ? FEW : found.length > ALL ? MORE : ALL);
      };
      box.addEventListener("toggle", open);
      box.open = section[3];
      filling.push(open());
      into.appendChild(box);
    });
    return Promise.all(filling).then(function () { return { said: said, answer: into }; });
  }

  /* ---- the page ---- */

  var DAY = /^\d{4}-\d\d-\d\d$/;

  function start(form) {
    var into = document.getElementById("as-of-answer"), live = document.getElementById("as-of-said");
    var day = form.elements.day, by = form.elements.published, asked = new URL(location.href).searchParams, last = 0;
    var failed = function () {
      into.replaceChildren(make("p", "kb-answer", "The facts could not be loaded. The pages of the years hold them too."));
    };
    parts.load("data/as-of.json").then(unfold).then(function (data) {
      function change(store) {
        if (!DAY.test(day.value)) { into.replaceChildren(make("p", "kb-answer", "Choose a day.")); return; }
        if (store) {
          var address = new URL(location.href);
          address.searchParams.set("day", day.value);
          if (by.value) address.searchParams.set("published", by.value); else address.searchParams.delete("published");
          history.replaceState(history.state, "", address);
        }
        var now = last += 1;
        tell(data, day.value, by.value).then(function (told) {
          if (now !== last) return; /* asked otherwise meanwhile */
          into.replaceChildren(told.answer);
          live.textContent = told.said;
        }).catch(failed);
      }
      if (DAY.test(asked.get("day") || "")) day.value = asked.get("day");
      if (DAY.test(asked.get("published") || "")) by.value = asked.get("published");
      [day, by].forEach(function (field) {
        field.disabled = false;
        field.addEventListener("change", function () { change(true); });
      });
      form.addEventListener("submit", function (event) { event.preventDefault(); });
      form.removeAttribute("data-waiting");
      change(false);
    }).catch(failed);
  }

  window.kbAsOf = { unfold: unfold, asOf: asOf };
  var form = document.getElementById("as-of-form");
  if (form) start(form);
})();
