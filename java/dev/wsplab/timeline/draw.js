// The canvas: only what is in view is looked at, and what is thinner than a pixel is drawn together.
const ROW = 17;
const GAP = 8;
const TOP = 30;
const MOST_ARROWS = 1500;
const MOST_MARKS = 3000;
const STYLES = ['send', 'receive', 'other', 'packet', 'call', 'upcall', 'completion', 'wait', 'bad', 'dim'];
const BAD = 8;
const DIM = 9;

class Drawing {
  constructor(model, canvas, chart) {
    this.model = model;
    this.canvas = canvas;
    this.chart = chart;
    this.context = canvas.getContext('2d', {alpha: false});
    this.shown = new Set(['SOCKET', 'PORT', 'THREAD']);
    this.operation = 0; // whose bars are framed
    this.buckets = STYLES.map(() => []);
    this.colours();
    this.layout();
  }

  colours() {
    const style = getComputedStyle(document.documentElement);
    const colour = name => style.getPropertyValue('--' + name).trim();
    this.fills = STYLES.map(colour);
    this.ink = colour('ink');
    this.quiet = colour('quiet');
    this.ground = colour('ground');
    this.panel = colour('panel');
    this.line = colour('line');
    this.onBar = colour('on-bar');
    this.arrow = colour('arrow');
    this.focus = colour('focus');
  }

  // Where each lane and each row begins.
  layout() {
    let at = TOP + 4;
    this.laneTop = [];
    this.laneFoot = [];
    this.model.lanes.forEach(lane => {
      this.laneTop.push(at);
      at += this.shown.has(lane.kind) ? lane.rows * ROW + GAP : 0;
      this.laneFoot.push(Math.max(at - GAP, this.laneTop[this.laneTop.length - 1]));
    });
    this.height = at;
    const used = new Map();
    this.model.rows.forEach(row => {
      const index = used.get(row.lane) || 0;
      used.set(row.lane, index + 1);
      row.top = this.laneTop[row.lane] + index * ROW;
    });
  }

  isShown(lane) { return this.shown.has(this.model.lanes[lane].kind); }

  draw(x, left, width, height, scroll) {
    const c = this.context;
    const view = {x, left, width, height, scroll, t0: x.invert(left), t1: x.invert(width), zero: x(0), scale: x(1) - x(0)};
    c.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    c.fillStyle = this.ground;
    c.fillRect(0, 0, width, height);
    this.grounds(view);
    c.save();
    c.beginPath();
    c.rect(left, TOP, width - left, height - TOP);
    c.clip();
    const labels = [];
    for (const row of this.model.rows) {
      const y = row.top - scroll;
      if (!this.isShown(row.lane) || y > height || y + ROW < TOP) continue;
      this.row(row.bars, y, view, -1, labels);
      this.row(row.bad, y, view, BAD, null);
    }
    this.flush();
    this.names(labels);
    const marks = this.marks(view);
    this.frames(view);
    const arrows = this.arrows(view);
    this.flaws(view);
    this.failure(view);
    c.restore();
    return {marks, arrows};
  }

  grounds({left, width, height, scroll}) {
    const c = this.context;
    c.font = '12px system-ui, "Segoe UI", "DejaVu Sans", sans-serif';
    c.textBaseline = 'middle';
    this.model.lanes.forEach((lane, i) => {
      const top = this.laneTop[i] - scroll;
      const foot = this.laneFoot[i] - scroll;
      if (!this.isShown(i) || foot < TOP || top > height) return;
      c.fillStyle = this.panel;
      c.fillRect(left, top - 1, width - left, foot - top + 2);
    });
    c.save();
    c.beginPath();
    c.rect(0, TOP, left, height - TOP);
    c.clip();
    this.model.lanes.forEach((lane, i) => {
      const top = this.laneTop[i] - scroll;
      const foot = this.laneFoot[i] - scroll;
      if (!this.isShown(i) || foot < TOP || top > height) return;
      c.fillStyle = this.ink;
      c.fillText(this.shortened(lane.name, left - 16), 10, Math.min(Math.max(top, TOP) + ROW / 2, foot - ROW / 2));
    });
    c.restore();
  }

  shortened(name, width) {
    const c = this.context;
    if (c.measureText(name).width <= width) return name;
    const text = name.replace(/^thread /, '');
    if (c.measureText(text).width <= width) return text;
    let length = text.length;
    while (length > 1 && c.measureText(text.slice(0, length) + '…').width > width) length--;
    return text.slice(0, length) + '…';
  }

  // The bars of a row; a bar that ends where the last one was drawn is not looked at.
  row(list, y, {t0, t1, zero, scale, left, width}, style, labels) {
    const {bar, begin, end} = list;
    const {dimmed, styles} = this.model;
    const bars = this.model.bars;
    let drawn = -Infinity;
    let run = -1; // the style of what is being drawn, from runFrom to drawn
    let runFrom = 0;
    let isWide = false;
    const finish = () => {
      if (run >= 0) this.buckets[run].push(runFrom, y, drawn - runFrom - (isWide ? 0.5 : 0));
    };
    let i = lowerBound(end, t0, 0, bar.length);
    while (i < bar.length && begin[i] < t1) {
      const b = bar[i];
      const x0 = Math.max(zero + begin[i] * scale, left - 2);
      const x1 = Math.min(Math.max(zero + bars.end[b] * scale, x0 + 1.5), width + 2);
      if (x1 <= drawn + 0.5) {
        i = Math.max(i + 1, lowerBound(end, (drawn + 0.5 - zero) / scale, i + 1, bar.length));
        continue;
      }
      const s = dimmed[b] ? DIM : style >= 0 ? style : styles[b];
      const wide = x1 - x0 > 3;
      const from = Math.max(x0, drawn);
      if (s !== run || wide || isWide || from - drawn > 1) {
        finish();
        run = s;
        runFrom = from;
        isWide = wide;
      }
      drawn = x1;
      if (labels && x1 - x0 > 34) labels.push(b, x0, y, x1 - x0);
      i++;
    }
    finish();
  }

  flush() {
    const count = this.buckets.reduce((sum, rectangles) => sum + rectangles.length / 3, 0);
    this.mostRectangles = Math.max(this.mostRectangles || 0, count);
    this.buckets.forEach((rectangles, style) => {
      if (style === BAD) { // cut off from the colour of its bar: it is seen whatever hues an eye tells apart
        this.fill(rectangles, ROW - 7, 2, this.ground);
        this.fill(rectangles, ROW - 5, 3, this.fills[BAD]);
      } else {
        this.fill(rectangles, 0, ROW - 2, this.fills[style]);
      }
      rectangles.length = 0;
    });
  }

  fill(rectangles, down, height, colour) {
    const c = this.context;
    c.fillStyle = colour;
    for (let i = 0; i < rectangles.length; i += 3) {
      c.fillRect(rectangles[i], rectangles[i + 1] + down, rectangles[i + 2], height);
    }
  }

  names(labels) {
    const c = this.context;
    const {bars, texts} = this.model;
    c.font = '11px system-ui, "Segoe UI", "DejaVu Sans", sans-serif';
    const letter = c.measureText('WSARecvFrom #0123456789').width / 23;
    for (let i = 0; i < labels.length; i += 4) {
      const b = labels[i];
      c.fillStyle = this.model.dimmed[b] ? this.quiet : this.onBar;
      const text = texts[bars.name[b]] + (bars.operation[b] ? ' #' + bars.operation[b] : '');
      const most = Math.floor((labels[i + 3] - 8) / letter);
      if (most < 3) continue;
      c.fillText(text.length <= most ? text : text.slice(0, most - 1) + '…', labels[i + 1] + 4, labels[i + 2] + ROW / 2);
    }
  }

  // Steps of operations, as strokes on the lane of their thread.
  marks({t0, t1, zero, scale, scroll}) {
    const {markTimes, markOrder, marks} = this.model;
    const from = lowerBound(markTimes, t0, 0, markTimes.length);
    const to = lowerBound(markTimes, t1, from, markTimes.length);
    if (to - from > MOST_MARKS) return false;
    const c = this.context;
    c.strokeStyle = this.ink;
    c.lineWidth = 1;
    c.beginPath();
    for (let i = from; i < to; i++) {
      const lane = marks.lane[markOrder[i]];
      if (!this.isShown(lane)) continue;
      const x = Math.round(zero + markTimes[i] * scale) + 0.5;
      const y = this.laneTop[lane] - scroll;
      c.moveTo(x, y - 4);
      c.lineTo(x, y + 1);
    }
    c.stroke();
    return true;
  }

  arrows(view) {
    const {arrowOrder, arrowEnds, arrows} = this.model;
    const shown = [];
    const first = lowerBound(arrowEnds, view.t0, 0, arrowEnds.length);
    let few = true;
    for (let i = first; i < arrowOrder.length && arrows.from[arrowOrder[i]] < view.t1; i++) {
      shown.push(arrowOrder[i]);
      if (shown.length > MOST_ARROWS) {
        few = false;
        break;
      }
    }
    const c = this.context;
    if (few) {
      c.strokeStyle = c.fillStyle = this.arrow;
      c.lineWidth = 1;
      c.globalAlpha = shown.length > 200 ? 0.4 : 0.8;
      shown.forEach(a => this.oneArrow(a, view));
      c.globalAlpha = 1;
    }
    if (this.operation) {
      c.strokeStyle = c.fillStyle = this.focus;
      c.lineWidth = 2;
      for (const a of this.arrowsOf(this.operation)) this.oneArrow(a, view);
    }
    return few;
  }

  arrowsOf(operation) {
    if (!this.own || this.own.operation !== operation) {
      this.own = {operation, arrows: []};
      this.model.arrows.operation.forEach((o, i) => { if (o === operation) this.own.arrows.push(i); });
    }
    return this.own.arrows;
  }

  oneArrow(a, {zero, scale, scroll, left, width}) {
    const {fromLane, toLane, from, to} = this.model.arrows;
    if (!this.isShown(fromLane[a]) || !this.isShown(toLane[a])) return;
    const down = toLane[a] > fromLane[a];
    const x0 = zero + from[a] * scale;
    const x1 = zero + to[a] * scale;
    const y0 = (down ? this.laneFoot[fromLane[a]] : this.laneTop[fromLane[a]]) - scroll;
    const y1 = (down ? this.laneTop[toLane[a]] : this.laneFoot[toLane[a]]) - scroll;
    if (Math.max(x0, x1) < left || Math.min(x0, x1) > width) return;
    const c = this.context;
    c.beginPath();
    c.moveTo(x0, y0);
    c.lineTo(x1, y1);
    c.stroke();
    const angle = Math.atan2(y1 - y0, x1 - x0);
    c.beginPath();
    c.moveTo(x1, y1);
    c.lineTo(x1 - 8 * Math.cos(angle - 0.4), y1 - 8 * Math.sin(angle - 0.4));
    c.lineTo(x1 - 8 * Math.cos(angle + 0.4), y1 - 8 * Math.sin(angle + 0.4));
    c.fill();
  }

  // The chosen operation's bars.
  frames({zero, scale, scroll, left, width}) {
    if (!this.operation) return;
    const {bars} = this.model;
    const c = this.context;
    c.strokeStyle = this.focus;
    c.lineWidth = 2;
    for (const [b, top] of this.barsOf(this.operation)) {
      if (!this.isShown(bars.lane[b])) continue;
      const x0 = Math.max(left - 3, zero + bars.begin[b] * scale);
      const x1 = Math.min(width + 3, Math.max(zero + bars.end[b] * scale, x0 + 2));
      if (x1 >= left && x0 <= width) c.strokeRect(x0 - 1, top - scroll - 1, x1 - x0 + 2, ROW);
    }
  }

  barsOf(operation) {
    const {bars, count} = this.model;
    if (!this.framed || this.framed.operation !== operation) {
      this.framed = {operation, list: []};
      for (let i = 0; i < count; i++) if (bars.operation[i] === operation) this.framed.list.push(i);
    }
    return this.framed.list.map(i => [i, this.laneTop[bars.lane[i]] + bars.row[i] * ROW]);
  }

  // All lines in one stroke, and what would fall on the same pixel once: there may be a thousand.
  flaws({zero, scale, scroll, left, width, height}) {
    const c = this.context;
    const seen = new Set();
    const shown = [];
    const lines = new Path2D();
    const signs = new Path2D();
    for (const flaw of this.model.chosenFlaws) {
      if (!this.isShown(flaw.lane)) continue;
      const x = Math.round(zero + flaw.at * scale);
      const y = this.laneTop[flaw.lane] - scroll;
      if (x < left - 8 || x > width + 8) continue;
      shown.push([flaw.rule, x, y]);
      if (!seen.has(x)) {
        lines.moveTo(x, TOP);
        lines.lineTo(x, height);
        seen.add(x);
      }
      const sign = x + ',' + y;
      if (!seen.has(sign)) {
        signs.moveTo(x, y - 2);
        signs.lineTo(x + 7, y + 11);
        signs.lineTo(x - 7, y + 11);
        seen.add(sign);
      }
    }
    c.fillStyle = c.strokeStyle = this.fills[BAD];
    c.lineWidth = 1;
    c.setLineDash([3, 3]);
    c.stroke(lines);
    c.setLineDash([]);
    c.fill(signs);
    this.rules(shown, width);
  }

  // The moment at which the test failed: a line through all lanes.
  failure({zero, scale, left, width, height}) {
    const {failure} = this.model;
    if (!failure) return;
    const x = Math.round(zero + failure.at * scale) + 0.5;
    if (x < left || x > width) return;
    const c = this.context;
    c.fillStyle = c.strokeStyle = this.ink;
    c.lineWidth = 1;
    c.beginPath();
    c.moveTo(x, TOP);
    c.lineTo(x, height);
    c.stroke();
    c.font = 'bold 12px system-ui, "Segoe UI", "DejaVu Sans", sans-serif';
    const text = 'the test failed';
    const wide = c.measureText(text).width;
    const at = x + 6 + wide > width ? x - 6 - wide : x + 6;
    c.fillStyle = this.ground;
    c.fillRect(at - 3, height - 18, wide + 6, 16);
    c.fillStyle = this.ink;
    c.fillText(text, at, height - 10);
  }

  // The names of rules, as far as there is room beside or below each other.
  rules(shown, width) {
    const c = this.context;
    const widths = new Map();
    c.font = 'bold 12px system-ui, "Segoe UI", "DejaVu Sans", sans-serif';
    const placed = [];
    for (const [rule, x, top] of shown) {
      if (!widths.has(rule)) widths.set(rule, c.measureText(rule).width);
      const text = widths.get(rule);
      const at = x + 12 + text > width ? x - 12 - text : x + 12;
      const y = [top, top + 15, top + 30].find(y => !placed.some(other =>
          Math.abs(other.y - y) < 15 && other.from < at + text && other.to > at));
      if (y !== undefined) {
        c.fillStyle = this.ground;
        c.fillRect(at - 3, y - 3, text + 6, 15);
        c.fillStyle = this.fills[BAD];
        c.fillText(rule, at, y + 5);
        placed.push({from: at - 6, to: at + text + 6, y});
        if (placed.length > 40) placed.shift();
      }
    }
  }

  // The bar at a point, or -1.
  barAt(px, py, x, scroll) {
    for (const row of this.model.rows) {
      const y = row.top - scroll;
      if (py < y || py >= y + ROW || py < TOP || !this.isShown(row.lane)) continue;
      const {bar, begin, end} = row.bars;
      const from = x.invert(px - 2);
      const to = x.invert(px + 2);
      let best = -1;
      for (let i = lowerBound(end, from, 0, bar.length); i < bar.length && begin[i] <= to; i++) {
        if (this.model.bars.end[bar[i]] >= from) best = bar[i];
      }
      return best;
    }
    return -1;
  }
}
