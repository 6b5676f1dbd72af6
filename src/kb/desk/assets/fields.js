/* In `kb serve` alone: the fields of a form, made from what the contract asks. Each is { element, value(), set(value) };
   its element has the path of the answer as data-answer, so that what is wrong is said beside it. */
(function () {
  "use strict";

  var FEW = 6, MANY = 12, SHOWN = 8; /* so many words stand open; above so many one looks them up by typing; lines of a list */
  var LINES = ["says", "reason"];    /* sentences of the editor's own */
  var NO_ENTITY = ["event", "source", "article"];
  var count = 0;

  function make(name, className, text) {
    var element = document.createElement(name);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  }
  function button(text, className, act) {
    var element = make("button", className, text);
    element.type = "button";
    element.addEventListener("click", act);
    return element;
  }
  function title(key) { return (key.charAt(0).toUpperCase() + key.slice(1)).replace(/[_-]/g, " "); }
  function said(element, text) { /* what stands between grave accents is code */
    text.split("`").forEach(function (part, at) { element.append(at % 2 ? make("code", "", part) : part); });
    return element;
  }

  /* The frame of a field: its name, its meaning, and where what is wrong with it is said */
  function frame(asked, path, group) {
    var element = make(group ? "fieldset" : "div", "kb-annotate__field"), id = "kb-annotate-" + (count += 1);
    element.dataset.answer = path.join(".");
    var label = make(group ? "legend" : "label", "", title(asked.key));
    if (!group) label.htmlFor = id;
    if (!asked.needed && !asked.default) label.append(make("span", "kb-annotate__may", "may be left out"));
    element.append(label);
    var hint = said(make("p", "kb-annotate__hint"), asked.meaning);
    hint.id = id + "-hint";
    if (asked.meaning && !asked.listed) element.append(hint);
    return { element: element, id: id, hint: hint.id };
  }
  function changed(element) { element.dispatchEvent(new Event("input", { bubbles: true })); }

  function words(asked, path) {
    var made = frame(asked, path), long = asked.long || LINES.indexOf(asked.key) >= 0;
    var input = make(long ? "textarea" : "input", "kb-annotate__box");
    input.id = made.id;
    input.autocomplete = "off";
    if (long) input.rows = 2;
    input.setAttribute("aria-describedby", made.hint);
    made.element.append(input);
    var list = asked.many;
    return {
      element: made.element, input: input,
      value: function () { return list ? input.value.split(/[\s,]+/).filter(Boolean) : input.value; },
      set: function (value) { input.value = list && Array.isArray(value) ? value.join(", ") : value || ""; }
    };
  }

  /* A word of a closed list, with its meaning */
  function choice(asked, path, context) {
    if (asked.terms.length > MANY) return lookup(asked, path, context);
    var few = asked.terms.length <= FEW, made = frame(few ? Object.assign({}, asked, { listed: true }) : asked, path, few);
    if (few) {
      var name = made.id;
      asked.terms.forEach(function (term) {
        var label = make("label", "kb-annotate__term"), radio = make("input");
        radio.type = "radio";
        radio.name = name;
        radio.value = term.id;
        radio.checked = term.id === asked.default;
        var text = make("span", "");
        text.append(make("b", "", term.label || term.id), " " + term.meaning);
        label.append(radio, text);
        made.element.append(label);
      });
      return {
        element: made.element, input: made.element.querySelector("input"),
        value: function () { var one = made.element.querySelector("input:checked"); return one ? one.value : ""; },
        set: function (value) { made.element.querySelectorAll("input").forEach(function (radio) { radio.checked = radio.value === (value || asked.default); }); }
      };
    }
    var select = make("select", "kb-annotate__box"), meaning = said(make("p", "kb-annotate__hint"), "");
    select.id = made.id;
    if (!asked.default) select.append(new Option("", ""));
    asked.terms.forEach(function (term) { select.append(new Option(term.label || term.id, term.id, term.id === asked.default, term.id === asked.default)); });
    function tell() {
      var term = asked.terms.find(function (one) { return one.id === select.value; });
      meaning.textContent = "";
      if (term) said(meaning, term.meaning);
    }
    select.addEventListener("input", tell);
    made.element.append(select, meaning);
    return { element: made.element, input: select, value: function () { return select.value; }, set: function (value) { select.value = value || asked.default; tell(); } };
  }

  /* What a search box may lead to: [{ id, title, also }] */
  function answers(asked, text, context) {
    if (asked.terms.length) {
      var key = window.kbFold(text);
      return asked.terms.filter(function (term) { return window.kbFold(term.id + " " + term.label).indexOf(key) >= 0; })
        .concat(asked.terms.filter(function (term) { return window.kbFold(term.id + " " + term.label).indexOf(key) < 0 && key && window.kbFold(term.meaning).indexOf(key) >= 0; }))
        .map(function (term) { return { id: term.id, title: term.label, also: term.meaning }; });
    }
    var fits = function (entry) { return asked.kinds.indexOf(entry.kind) >= 0 || (asked.kinds.indexOf("entity") >= 0 && NO_ENTITY.indexOf(entry.kind) < 0); };
    var id = function (entry) { return entry.url.replace(/\/$/, "").split("/").pop(); };
    if (!text.trim()) { /* what the selected words name comes first */
      return context.named().map(function (one) { return context.names.entries.find(function (entry) { return id(entry) === one; }); })
        .filter(function (entry) { return entry && fits(entry); })
        .map(function (entry) { return { id: id(entry), title: entry.title, also: entry.label + ", named in these words" }; });
    }
    return window.kbFinder.rank(context.names, text, 60).filter(function (hit) { return fits(hit.entry); }).slice(0, SHOWN).map(function (hit) {
      var also = hit.form.label && hit.form.text !== hit.entry.title ? ", " + hit.form.label + " “" + hit.form.text + "”" : "";
      return { id: id(hit.entry), title: hit.entry.title, also: hit.entry.label + also };
    });
  }

  /* An editable combobox with a list (ARIA Authoring Practices); what it holds is the id */
  function combobox(asked, id, hint, context, chosen) {
    var box = make("div", "kb-annotate__combo"), input = make("input", "kb-annotate__box"), list = make("ul", "kb-annotate__list"), name = make("span", "kb-annotate__name");
    var hits = [], active = -1;
    input.id = id;
    input.autocomplete = "off";
    input.spellcheck = false;
    list.id = id + "-list";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", title(asked.key));
    [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", list.id], ["aria-autocomplete", "list"], ["aria-describedby", hint]].forEach(function (pair) { input.setAttribute(pair[0], pair[1]); });
    box.append(input, name, list);

    function hide() { list.hidden = true; active = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); }
    function move(to) {
      active = to;
      Array.from(list.children).forEach(function (item, at) { item.setAttribute("aria-selected", String(at === to)); });
      if (to >= 0) { input.setAttribute("aria-activedescendant", list.children[to].id); list.children[to].scrollIntoView({ block: "nearest" }); }
    }
    function choose(hit) {
      hide();
      if (hit.make) hit.make();
      else { input.value = hit.id; name.textContent = hit.title; if (chosen) chosen(hit); }
      changed(input);
    }
    function show() {
      var text = input.value;
      hits = answers(asked, text, context);
      if (asked.kinds.indexOf("entity") >= 0 && context.invent) {
        var wanted = text.trim() || context.words();
        hits.push({ id: "", title: "New entity “" + (wanted.length > 40 ? wanted.slice(0, 40) + "…" : wanted) + "”", also: "made in the same step", make: function () { context.invent(wanted, function (one) { input.value = one.id; name.textContent = one.name; if (chosen) chosen({ id: one.id, title: one.name }); changed(input); }); } });
      }
      list.textContent = "";
      hits.forEach(function (hit, at) {
        var item = make("li", "kb-annotate__hit");
        item.id = list.id + "-" + at;
        item.setAttribute("role", "option");
        item.append(make("b", "", hit.title), " ", make("span", "", hit.also));
        item.addEventListener("pointerdown", function (event) { event.preventDefault(); });
        item.addEventListener("click", function () { choose(hit); });
        list.append(item);
      });
      list.hidden = !hits.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      move(-1);
    }
    input.addEventListener("input", function (event) { if (event.isTrusted) { name.textContent = ""; show(); } });
    input.addEventListener("focus", function () { if (!input.value) show(); });
    input.addEventListener("blur", hide);
    input.addEventListener("keydown", function (event) {
      var last = hits.length - 1;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) show();
        else move(event.key === "ArrowDown" ? (active < last ? active + 1 : 0) : (active > 0 ? active - 1 : last));
      } else if (event.key === "Enter" && !list.hidden) {
        event.preventDefault();
        if (active >= 0 || hits.length) choose(hits[Math.max(active, 0)]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        event.stopPropagation();
        hide();
      }
    });
    return { element: box, input: input, name: name };
  }

  function named(asked, value, context) {
    if (asked.terms.length) { var term = asked.terms.find(function (one) { return one.id === value; }); return term ? term.label : ""; }
    var entry = context.names.entries.find(function (one) { return one.url.replace(/\/$/, "").split("/").pop() === value; });
    return entry ? entry.title : "";
  }

  function lookup(asked, path, context) {
    var made = frame(asked, path), combo = combobox(asked, made.id, made.hint, context);
    made.element.append(combo.element);
    return {
      element: made.element, input: combo.input,
      value: function () { return combo.input.value.trim(); },
      set: function (value) { combo.input.value = value || ""; combo.name.textContent = value ? named(asked, value, context) : ""; }
    };
  }

  /* Several ids: those that are chosen, and a box for the next */
  function several(asked, path, context, bare) {
    var made = frame(asked, path), held = [], chips = make("div", "kb-annotate__chips");
    var combo = combobox(asked, made.id, made.hint, context, function (hit) { combo.input.value = ""; combo.name.textContent = ""; add(hit.id, hit.title); });
    function add(id, text) {
      if (held.indexOf(id) >= 0) return;
      held.push(id);
      var chip = make("span", "kb-annotate__chip", text || id), away = button("×", "kb-annotate__away", function () {
        held.splice(held.indexOf(id), 1);
        chip.remove();
        combo.input.focus();
        changed(made.element);
      });
      away.setAttribute("aria-label", "Take out " + (text || id));
      chip.append(away);
      chips.append(chip);
      changed(made.element);
    }
    made.element.append(chips, combo.element);
    if (bare) Array.from(made.element.querySelectorAll("label, .kb-annotate__hint")).forEach(function (one) { one.remove(); });
    return {
      element: made.element, input: combo.input,
      value: function () { var typed = combo.input.value.trim(); return typed && held.indexOf(typed) < 0 ? held.concat([typed]) : held.slice(); },
      set: function (value) { held.slice().forEach(function () { held.pop(); }); chips.textContent = ""; (value || []).forEach(function (id) { add(id, named(asked, id, context)); }); }
    };
  }

  /* A list of ids under each word of a closed list */
  function listed(asked, path, context) {
    var made = frame(asked, path, true), rows = [], place = make("div", "");
    function add(role, ids) {
      var row = make("div", "kb-annotate__row"), select = make("select", "kb-annotate__box");
      select.setAttribute("aria-label", "Role");
      asked.terms.forEach(function (term) { select.append(new Option(term.id + ": " + term.meaning, term.id)); });
      select.value = role || asked.terms[0].id;
      var who = several({ key: "who", kinds: asked.kinds, terms: [], meaning: "", needed: true }, path.concat(select.value), context, true);
      who.input.setAttribute("aria-label", "Who");
      select.addEventListener("input", function () { who.element.dataset.answer = path.concat(select.value).join("."); });
      who.set(ids);
      row.append(select, who.element);
      place.append(row);
      rows.push({ role: select, who: who });
      return select;
    }
    made.element.append(place, button("Add a role", "kb-annotate__add", function () { add().focus(); }));
    return {
      element: made.element,
      value: function () { var all = {}; rows.forEach(function (row) { all[row.role.value] = (all[row.role.value] || []).concat(row.who.value()); }); return all; },
      set: function (value) { rows = []; place.textContent = ""; Object.keys(value || {}).forEach(function (role) { add(role, value[role]); }); }
    };
  }

  /* Keys inside a key */
  function mapping(asked, path, context) {
    var made = frame(asked, path, true), inside = group(asked.inside, path, context, asked.plain ? 0 : 9);
    if (asked.plain) inside.fields[asked.plain].element.classList.add("kb-annotate__plain"); /* the name above is its name too */
    made.element.append(inside.element);
    return {
      element: made.element, input: inside.input, value: inside.value,
      set: function (value) { inside.set(typeof value === "string" && asked.plain ? Object.fromEntries([[asked.plain, value]]) : value || {}); }
    };
  }

  function repeated(asked, path, context) {
    var made = frame(asked, path, true), all = [], place = make("div", "");
    function add(value) {
      var at = all.length, inside = group(asked.inside, path.concat(at), context, 9), card = make("div", "kb-annotate__card");
      var mine = { value: inside.value };
      card.append(inside.element, button("Take out", "kb-annotate__add", function () { all.splice(all.indexOf(mine), 1); card.remove(); changed(place); }));
      if (value) inside.set(typeof value === "string" ? { literal: value } : value);
      place.append(card);
      all.push(mine);
      return inside;
    }
    made.element.append(place, button("Add one", "kb-annotate__add", function () { var one = add(); if (one.input) one.input.focus(); }));
    return {
      element: made.element,
      value: function () { return all.map(function (one) { return one.value(); }); },
      set: function (value) { all = []; place.textContent = ""; (value || []).forEach(add); }
    };
  }

  /* Who says it: the author, or one of the others, each asked for by itself */
  function voice(asked, path, context) {
    var made = frame(Object.assign({}, asked, { listed: true }), path, true), name = made.id, fields = {}, place = make("div", "");
    var ways = [{ key: "author", meaning: "The article’s author says it (the default)." }].concat(asked.inside.filter(function (one) { return one.key !== "via"; }));
    var via = asked.inside.find(function (one) { return one.key === "via"; });
    ways.forEach(function (way, at) {
      var label = make("label", "kb-annotate__term"), radio = make("input"), text = make("span", "");
      radio.type = "radio";
      radio.name = name;
      radio.value = way.key;
      radio.checked = !at;
      text.append(make("b", "", way.key), " ");
      said(text, way.meaning);
      label.append(radio, text);
      made.element.append(label);
    });
    made.element.append(place);
    function chosen() { return made.element.querySelector("input:checked").value; }
    function tell(value) {
      fields = {};
      place.textContent = "";
      var way = asked.inside.find(function (one) { return one.key === chosen(); });
      (way ? [way, via] : []).forEach(function (one) {
        var field = any(Object.assign({}, one, { needed: one !== via }), path.concat(one.key), context);
        fields[one.key] = field;
        if (value) field.set(value[one.key]);
        place.append(field.element);
      });
    }
    made.element.addEventListener("change", function (event) { if (event.target.name === name) tell(); });
    return {
      element: made.element, input: made.element.querySelector("input"),
      value: function () { return chosen() === "author" ? {} : Object.fromEntries(Object.keys(fields).map(function (key) { return [key, fields[key].value()]; })); },
      set: function (value) {
        var way = value && value !== "author" ? ways.find(function (one) { return one.key in value; }) : ways[0];
        made.element.querySelectorAll("input[name='" + name + "']").forEach(function (radio) { radio.checked = radio.value === (way || ways[0]).key; });
        tell(value);
      }
    };
  }

  function any(asked, path, context) {
    if (asked.key === "voice") return voice(asked, path, context);
    if (asked.answer === "listed") return listed(asked, path, context);
    if (asked.answer === "mapping") return (asked.many ? repeated : mapping)(asked, path, context);
    if (asked.answer === "id") return (asked.many ? several : lookup)(asked, path, context);
    return (asked.answer === "choice" ? choice : words)(asked, path, context);
  }

  /* Several keys: those that are needed and what is always asked stand open, the others in a fold if they are more than `open` */
  function group(asked, path, context, open) {
    var element = make("div", ""), fields = {}, first = null;
    var shown = asked.filter(function (one) { return !(one.answer === "mapping" && one.plain === "exact"); }); /* quotes are what is selected */
    var always = ["voice", "certainty", "status"];
    var rest = shown.filter(function (one) { return !one.needed && always.indexOf(one.key) < 0; });
    var fold = make("details", "kb-annotate__more");
    fold.append(make("summary", "", "More: " + rest.map(function (one) { return title(one.key).toLowerCase(); }).join(", ")));
    shown.forEach(function (one) {
      var field = any(one, path.concat(one.key), context), folded = rest.indexOf(one) >= open;
      fields[one.key] = field;
      first = first || field.input;
      (folded ? fold : element).append(field.element);
    });
    if (rest.length > open) {
      fold.firstChild.textContent = "More: " + rest.slice(open).map(function (one) { return title(one.key).toLowerCase(); }).join(", ");
      var before = always.map(function (key) { return fields[key] && fields[key].element; }).find(Boolean);
      element.insertBefore(fold, before || null);
    }
    return {
      element: element, input: first, fields: fields,
      value: function () { return Object.fromEntries(Object.keys(fields).map(function (key) { return [key, fields[key].value()]; })); },
      set: function (value) { Object.keys(fields).forEach(function (key) { fields[key].set(value[key]); }); if (fold.querySelector("input, select, textarea")) fold.open = rest.slice(open).some(function (one) { return one.key in value; }); }
    };
  }

  window.kbFields = { make: make, button: button, title: title, said: said, group: group };
})();
