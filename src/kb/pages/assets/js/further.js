/* The end of a long list of hits. The host shows every hit that its worker hands over; ours hands over the best pages
   and a last line that says how many more there are. Here that line loads the next, and the head of the list counts all pages.
   The hits come from a worker of the same kind, in the form in which the host shows its own. */
(function () {
  "use strict";

  var FURTHER = 4, SELECTOR = ".md-search-result__list .kb-further"; /* the message of `workers/search.js` */
  var SOURCE = document.currentScript.src, ROOT = new URL("../../../", SOURCE), WORKER = new URL("workers/search.js", SOURCE);
  var worker = null, asked = null;

  var box = document.querySelector("[data-md-component=search-result]");
  if (!box) return;
  var meta = box.querySelector(".md-search-result__meta"), list = box.querySelector(".md-search-result__list");

  var make = function (name, className, html) {
    var element = document.createElement(name);
    element.className = className;
    if (html) element.append.apply(element, new DOMParser().parseFromString(html, "text/html").body.childNodes); /* nothing of it runs */
    return element;
  };
  var number = function (text) { return Number(text).toLocaleString("en"); };
  var query = function () { return document.querySelector("[data-md-component=search-query]").value; };

  /* The host counts the hits that it was given */
  function count() {
    var line = list.querySelector(".kb-further"), text = line && number(line.getAttribute("value")) + " matching pages, best first";
    if (list.querySelector(".kb-unanswered")) text = "No answer";
    if (text && meta.textContent !== text) meta.textContent = text;
  }

  /* A hit, and a page with its hits, as the host makes them */
  function hit(one, parent) {
    var link = make("a", "md-search-result__link"), article = make("article", "md-search-result__article md-typeset"), url = new URL(one.location, ROOT);
    var marked = Object.keys(one.terms).filter(function (word) { return one.terms[word]; });
    if (marked.length) url.searchParams.set("h", marked.join(" "));
    link.href = url;
    link.tabIndex = -1;
    if (parent) article.append(make("div", "md-search-result__icon md-icon"));
    article.append(make(parent ? "h1" : "h2", "", one.title));
    if (one.text) article.append.apply(article, make("div", "", one.text).childNodes);
    if (one.tags) {
      var tags = make("nav", "md-tags");
      one.tags.forEach(function (tag) { tags.append(make("span", "md-tag", tag)); });
      article.append(tags);
    }
    link.append(article);
    return link;
  }
  function group(hits) {
    var item = make("li", "md-search-result__item"), at = hits.findIndex(function (one) { return one.location.indexOf("#") < 0; });
    var rest = hits.slice(), page = rest.splice(at, 1)[0], best = at === 0 ? [] : rest.splice(0, 1);
    item.append(hit(page, true));
    best.forEach(function (one) { item.append(hit(one, false)); });
    if (rest.length) {
      var more = make("details", "md-search-result__more"), summary = make("summary", ""), said = make("div", "");
      said.textContent = rest.length === 1 ? "1 more on this page" : rest.length + " more on this page";
      summary.tabIndex = -1;
      summary.append(said);
      more.append(summary);
      rest.forEach(function (one) { more.append(hit(one, false)); });
      item.append(more);
    }
    return item;
  }

  function show(data) {
    var line = document.querySelector(SELECTOR), place = line && line.closest("li");
    if (!place || asked !== query()) return; /* another question was asked meanwhile */
    var items = data.items.map(group), focused = place.contains(document.activeElement);
    place.replaceWith.apply(place, items);
    asked = null;
    if (focused && items.length) items[0].querySelector("a").focus();
  }
  function more(line) {
    if (asked === query()) return; /* on its way */
    if (!worker) {
      worker = new Worker(WORKER);
      worker.onmessage = function (event) { if (event.data.type === FURTHER) show(event.data.data); };
    }
    asked = query();
    line.closest("a").setAttribute("aria-busy", "true");
    worker.postMessage({ type: FURTHER, data: { asked: asked, from: list.querySelectorAll(".md-search-result__item").length - 1 } });
  }

  new MutationObserver(count).observe(box, { childList: true, subtree: true, characterData: true });
  box.addEventListener("keydown", function () { asked = asked === query() ? asked : null; });
  document.addEventListener("click", function (event) {
    var link = event.target instanceof Element && event.target.closest("a.md-search-result__link"), line = link && link.querySelector(".kb-further");
    if (!line) return;
    event.preventDefault();
    event.stopPropagation(); /* the host closes its search at a click on a link */
    more(line);
  }, true);
})();
