/* Words as a search compares them: the one fold of all scripts. `search_key` in kb/folding.py is the same
   function, and a test holds the two against each other. No capitals, no diacritics, no ayn, hamza, apostrophe or dot; every other sign
   is a space. What has no decomposition is mapped letter by letter: Latin letters as English texts write them, Arabic
   letters that Arabic and Persian type differently. */
(function () {
  "use strict";

  var LETTERS = {
    "ı": "i", "ə": "a", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe",
    "ς": "σ", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ھ": "ه", "ە": "ه"
  };
  var MAPPED = new RegExp("[" + Object.keys(LETTERS).join("") + "]", "g");
  var PLAIN = /^[a-z0-9 ]*$/;

  function fold(text) {
    var low = text.toLowerCase();
    if (!PLAIN.test(low)) {
      low = text.normalize("NFKD").toLowerCase().normalize("NFKD")
        .replace(/[\p{Mn}\p{Mc}\p{Me}\u02b0-\u02ff\u0621\u0640'\u2018\u2019\u201a\u201b\u2032\u00b4`."\u201c\u201d\u201e\u201f\u2033]/gu, "")
        .replace(MAPPED, function (letter) { return LETTERS[letter]; })
        .replace(/[^\p{L}\p{N}]+/gu, " ");
    }
    return low.replace(/ +/g, " ").trim();
  }

  window.kbFold = fold;
})();
