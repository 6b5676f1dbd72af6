/* The reference of one passage, as a file: under "Cite" in the notes of an article. Each link leads to the references of all passages
   of the article; this loads them once and hands over the one that is asked for, byte for byte as it stands there (a list of one in
   CSL-JSON). What cannot be loaded or found is handed over whole, as without this script. No dependencies. */
(function () {
  "use strict";

  var root = document.documentElement;
  if (root.hasAttribute("data-references-ready")) return;
  root.setAttribute("data-references-ready", "");
  var loaded = {};

  /* Texts in records have no line breaks, so a record begins where a line begins with its first tag, and has its key on one line */
  function record(text, start, key) {
    return text.split(start).find(function (one) { var found = key[0].exec(one); return found && found[1] === key[1]; });
  }

  var take = {
    bib: function (text, key) {
      var entry = record(text, /^(?=@)/m, [/^@\w+\{(.*),$/m, key]);
      return entry && entry.trimEnd() + "\n";
    },
    ris: function (text, key) { return record(text, /^(?=TY {2}- )/m, [/^ID {2}- (.*)$/m, key]); },
    json: function (text, key) {
      var item = JSON.parse(text).find(function (one) { return one.id === key; });
      return item && JSON.stringify([item], null, 1) + "\n";
    }
  };

  function load(address) {
    if (!loaded[address]) {
      loaded[address] = fetch(address).then(function (answer) {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.text();
      });
      loaded[address].catch(function () { delete loaded[address]; });
    }
    return loaded[address];
  }

  function hand(address, name) {
    var link = document.createElement("a");
    link.href = address;
    link.download = name;
    link.click();
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest(".kb-note__cite a[download]");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    var passage = link.closest(".kb-note").dataset.for, address = link.href, path = address.split("/");
    var form = path[path.length - 1].split(".").pop(), article = path[path.length - 3];
    event.preventDefault();
    load(address).then(function (text) {
      var one = take[form](text, article + "-" + passage);
      if (!one) throw new Error(passage);
      var blob = URL.createObjectURL(new Blob([one], { type: "application/octet-stream" }));
      hand(blob, passage + "." + form);
      setTimeout(function () { URL.revokeObjectURL(blob); }, 60000);
    }).catch(function () { hand(address, ""); });
  });
})();
