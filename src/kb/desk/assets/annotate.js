/* In `kb serve` alone: the form that makes an annotation of the selected words, changes one or takes one out, and undoes.
   What may be asked comes from the contract, what is right from the server; here is only the form. */
(function () {
  "use strict";

  var own = document.currentScript.dataset, TOKEN = own.token, ARTICLE = own.article, MADE = own.made;
  var WAIT = 300; /* milliseconds after the last key before the form is checked */
  var KEPT = "kb-desk-form", SAID = "kb-desk-said";
  var KINDS = { actors: "Actor", events: "Event", dates: "Date", relations: "Tie", statements: "Statement", sources: "Source", mentions: "Mention", misprints: "Misprint", passed_over: "Passed over" };
  var FROM_WORDS = ["printed", "words"]; /* keys that are answered with the selected words themselves */
  var make = window.kbFields.make, button = window.kbFields.button, said = window.kbFields.said;
  var known = null, form = null, offer = null, toast = null, stale = false, busy = false; /* busy: an answer is awaited that the page must not miss by coming anew */

  /* ---- the server ---- */

  async function ask(path, sent) {
    var answer;
    try {
      answer = await fetch("/_desk/" + path, sent ? { method: "POST", headers: { "Content-Type": "application/json", "X-KB-Desk": TOKEN }, body: JSON.stringify(sent) } : {});
      var told = await answer.json();
      told.status = answer.status;
      return told;
    } catch (gone) {
      return { status: 0, refused: "The preview does not answer. Is `kb serve` still running?", hint: "" };
    }
  }
  async function learn() {
    if (!known) {
      var told = await ask("form");
      if (told.refused) return told;
      told.names = window.kbFinder.prepare(told.names);
      known = told;
    }
    return known;
  }

  /* ---- what was done, and its undoing ---- */

  function tell(text, undo) {
    if (toast) toast.remove();
    toast = make("div", "kb-annotate-toast");
    toast.setAttribute("role", "status");
    document.body.append(toast);
    toast.append(said(make("span", ""), text));
    if (undo) toast.append(button("Undo", "kb-annotate__button", back));
    var close = button("×", "kb-annotate__away", function () { toast.remove(); });
    close.setAttribute("aria-label", "Close");
    toast.append(close);
  }
  function tellLater(text, undo) { sessionStorage.setItem(SAID, JSON.stringify([text, undo])); }

  function comesAnew(sound, passage) {
    if (passage) history.replaceState(null, "", "#" + passage);
    if (sound !== false) location.reload();
  }
  function refused(told) {
    busy = false;
    if (stale) { tellLater(told, false); location.reload(); }
    else tell(told, false);
  }
  async function back() {
    if (busy) return;
    busy = true;
    var told = await ask("undo", {});
    if (told.refused) { refused((told.refused + " " + (told.hint || "")).trim()); return; }
    tellLater(told.undone + " is undone.", Boolean(told.undo));
    location.reload();
  }

  /* ---- the form ---- */

  function light(range) {
    if (!window.Highlight || !CSS.highlights) return;
    if (range) CSS.highlights.set("kb-annotate", new Highlight(range));
    else CSS.highlights.delete("kb-annotate");
  }

  async function open(picked, kept) {
    if (form) return;
    hush();
    var told = await learn();
    if (told.refused) { tell(told.refused, false); return; }
    var opener = document.activeElement, dialog = make("dialog", "kb-annotate"), entities = [], checked = 0, timer = 0, asking = null, group = null, tried = false;
    dialog.setAttribute("aria-labelledby", "kb-annotate-title");
    var heading = make("h2", "kb-annotate__title", kept && kept.fact ? "Change an annotation" : "Annotate");
    heading.id = "kb-annotate-title";
    var top = make("div", "kb-annotate__top");
    top.append(heading, button("Close", "kb-annotate__button", close));
    var quotes = make("div", "kb-annotate__quotes"), kinds = make("fieldset", "kb-annotate__kinds"), fields = make("div", "kb-annotate__fields");
    var only = make("label", "kb-annotate__term"), quoted = make("input"), news = make("div", "kb-annotate__news"), yaml = make("pre", "kb-annotate__yaml"), invented = make("div", "");
    var wrong = make("ul", "kb-annotate__wrong"), foot = make("div", "kb-annotate__foot"), save = button("Save", "kb-annotate__button kb-annotate__button--main", keep);
    quoted.type = "checkbox";
    quoted.checked = true;
    only.append(quoted, make("span", "", "Only in these words. Without it, everywhere in this article."));
    news.setAttribute("role", "status");
    kinds.append(make("legend", "", "What do these words give?"));
    known.kinds.forEach(function (kind) {
      var label = make("label", "kb-annotate__kind"), radio = make("input");
      radio.type = "radio";
      radio.name = "kb-annotate-kind";
      radio.value = kind.key;
      label.title = kind.meaning;
      label.append(radio, make("span", "", KINDS[kind.key] || window.kbFields.title(kind.key)));
      kinds.append(label);
    });
    picked.selectors.forEach(function (one) { quotes.append(make("blockquote", "", one.exact.trim())); });
    var shown = make("details", "kb-annotate__more");
    shown.append(make("summary", "", "What will be written"), yaml);
    foot.append(news, save);
    dialog.append(top, quotes, kinds, fields, invented, only, wrong, shown, foot);
    only.hidden = true;

    var context = {
      names: known.names,
      named: function () { return picked.named; },
      words: function () { return (picked.selectors[0] || { exact: "" }).exact.trim().replace(/\s+/g, " "); },
      invent: invent
    };

    /* A new entity, in the same step as the annotation */
    async function invent(name, done, given) {
      var one = { name: name, kind: given ? given.kind : "", id: given ? given.id : (await ask("id?words=" + encodeURIComponent(name))).id || "" };
      var card = make("fieldset", "kb-annotate__card"), asked = [
        { key: "name", answer: "words", needed: true, meaning: "The name that pages use.", terms: [] },
        { key: "kind", answer: "choice", needed: true, meaning: "What kind of thing it is.", terms: known.entities }
      ];
      card.dataset.answer = "entity";
      card.append(make("legend", "", "New entity"));
      var inside = window.kbFields.group(asked, ["entity"], context, 9);
      inside.set(one);
      var id = make("p", "kb-annotate__hint");
      id.append("It gets the id ", make("code", "", one.id), ".");
      card.append(inside.element, id, button("Take out", "kb-annotate__add", function () { entities.splice(entities.indexOf(entry), 1); card.remove(); check(); }));
      var entry = { value: function () { return Object.assign({ id: one.id }, inside.value()); } };
      entities.push(entry);
      invented.append(card);
      if (done) { done(one); inside.fields.kind.input.focus(); }
    }

    function choose(key, values) {
      asking = known.kinds.find(function (one) { return one.key === key; });
      fields.textContent = "";
      group = window.kbFields.group(asking.asked, [], context, 5);
      fields.append(said(make("p", "kb-annotate__hint"), asking.meaning), group.element);
      var needed = asking.asked.some(function (one) { return one.key === "quotes" && one.needed; });
      only.hidden = needed || Boolean(kept && kept.fact);
      if (values) group.set(values);
      else FROM_WORDS.forEach(function (key) { if (group.fields[key]) group.fields[key].set(context.words()); });
      kinds.querySelector("input[value='" + key + "']").checked = true;
      var id = group.fields.id, titled = group.fields.title; /* what gets its id here is named after its title */
      if (id && titled && !values) {
        titled.input.addEventListener("change", async function () {
          if (!id.value() && titled.value().trim()) { id.set((await ask("id?words=" + encodeURIComponent(titled.value()))).id); check(); }
        });
      }
      tried = false;
      check();
    }

    function sent(saving) {
      return {
        article: ARTICLE, made: MADE, kind: asking.key, answers: group.value(), selected: picked.selectors, fact: kept && kept.fact || "",
        entities: entities.map(function (one) { return one.value(); }), quoted: only.hidden || quoted.checked, save: saving
      };
    }
    function check() {
      clearTimeout(timer);
      timer = setTimeout(function () { if (form === dialog && asking) send(false); }, WAIT);
    }
    async function send(saving) {
      var number = checked += 1;
      clearTimeout(timer);
      var told = await ask("annotate", sent(saving));
      if (number !== checked || form !== dialog) return null;
      show(told);
      return told;
    }
    async function keep() {
      if (!asking) { news.textContent = "Choose what these words give."; kinds.querySelector("input").focus(); return; }
      tried = true;
      save.disabled = true;
      var told = await send(true);
      save.disabled = false;
      if (!told) return;
      if (told.saved) {
        var text = (kept && kept.fact ? "Changed" : "Saved") + " in articles/" + ARTICLE + ".md.";
        tellLater(text, true);
        stale = false;
        shut();
        busy = told.sound;
        if (told.sound) comesAnew(true, told.passage);
        else { sessionStorage.removeItem(SAID); tell(text + " The page comes anew when the errors in other files are mended.", true); }
        return;
      }
      var at = fields.querySelector("[aria-invalid='true']") || dialog.querySelector("[aria-invalid='true']");
      if (at) at.focus();
    }

    /* What would be wrong, each beside its answer; what only was not answered yet is said in one line until one tries to save */
    function show(told) {
      wrong.textContent = news.textContent = "";
      dialog.querySelectorAll(".kb-annotate__fault").forEach(function (one) { one.remove(); });
      dialog.querySelectorAll("[aria-invalid]").forEach(function (one) { one.removeAttribute("aria-invalid"); });
      if (told.refused) {
        wrong.append(said(make("li", "kb-annotate__fault"), (told.refused + " " + (told.hint || "")).trim()));
        if (told.status === 409) {
          var again = make("li", "");
          again.append(button("Load the page anew and go on with this form", "kb-annotate__button", function () { remember(); location.reload(); }));
          wrong.append(again);
        }
        return;
      }
      if (told.quotes.length && told.quotes.length === picked.selectors.length) {
        quotes.textContent = "";
        told.quotes.forEach(function (one) {
          var quote = make("blockquote", "", one.exact), beside = [one.prefix && "after “" + one.prefix + "”", one.suffix && "before “" + one.suffix + "”"].filter(Boolean);
          if (beside.length) quote.append(make("span", "kb-annotate__beside", "These words stand more than once; meant are those " + beside.join(" and ") + "."));
          quotes.append(quote);
        });
      }
      yaml.textContent = "";
      told.diff.split("\n").forEach(function (line) { if (line) yaml.append(make("span", /^[+][^+]/.test(line) ? "kb-annotate__plus" : /^-[^-]/.test(line) ? "kb-annotate__minus" : "", line + "\n")); });
      var waiting = [], errors = 0;
      told.faults.forEach(function (one) {
        var still = !tried && (one.code === "missing-key" || one.code === "empty-value");
        if (one.severity === "error") errors += 1;
        if (still) { waiting.push(one.answer.length ? window.kbFields.title(String(one.answer[one.answer.length - 1])).toLowerCase() : "an answer"); return; }
        var field = null;
        for (var many = one.answer.length; many > 0 && !field; many -= 1) field = fields.querySelector("[data-answer='" + CSS.escape(one.answer.slice(0, many).join(".")) + "']");
        if (!field && one.path.indexOf("entities/") === 0) field = invented.querySelector("[data-answer='entity']");
        var item = said(make(field ? "p" : "li", "kb-annotate__fault"), one.fact + (one.hint ? " " + one.hint : ""));
        item.dataset.severity = one.severity;
        if (!field) { if (one.path !== "articles/" + ARTICLE + ".md") item.prepend(make("code", "", one.path + ":" + one.line), " "); wrong.append(item); return; }
        field.append(item);
        var input = field.querySelector("input, select, textarea");
        if (input && one.severity === "error") input.setAttribute("aria-invalid", "true");
      });
      news.textContent = waiting.length ? "Still needed: " + waiting.join(", ") + "." : errors ? "Not yet right: see above." : "This can be saved.";
    }

    function remember() {
      sessionStorage.setItem(KEPT, JSON.stringify({ article: ARTICLE, fact: kept && kept.fact || "", kind: asking && asking.key, answers: group && group.value(), entities: entities.map(function (one) { return one.value(); }), selectors: picked.selectors, named: picked.named, quoted: quoted.checked }));
    }
    function shut() {
      light(null);
      dialog.close();
      dialog.remove();
      form = null;
      document.documentElement.classList.remove("kb-annotating");
    }
    function close() {
      shut();
      if (stale) { location.reload(); return; }
      if (opener && opener.isConnected && opener !== document.body) opener.focus();
      else if (picked.range) {
        var home = picked.range.startContainer.parentElement.closest(".kb-para"), number = home && home.querySelector(".kb-pn");
        if (number) number.focus();
      }
      if (picked.range) { getSelection().removeAllRanges(); getSelection().addRange(picked.range); }
    }

    dialog.addEventListener("keydown", function (event) {
      if (event.defaultPrevented || event.isComposing) return;
      var line = event.target.matches("input, textarea") && (event.target.localName === "input" || event.ctrlKey || event.metaKey);
      if (event.key === "Escape") { event.preventDefault(); close(); }
      if (event.key === "Enter" && line) { event.preventDefault(); keep(); } /* in a field of several lines with Ctrl */
    });
    dialog.addEventListener("input", function (event) { if (event.target.name === "kb-annotate-kind") choose(event.target.value); else check(); });

    form = dialog;
    document.documentElement.classList.add("kb-annotating");
    document.body.append(dialog);
    dialog.show();
    light(picked.range);
    if (picked.range) {
      var box = picked.range.getBoundingClientRect();
      if (matchMedia("(max-width: 60em)").matches) scrollBy(0, box.top - 80); /* above the sheet */
    }
    if (kept) {
      await Promise.all((kept.entities || []).map(function (one) { return invent(one.name, null, one); }));
      quoted.checked = kept.quoted !== false;
      if (kept.kind) choose(kept.kind, kept.answers);
    }
    if (kept && kept.fact) kinds.disabled = true;
    var first = kept && kept.fact && group ? group.input : kinds.querySelector("input:checked") || kinds.querySelector("input");
    first.focus();
  }

  /* ---- the ways in ---- */

  function hush() { if (offer) offer.remove(); offer = null; }
  function propose() {
    hush();
    if (form || !ARTICLE) return;
    var picked = window.kbSelecting.selected();
    if (!picked) return;
    var rects = picked.range.getClientRects(), last = rects[rects.length - 1];
    if (!last) return;
    offer = button("Annotate", "kb-annotate-offer", function () { open(picked); });
    offer.append(make("kbd", "", "a"));
    offer.addEventListener("pointerdown", function (event) { event.preventDefault(); }); /* the selection stays */
    document.body.append(offer);
    offer.style.left = Math.max(8, Math.min(last.right, innerWidth - offer.offsetWidth - 8)) + "px";
    offer.style.top = Math.min(last.bottom + 6, innerHeight - offer.offsetHeight - 8) + "px";
  }
  var soon = 0;
  document.addEventListener("selectionchange", function () { clearTimeout(soon); soon = setTimeout(propose, 150); });
  window.addEventListener("scroll", function () { clearTimeout(soon); soon = setTimeout(propose, 150); }, { passive: true });

  function typing(element) { return element instanceof Element && element.closest("input, textarea, select, [contenteditable]"); }
  document.addEventListener("keydown", function (event) {
    if (typing(event.target) || event.altKey || event.defaultPrevented) return;
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z" && !form) { event.preventDefault(); back(); return; }
    if (event.ctrlKey || event.metaKey || form || !ARTICLE) return;
    var on = document.activeElement, enter = event.key === "Enter" && (on === document.body || !on || window.kbSelecting.stepping());
    if (event.key !== "a" && !enter) return;
    var picked = window.kbSelecting.selected();
    if (!picked) return;
    event.preventDefault();
    open(picked);
  });

  /* Each fact in the margin can be changed and taken out */
  async function change(fact) {
    var told = await ask("fact?article=" + encodeURIComponent(ARTICLE) + "&fact=" + encodeURIComponent(fact));
    if (told.refused) { tell(told.refused + " " + told.hint, false); return; }
    open({ range: null, selectors: [], named: [] }, { fact: fact, kind: told.kind, answers: told.answers });
  }
  async function remove(fact) {
    if (busy) return;
    busy = true;
    var told = await ask("remove", { article: ARTICLE, made: MADE, fact: fact, save: true });
    if (told.refused) { refused(told.refused + " " + told.hint); return; }
    if (!told.saved) { refused("It is not taken out: " + told.faults.map(function (one) { return one.fact; }).join(" ")); return; }
    tellLater("Taken out of articles/" + ARTICLE + ".md.", true);
    if (told.sound) comesAnew(true);
    else { busy = false; sessionStorage.removeItem(SAID); tell("Taken out of articles/" + ARTICLE + ".md. The page comes anew when the errors in other files are mended.", true); }
  }
  if (ARTICLE) {
    document.querySelectorAll(".kb-note__fact[data-fact]").forEach(function (note) {
      var tools = make("span", "kb-annotate-tools");
      tools.append(button("Change", "kb-annotate__add", function () { change(note.dataset.fact); }), button("Delete", "kb-annotate__add", function () { remove(note.dataset.fact); }));
      note.append(tools);
    });
  }

  /* A page that would come anew waits for the form */
  document.addEventListener("kb-desk-news", function (event) { if (form || busy) { stale = true; event.preventDefault(); } });

  var later = sessionStorage.getItem(SAID), kept = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(SAID);
  sessionStorage.removeItem(KEPT);
  if (later) tell.apply(null, JSON.parse(later));
  if (kept && JSON.parse(kept).article === ARTICLE) {
    var again = JSON.parse(kept);
    open({ range: null, selectors: again.selectors, named: again.named }, again);
  }
})();
