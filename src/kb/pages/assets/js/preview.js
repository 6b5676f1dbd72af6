/* A card with the essentials of an actor, a place, an event, a source or an article, while a link to it is pointed at or focused.
   It is read from the linked page itself, so it says nothing that the page does not say. Escape takes it away, and a pointer
   may rest on it (WCAG 2.2, 1.4.13). Touch has no pointing: there a link is only a link. */
(function () {
  "use strict";

  var WAIT = 300, STAY = 200, LINES = 5, GAP = 8;
  var LINKS = "a.kb-name[href], a.kb-m[href]";
  var START = '<header class="kb-head"', END = /<section class="kb-section"|<div class="kb-article"/;
  var known = new Map();
  var card = null, shown = null, timer = 0;

  var make = function (name, className, text) {
    var element = document.createElement(name);
    element.className = className;
    if (text) element.textContent = text;
    return element;
  };
  var plain = function (element) { return element.textContent.replace(/\s+/g, " ").trim(); };

  /* The head of the page is enough: reading stops where its first section begins */
  async function head(url) {
    var answer = await fetch(url);
    if (!answer.ok) throw new Error(String(answer.status));
    var reader = answer.body.getReader(), decoder = new TextDecoder(), text = "", from = -1;
    for (;;) {
      var piece = await reader.read();
      text += decoder.decode(piece.value, { stream: !piece.done });
      from = text.indexOf(START);
      if (piece.done || (from >= 0 && END.test(text.slice(from)))) break;
    }
    reader.cancel();
    return from < 0 ? null : new DOMParser().parseFromString(text.slice(from).split(END)[0], "text/html");
  }

  function filled(page) {
    var body = document.createDocumentFragment();
    var kicker = page.querySelector(".kb-kicker"), title = page.querySelector("h1"), sub = page.querySelector(".kb-sub");
    if (!title) return null;
    if (kicker) {
      var kind = make("p", "kb-preview__kind"), glyph = kicker.querySelector(".kb-k");
      if (glyph) kind.append(document.importNode(glyph, true), " ");
      kind.append(plain(kicker));
      body.append(kind);
    }
    body.append(make("p", "kb-preview__title", plain(title)));
    if (sub) body.append(make("p", "kb-preview__sub", plain(sub)));
    var reference = page.querySelector(".kb-reference");
    if (reference) body.append(make("p", "kb-preview__sub", plain(reference)));
    var said = kicker ? plain(kicker).toLowerCase() : "";
    var lines = Array.from(page.querySelectorAll(".kb-card > div, .kb-bib > div")).filter(function (line) {
      return plain(line.querySelector("dd")).toLowerCase() !== said; /* the kind stands above already */
    });
    if (lines.length) {
      var list = make("dl", "kb-preview__card");
      lines.slice(0, LINES).forEach(function (line) {
        var items = Array.from(line.querySelectorAll(".kb-item, .kb-bib dd")).map(function (item) {
          item.querySelectorAll(".kb-cite, .kb-basis").forEach(function (aside) { aside.remove(); });
          return plain(item);
        }).filter(Boolean);
        if (!items.length) return;
        var more = items.length > 2 ? " and " + (items.length - 2) + " more" : "";
        list.append(make("dt", "", plain(line.querySelector("dt"))), make("dd", "", items.slice(0, 2).join(", ") + more));
      });
      if (list.children.length) body.append(list);
    }
    return body;
  }

  function place(link) {
    var around = link.getClientRects()[0] || link.getBoundingClientRect(), size = card.getBoundingClientRect();
    var width = document.documentElement.clientWidth, height = document.documentElement.clientHeight;
    var below = around.bottom + GAP + size.height <= height || around.top < size.height + GAP;
    card.style.left = Math.max(GAP, Math.min(around.left, width - size.width - GAP)) + "px";
    card.style.top = (below ? around.bottom + GAP : around.top - size.height - GAP) + "px";
  }

  function hide() {
    clearTimeout(timer);
    if (shown) shown.removeAttribute("aria-describedby");
    if (card) card.remove();
    card = shown = null;
  }

  async function show(link) {
    var url = link.href.split("#")[0];
    try {
      if (!known.has(url)) known.set(url, head(url));
      var page = await known.get(url);
      var body = page && filled(page);
      if (!body || !link.isConnected || !(link.matches(":hover") || link.matches(":focus-visible"))) return;
      hide();
      shown = link;
      card = make("div", "kb-preview");
      card.id = "kb-preview";
      card.setAttribute("role", "tooltip");
      card.append(body);
      document.body.append(card);
      link.setAttribute("aria-describedby", card.id);
      place(link);
    } catch (error) {
      known.delete(url); /* no card, only the link */
    }
  }

  function soon(action, wait) {
    clearTimeout(timer);
    timer = setTimeout(action, wait);
  }

  function linked(event) {
    var link = event.target instanceof Element ? event.target.closest(LINKS) : null;
    return link && link.href.split("#")[0] !== location.href.split("#")[0] ? link : null;
  }

  function inside(event) { return card && event.target instanceof Node && card.contains(event.target); }

  document.addEventListener("pointerover", function (event) {
    if (event.pointerType === "touch") return;
    var link = linked(event);
    if (inside(event) || (link && link === shown)) clearTimeout(timer);
    else if (link) soon(function () { show(link); }, WAIT);
    else soon(hide, STAY);
  });
  document.addEventListener("focusin", function (event) {
    var link = linked(event);
    if (link && link.matches(":focus-visible")) soon(function () { show(link); }, WAIT);
    else hide();
  });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") hide(); });
  document.addEventListener("pointerdown", function (event) { if (!inside(event)) hide(); });
  window.addEventListener("scroll", function () { if (card) hide(); }, { passive: true });
})();
