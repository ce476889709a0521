// What a person does: zoom, move, search, choose.
const LEFT = 190;
const CLOSEST = 100; // nanoseconds from edge to edge at the closest

class View {
  constructor(data) {
    this.model = new Model(data);
    this.chart = document.getElementById('chart');
    this.canvas = document.getElementById('canvas');
    this.status = document.getElementById('status');
    this.tip = document.getElementById('tip');
    this.drawing = new Drawing(this.model, this.canvas, this.chart);
    this.tables = new Tables(this.model, (number, center) => this.choose(number, center),
        bar => this.chooseCall(bar));
    this.base = d3.scaleLinear().domain([0, this.model.length]);
    this.transform = d3.zoomIdentity;
    this.axis = d3.select('#axis');
    this.zoom = d3.zoom()
        .filter(event => event.type === 'wheel' ? event.ctrlKey || event.metaKey : !event.button)
        .on('zoom', event => this.zoomed(event))
        .on('end', () => this.canvas.style.cursor = 'grab');
    d3.select(this.canvas).call(this.zoom).on('dblclick.zoom', null);
    this.tables.summary();
    this.tables.failure();
    this.tables.flaws(flaw => this.showFlaw(flaw));
    this.tables.legend(this.drawing.fills);
    this.tables.rows();
    this.listen();
    this.resize();
    // What came before the first operation takes long, and is seldom what is looked for.
    const [from, to] = this.model.busy();
    this.show(from - (to - from) * 0.02, to + (to - from) * 0.02);
  }

  listen() {
    new ResizeObserver(() => this.resize()).observe(this.chart);
    this.chart.addEventListener('scroll', () => this.redraw());
    this.chart.addEventListener('keydown', event => this.key(event));
    this.canvas.addEventListener('mousemove', event => this.pointed(event));
    this.canvas.addEventListener('mouseleave', () => this.tip.hidden = true);
    this.canvas.addEventListener('click', event => this.clicked(event));
    document.getElementById('zoom-in').addEventListener('click', () => this.scaleBy(2));
    document.getElementById('zoom-out').addEventListener('click', () => this.scaleBy(0.5));
    document.getElementById('zoom-fit').addEventListener('click', () => this.fit());
    document.getElementById('tools').addEventListener('submit', event => event.preventDefault());
    let waiting = 0;
    const search = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => this.search(), 120);
    };
    document.getElementById('search').addEventListener('input', search);
    document.getElementById('filter').addEventListener('change', search);
    document.querySelectorAll('[data-lanes]').forEach(box => box.addEventListener('change', () => {
      if (box.checked) this.drawing.shown.add(box.dataset.lanes); else this.drawing.shown.delete(box.dataset.lanes);
      this.drawing.layout();
      this.resize();
    }));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      this.drawing.colours();
      this.tables.legend(this.drawing.fills);
      this.redraw();
    });
  }

  resize() {
    const most = Math.max(220, innerHeight * 0.56);
    this.chart.style.height = Math.max(220, Math.min(most, this.drawing.height + 6)) + 'px';
    const width = this.width = Math.max(LEFT + 60, this.chart.clientWidth);
    const height = this.height = this.chart.clientHeight;
    document.getElementById('tall').style.height = Math.max(this.drawing.height, 1) + 'px';
    this.canvas.width = Math.round(width * devicePixelRatio);
    this.canvas.height = Math.round(height * devicePixelRatio);
    this.canvas.style.width = width + 'px';
    this.canvas.style.height = height + 'px';
    this.axis.attr('width', width).attr('height', TOP);
    this.base.range([LEFT, width - 12]);
    this.zoom.scaleExtent([1, Math.max(1, this.model.length / CLOSEST)])
        .extent([[LEFT, 0], [width - 12, height]])
        .translateExtent([[LEFT, -Infinity], [width - 12, Infinity]]);
    this.redraw();
  }

  x() { return this.transform.rescaleX(this.base); }

  redraw() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  draw() {
    const x = this.x();
    const begun = performance.now();
    const drawn = this.drawing.draw(x, LEFT, this.width, this.height, this.chart.scrollTop);
    const count = Math.max(2, Math.round((this.width - LEFT) / 110));
    this.axis.call(d3.axisTop(x).ticks(count).tickFormat(axisText(x, count))
        .tickSizeOuter(0)).attr('transform', null).selectAll('.domain').remove();
    this.axis.selectAll('g.tick').attr('transform', time => `translate(${x(time)},${TOP - 3})`);
    this.drawMillis = performance.now() - begun;
    const text = !drawn.arrows ? 'Zoom in to see arrows' + (drawn.marks ? '' : ' and steps')
        : drawn.marks ? '' : 'Zoom in to see steps';
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  // ---- moving

  zoomed(event) {
    const source = event.sourceEvent;
    if (source && source.type === 'mousemove') {
      this.chart.scrollTop -= source.movementY;
      this.canvas.style.cursor = 'grabbing';
      this.tip.hidden = true;
    }
    this.transform = event.transform;
    this.redraw();
  }

  scaleBy(factor) { this.zoom.scaleBy(d3.select(this.canvas), factor); }

  panBy(pixels) { this.zoom.translateBy(d3.select(this.canvas), -pixels / this.transform.k, 0); }

  fit() { this.zoom.transform(d3.select(this.canvas), d3.zoomIdentity); }

  // Shows a stretch of time.
  show(from, to) {
    const middle = (from + to) / 2;
    const span = Math.min(this.model.length, Math.max(to - from, CLOSEST * 10));
    const k = this.model.length / span;
    const wide = this.width - 12 - LEFT;
    const center = LEFT + wide / 2;
    this.zoom.transform(d3.select(this.canvas),
        d3.zoomIdentity.translate(center - k * this.base(middle), 0).scale(k));
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const actions = {
      '+': () => this.scaleBy(1.5), '=': () => this.scaleBy(1.5), '-': () => this.scaleBy(1 / 1.5),
      '0': () => this.fit(), 'ArrowLeft': () => this.panBy(-80), 'ArrowRight': () => this.panBy(80),
      'n': () => this.step(1), 'p': () => this.step(-1), 'v': () => this.nextFlaw(event.shiftKey ? -1 : 1),
    };
    const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  }

  // ---- choosing

  pointed(event) {
    const bar = event.buttons ? -1 : this.barAt(event);
    this.canvas.style.cursor = bar >= 0 ? 'pointer' : event.buttons ? 'grabbing' : 'grab';
    this.tip.hidden = bar < 0;
    if (bar < 0) return;
    this.tip.replaceChildren(...this.tables.tip(bar, this.x().invert(event.offsetX)));
    const {width, height} = this.tip.getBoundingClientRect();
    this.tip.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - width - 8)) + 'px';
    this.tip.style.top = (event.clientY + height + 24 > innerHeight
        ? Math.max(4, event.clientY - height - 14) : event.clientY + 18) + 'px';
  }

  barAt(event) {
    return event.offsetX < LEFT ? -1
        : this.drawing.barAt(event.offsetX, event.offsetY, this.x(), this.chart.scrollTop);
  }

  clicked(event) {
    const bar = this.barAt(event);
    if (bar < 0) return;
    const number = this.model.bars.operation[bar];
    if (number) this.choose(number, false); else this.showCall(bar);
  }

  // Shows a call that belongs to no operation.
  chooseCall(bar) {
    this.showCall(bar);
    this.reveal(bar);
  }

  // In the panel; no operation is chosen then.
  showCall(bar) {
    this.drawing.operation = 0;
    this.tables.callDetails(bar);
    this.tables.rows(0);
    this.redraw();
  }

  // Moves there where a bar cannot be seen.
  reveal(bar) {
    const {begin, end, lane, row} = this.model.bars;
    const long = end[bar] - begin[bar];
    const seen = this.x();
    if (seen(begin[bar]) < LEFT || seen(end[bar]) > this.width || seen(end[bar]) - seen(begin[bar]) < 20) {
      this.show(begin[bar] - long, end[bar] + long);
    }
    this.scrollTo(this.drawing.laneTop[lane[bar]] + row[bar] * ROW);
  }

  choose(number, center) {
    if (!this.model.places.has(number)) return;
    this.drawing.operation = this.last = number;
    this.tables.details(number);
    this.tables.rows(number);
    if (center) this.reveal(this.model.operations[this.model.places.get(number)]);
    this.redraw();
  }

  scrollTo(top) {
    const at = this.chart.scrollTop;
    if (top < at + TOP + 8 || top + ROW > at + this.height - 8) this.chart.scrollTop = top - this.height / 2;
  }

  // The next or the previous operation that matches.
  step(by) {
    const {chosen, operations, places, bars} = this.model;
    if (chosen.length === 0) return;
    const now = chosen.indexOf(operations[places.get(this.last)]);
    const next = now < 0 ? (by > 0 ? 0 : chosen.length - 1) : (now + by + chosen.length) % chosen.length;
    this.choose(bars.operation[chosen[next]], true);
  }

  nextFlaw(by) {
    const {chosenFlaws} = this.model;
    const many = chosenFlaws.length;
    if (many === 0) return;
    const now = chosenFlaws.indexOf(this.flawShown);
    this.flawShown = chosenFlaws[now < 0 ? (by > 0 ? 0 : many - 1) : (now + by + many) % many];
    this.showFlaw(this.flawShown);
  }

  showFlaw(flaw) {
    if (this.model.places.has(flaw.operation)) {
      this.choose(flaw.operation, true);
    } else {
      this.tables.flawDetails(flaw);
      this.scrollTo(this.drawing.laneTop[flaw.lane]);
    }
    const at = this.x()(flaw.at);
    if (at < LEFT || at > this.width) {
      const span = this.model.length / this.transform.k;
      this.show(flaw.at - span / 2, flaw.at + span / 2);
    }
  }

  search() {
    this.model.choose(document.getElementById('search').value, document.getElementById('filter').value);
    this.tables.restart();
    this.redraw();
  }
}

// Times on the axis, with as many decimals as tell one stroke from the next.
function axisText(x, count) {
  const [from, to] = x.domain();
  const span = to - from;
  const [unit, name] = span < 2e4 ? [1, 'ns'] : span < 2e7 ? [1e3, 'µs'] : span < 2e10 ? [1e6, 'ms'] : [1e9, 's'];
  const format = d3.tickFormat(from / unit, to / unit, count);
  return time => format(time / unit) + ' ' + name;
}

const wsplab = new View(JSON.parse(document.getElementById('data').textContent));
