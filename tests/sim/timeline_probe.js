// Drives the timeline page with the same events as a hand would, and leaves what it saw in the document, which Chromium prints.
const problems = [];
addEventListener('error', event => problems.push(event.message));
const pause = () => new Promise(done => setTimeout(done, 150));
const press = key => dispatchEvent(new KeyboardEvent('keydown', { key }));
const luminance = words => {
  const [r, g, b] = words.match(/[\d.]+/g).map(Number).map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
  return .2126 * r + .7152 * g + .0722 * b;
};
const rgb = words => { const it = document.createElement('i'); it.style.color = words; document.body.append(it); const found = getComputedStyle(it).color; it.remove(); return found; };
const contrast = (a, b) => { const [low, high] = [luminance(rgb(a)), luminance(rgb(b))].sort((x, y) => x - y); return (high + .05) / (low + .05); };
function backOf(it) { for (; it; it = it.parentElement) { const back = getComputedStyle(it).backgroundColor; if (!/, 0\)|transparent/.test(back)) return back; } return getComputedStyle(document.documentElement).backgroundColor; }
/// The words of the page and of its canvas that are hard to read.
function pale() {
  const found = [];
  for (const it of document.querySelectorAll('h1 span, #rule, #about span, #about a, #facts li, nav button, .role, .values b, .values span, .log b, .log i, .row span, h2, #moment')) {
    if (!it.textContent.trim() || !it.checkVisibility() || it.closest('.dim')) continue;
    const ratio = contrast(getComputedStyle(it).color, backOf(it));
    if (ratio < 4.5) found.push((it.id || it.className || it.tagName) + ' ' + ratio.toFixed(1));
  }
  const pairs = [['on-dead', 'dead-band'], ['fault-ink', 'fault'], ['on-bad', 'bad'], ['soft', 'back'], ['ink', 'bad-back'], ...['done', 'refused', 'unknown'].map(name => ['on-call', name]), ...ROLES.slice(0, DEAD).map(it => ['on-band', it.tint + '-band'])];
  for (const [ink, back] of pairs) { const ratio = contrast(color[ink], color[back]); if (ratio < 4.5) found.push(ink + ' on ' + back + ' ' + ratio.toFixed(1)); }
  for (const it of KINDS) { const ratio = contrast(color[it.tint], color.back); if (ratio < 1.8) found.push('line of ' + it.name + ' ' + ratio.toFixed(1)); }
  return [...new Set(found)];
}
function isOnScreen(box) { return box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight; }
/// The band of a node around a moment, as a box on the screen.
function bandBox(node, at) { const box = canvas.getBoundingClientRect(), x = box.left + toX(at), y = box.top + bandY(node); return { left: x - 8, right: x + 8, top: y, bottom: y + BAND }; }
function click(x, y) {
  canvas.setPointerCapture = () => {};
  const box = canvas.getBoundingClientRect(), at = { bubbles: true, pointerId: 1, clientX: box.x + x, clientY: box.y + y };
  canvas.dispatchEvent(new PointerEvent('pointerdown', at)); canvas.dispatchEvent(new PointerEvent('pointerup', at));
}
const cardOf = node => document.querySelector('.host[data-node="' + node + '"]');

const PROBES = {
  // How it opens.
  opens(seen) {
    seen.what = $('what').textContent; seen.detail = $('detail').textContent; seen.rule = $('rule').textContent; seen.facts = [...document.querySelectorAll('#facts li')].map(it => it.textContent);
    seen.hasBad = view.from < bad.at && bad.at <= view.to && listed.some(it => it.type === 'bad');
    seen.culprits = culprits; seen.hidden = culprits.filter(n => !isOnScreen(bandBox(n, steps[roots.filter(it => steps[it].node === n).pop()].at))); seen.hasCone = view.cone;
    seen.labels = [...document.querySelectorAll('#facts .culprit, #what, #detail, #scrub')].filter(it => !isOnScreen(it.getBoundingClientRect())).map(it => it.id || it.className);
    seen.lanes = Array.from({ length: HOSTS }, (_, i) => i + 1).filter(n => !isOnScreen(bandBox(n, view.to - (view.to - view.from) / 2)));
    seen.lastMessages = inView(flights).filter(it => it.at <= bad.at && it.kind < REQUEST).length;
    seen.faultsShown = seenFaults.filter(it => it.at <= bad.at && bad.at <= it.end).length; seen.faultsStand = standingFaults().length;
    seen.painted = new Set(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data).size;
    seen.sideways = document.documentElement.scrollWidth > innerWidth;
  },
  reads(seen) { seen.pale = pale(); seen.isDark = document.documentElement.classList.contains('dark'); },
  async counts(seen) {
    press('0'); setCone(false); await pause();
    seen.whole = view.from <= 0 && view.to >= data.end;
    seen.inView = [flights, writes, moments, calls].every(list => inView(list).length === list.length);
    seen.drawn = { sends: flights.filter(it => it.kind < REQUEST).length, requests: flights.filter(it => it.kind === REQUEST).length, writes: writes.length, deaths: standings.filter(it => it.role === DEAD).length, calls: calls.length, faults: faults.length };
    const began = performance.now(); draw(); seen.drawMs = Math.round(performance.now() - began);
  },
  async cone(seen) { seen.cone = flights.filter(it => cone.things.has(it)).map(it => it.row); seen.dims = flights.some(isDim); press('c'); seen.dimsNoMore = !flights.some(isDim); press('c'); },
  async scrubs(seen) {
    seen.moments = [];
    for (const [at, node] of WANTED) {
      goTo(stopAt(at - 1)); const before = cardOf(node).querySelector('.role').textContent;
      goTo(stopAt(at)); seen.moments.push([before, cardOf(node).querySelector('.role').textContent, cardOf(node).querySelector('.values').textContent]);
    }
    const stop = view.stop; press(','); seen.stepsBack = view.stop === stop - 1; press('.'); seen.stepsOn = view.stop === stop;
    seen.cells = document.querySelectorAll('.log .cell').length; seen.values = cardOf(1).querySelector('.values').textContent;
  },
  async links(seen) {
    const call = calls.filter(it => it.entries.length === 1 && it.outcome === 0).pop();
    show(call.at - 1000, call.end + 1000); select(call, true); await pause();
    const carried = [...view.linked].filter(it => it.type === 'flight' && it.kind < REQUEST);
    seen.carried = carried.length; seen.carriedEntry = carried.some(it => it.first <= call.entries[0].index && call.entries[0].index <= it.last); seen.callWords = $('picked').textContent;
    const entry = [...document.querySelectorAll('#picked .link')].find(it => it.textContent.startsWith('entry ')); entry.click(); await pause();
    seen.entryLeadsBack = view.selected.type === 'entry' && [...document.querySelectorAll('#picked .link')].some(it => it.textContent.startsWith('process ' + call.process + ':'));
    press('Escape'); seen.unlinked = view.linked.size === 0;
  },
  async picks(seen) {
    const lost = flights.find(it => it.fate === LOST && it.kind < REQUEST); show(lost.at - 2000, lost.at + 2000); await pause(); draw();
    const { a, y1, b, y2 } = endsOf(lost); click((a + b) / 2, (y1 + y2) / 2); await pause();
    seen.picked = $('picked').textContent;
    const before = view.to - view.from; canvas.dispatchEvent(new WheelEvent('wheel', { deltaY: -400, clientX: 600, clientY: canvas.getBoundingClientRect().y + 60, cancelable: true })); await pause();
    seen.zoomed = view.to - view.from < before;
    $('search').value = 'DIES'; $('search').dispatchEvent(new Event('input')); await pause();
    seen.deaths = all.filter(isHit).length; seen.hits = $('hits').textContent;
    $('search').value = ''; $('search').dispatchEvent(new Event('input')); $('only').value = '1'; $('only').onchange({ target: $('only') });
    seen.onlyOne = all.filter(isHit).every(it => isOf(it, 1)); $('only').value = '0'; $('only').onchange({ target: $('only') });
    seen.outside = performance.getEntriesByType('resource').length;
    seen.buttons = [...document.querySelectorAll('#about button')].map(it => it.textContent); seen.files = [...document.querySelectorAll('#about a')].map(it => it.getAttribute('href'));
  },
  curve(seen) { seen.jump = jumpPoint(); seen.lanesBegin = place.lanes; showBad(); layOut(); seen.curveHeight = data.cause.length ? CURVE : 0; seen.jumpFact = seen.facts && [...document.querySelectorAll('#facts li')].some(it => it.textContent.startsWith('became likely') && /: 5% before, now 100% of/.test(it.textContent)); },
};
addEventListener('load', async () => {
  const seen = {};
  try { await pause(); for (const name of ASKED) { seen.last = name; await PROBES[name](seen); } } catch (error) { problems.push(seen.last + ': ' + error.stack); }
  seen.problems = problems;
  document.body.dataset.seen = JSON.stringify(seen);
});
