(function () {
  'use strict';
  var folds = Array.from(document.querySelectorAll('details.code'));
  var all = Array.from(document.querySelectorAll('main details'));
  var button = document.querySelector('.code-switch');
  function anyOpen() { return folds.some(function (fold) { return fold.open; }); }
  function name() { button.textContent = anyOpen() ? 'Hide all code' : 'Show all code'; }
  if (folds.length) {
    button.hidden = false;
    button.addEventListener('click', function () {
      // What stands under the reader's eyes stays there while the page above it changes its height.
      var seen = Array.from(document.querySelectorAll('main section')).find(function (part) { return part.getBoundingClientRect().bottom > 80; });
      var at = seen && seen.getBoundingClientRect().top, open = !anyOpen();
      folds.forEach(function (fold) { fold.open = open; });
      if (seen && window.scrollY > 0) window.scrollBy({ top: seen.getBoundingClientRect().top - at, behavior: 'instant' });
      name();
    });
    folds.forEach(function (fold) { fold.addEventListener('toggle', name); });
    name();
  }
  // Paper cannot be unfolded.
  var closed = [];
  window.addEventListener('beforeprint', function () {
    closed = all.filter(function (fold) { return !fold.open; });
    closed.forEach(function (fold) { fold.open = true; });
  });
  window.addEventListener('afterprint', function () { closed.forEach(function (fold) { fold.open = false; }); });
  // The contents show where the reader is.
  var links = Array.from(document.querySelectorAll('.contents > ol > li > a'));
  var chapters = links.map(function (link) { return document.getElementById(link.hash.slice(1)); });
  var waiting = false, nav = document.querySelector('.contents');
  function mark() {
    waiting = false;
    var here = -1;
    chapters.forEach(function (chapter, i) { if (chapter && chapter.getBoundingClientRect().top < 160) here = i; });
    links.forEach(function (link, i) {
      if (i !== here) { link.removeAttribute('aria-current'); return; }
      if (link.hasAttribute('aria-current')) return;
      link.setAttribute('aria-current', 'true');
      // Beside the text the contents are a list of their own, which follows the reader.
      if (getComputedStyle(nav).position === 'fixed') {
        nav.scrollTop = link.getBoundingClientRect().top + nav.scrollTop - nav.clientHeight / 3;
      }
    });
  }
  window.addEventListener('scroll', function () {
    if (!waiting) { waiting = true; requestAnimationFrame(mark); }
  }, { passive: true });
  mark();
}());
