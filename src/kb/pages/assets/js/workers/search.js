/* The worker of the full-text search, started late: the host asks for its index with every page, and would parse all of it.
   So the file the host asks for holds the settings and no text (`plugin.py`), and this worker says at once that it is ready.
   With the first question it loads the host's own worker and the whole index, and hands all messages on.
   The address says after the question mark which file is the host's worker. */
"use strict";

var HOST = new URL("../../../javascripts/workers/" + self.location.search.slice(1), self.location.href);
var INDEX = new URL("../../../../search/documents.json", self.location.href);
var SETUP = 0, READY = 1, QUERY = 2, RESULT = 3; /* the kinds of message of the host */
var setup = null, waiting = null, loading = false, awake = false, ours = false;

/* The host's worker names further files by their way from itself, and says when it is ready: the page knows that already */
var load = self.importScripts.bind(self), say = self.postMessage.bind(self);
self.importScripts = function () {
  load.apply(null, Array.prototype.map.call(arguments, function (one) { return String(new URL(one, HOST)); }));
};
self.postMessage = function (message) {
  if (message.type !== READY) { say(message); return; }
  awake = true;
  if (waiting) hand(waiting);
  waiting = null;
};

function hand(message) {
  ours = true;
  self.dispatchEvent(new MessageEvent("message", { data: message }));
  ours = false;
}

function wake() {
  loading = true;
  fetch(INDEX).then(function (answer) {
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }).then(function (index) {
    self.importScripts(HOST);
    hand({ type: SETUP, data: Object.assign({}, setup, index) });
  }).catch(function () {
    loading = false; /* the next question asks again */
    say({ type: RESULT, data: { items: [] } });
  });
}

self.addEventListener("message", function (event) {
  if (awake || ours) return; /* the host's worker answers */
  event.stopImmediatePropagation();
  if (event.data.type === SETUP) {
    setup = event.data.data;
    say({ type: READY });
  }
  if (event.data.type !== QUERY) return;
  if (!event.data.data && !loading) { /* with every page the host asks for nothing */
    say({ type: RESULT, data: { items: [] } });
    return;
  }
  waiting = event.data; /* of several questions that wait, the last */
  if (!loading) wake();
});
