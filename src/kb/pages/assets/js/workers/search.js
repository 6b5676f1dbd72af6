/* The worker of the full-text search, started late: the host asks for its index with every page, and would parse all of it.
   So the file the host asks for holds the settings and no text (`plugin.py`), and this worker says at once that it is ready.
   With the first question it loads the host's own worker and the whole index, and hands all messages on.
   The address says after the question mark which file is the host's worker. */
"use strict";

var HOST = new URL("../../../javascripts/workers/" + self.location.search.slice(1), self.location.href);
var INDEX = new URL("../../../../search/documents.json", self.location.href);
var SETUP = 0, READY = 1, QUERY = 2, RESULT = 3; /* the kinds of message of the host */
var waiting = null, awake = false;

/* The host's worker names further files by their way from itself */
var load = self.importScripts.bind(self);
self.importScripts = function () {
  load.apply(null, Array.prototype.map.call(arguments, function (one) { return String(new URL(one, HOST)); }));
};

function hand(message) {
  self.dispatchEvent(new MessageEvent("message", { data: message }));
}

function wake() {
  fetch(INDEX).then(function (answer) {
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }).then(function (index) {
    self.importScripts(HOST);
    awake = true;
    hand({ type: SETUP, data: index });
    hand(waiting);
    waiting = null;
  }).catch(function () {
    waiting = null; /* the next question asks again */
    self.postMessage({ type: RESULT, data: { items: [] } });
  });
}

self.addEventListener("message", function (event) {
  if (awake) return; /* from now on the host's worker answers by itself */
  if (event.data.type === SETUP) self.postMessage({ type: READY });
  if (event.data.type !== QUERY) return;
  var first = !waiting;
  waiting = event.data; /* of several questions that wait, the last */
  if (first) wake();
});
