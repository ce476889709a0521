// The data, made ready for looking things up: bars by row, operations by number, what a search finds.
const KINDS = ['OPERATION', 'PACKET', 'CALL', 'UPCALL', 'COMPLETION', 'WAIT'];
const OPERATION = 0;

function lowerBound(sorted, value, from, to) {
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (sorted[middle] <= value) from = middle + 1; else to = middle;
  }
  return from;
}

// From differences to what they are differences of.
function summed(steps) {
  let sum = 0;
  return Float64Array.from(steps, step => sum += step);
}

// From row to frames, of the few rows that have some.
function stacksOf(stacks, texts) {
  const rows = summed(stacks.row);
  return new Map(stacks.frames.map((frames, i) => [rows[i], texts[frames].split('\n')]));
}

function duration(nanos) {
  const size = Math.abs(nanos);
  if (size < 1e3) return nanos.toFixed(0) + ' ns';
  if (size < 1e6) return (nanos / 1e3).toFixed(3) + ' µs';
  if (size < 1e9) return (nanos / 1e6).toFixed(3) + ' ms';
  return (nanos / 1e9).toFixed(3) + ' s';
}

class Model {
  constructor(data) {
    this.title = data.title;
    this.forgotten = data.forgotten;
    this.length = data.length;
    this.texts = data.texts;
    this.lanes = data.lanes;
    this.flaws = data.flaws;
    this.failure = data.failure || null;
    this.bars = data.bars;
    this.marks = data.marks;
    this.arrows = data.arrows;
    const {bars, marks, arrows} = this;
    this.count = bars.kind.length;
    bars.begin = summed(bars.begin);
    bars.operation = summed(bars.operation);
    marks.at = summed(marks.at);
    marks.operation = summed(marks.operation);
    arrows.from = summed(arrows.from);
    arrows.operation = summed(arrows.operation);
    bars.stack = stacksOf(bars.stacks, this.texts);
    marks.stack = stacksOf(marks.stacks, this.texts);
    arrows.to = arrows.from.map((from, i) => from + arrows.time[i]);
    bars.end = Float64Array.from(bars.time, (time, i) => bars.begin[i] + time);
    this.styles = Uint8Array.from(bars.kind, (kind, i) => this.styleOf(kind, bars.name[i]));
    this.rows = this.rowsOf();
    this.operations = [];
    this.places = new Map();
    for (let i = 0; i < this.count; i++) {
      if (bars.kind[i] === OPERATION) {
        this.places.set(bars.operation[i], this.operations.length);
        this.operations.push(i);
      }
    }
    // Calls of providers that are no part of an operation, as WSPSocket and WSPBind are.
    this.calls = Array.from(bars.kind.keys()).filter(i => bars.kind[i] !== OPERATION && !bars.operation[i])
        .sort((a, b) => bars.begin[a] - bars.begin[b]);
    this.flawsOf = new Map();
    for (const flaw of this.flaws) {
      if (flaw.operation) this.flawsOf.set(flaw.operation, [...(this.flawsOf.get(flaw.operation) || []), flaw]);
    }
    this.markOrder = Int32Array.from(this.marks.at, (at, i) => i).sort((a, b) => this.marks.at[a] - this.marks.at[b]);
    this.markTimes = Float64Array.from(this.markOrder, i => this.marks.at[i]);
    this.arrowOrder = Int32Array.from(this.arrows.from, (at, i) => i)
        .sort((a, b) => this.arrows.from[a] - this.arrows.from[b]);
    this.arrowEnds = new Float64Array(this.arrowOrder.length);
    let latest = 0;
    this.arrowOrder.forEach((a, i) => this.arrowEnds[i] = latest = Math.max(latest, this.arrows.to[a]));
    this.dimmed = new Uint8Array(this.count);
    this.chosen = this.operations;
    this.chosenCalls = this.calls;
    this.chosenFlaws = this.flaws;
  }

  // Which colour: operations by what they do, everything else by what it is.
  styleOf(kind, name) {
    if (kind !== OPERATION) return kind + 2;
    const text = this.texts[name];
    return /Send|Write|Transmit/.test(text) ? 0 : /Recv|Read/.test(text) ? 1 : 2;
  }

  // Each row of each lane, with its bars by begin. ends[i] is the latest end of the bars up to i.
  rowsOf() {
    const rows = [];
    const first = [];
    this.lanes.forEach((lane, number) => {
      first.push(rows.length);
      for (let row = 0; row < lane.rows; row++) rows.push({lane: number, bars: [], bad: []});
    });
    const {lane, row, begin, end, error, open} = this.bars;
    for (let i = 0; i < this.count; i++) {
      const at = rows[first[lane[i]] + row[i]];
      at.bars.push(i);
      if (!this.isNoFailure(i)) at.bad.push(i);
    }
    for (const at of rows) {
      for (const name of ['bars', 'bad']) {
        const sorted = Int32Array.from(at[name]).sort((a, b) => begin[a] - begin[b]);
        let latest = -1;
        at[name] = {
          bar: sorted,
          begin: Float64Array.from(sorted, i => begin[i]),
          end: Float64Array.from(sorted, i => latest = Math.max(latest, end[i])),
        };
      }
    }
    return rows;
  }

  // WSA_IO_PENDING is how a start that goes well is told. By WPUQuerySocketHandleContext a layer asks whether a handle is
  // its own: WSAENOTSOCK is an answer.
  isNoFailure(i) {
    const error = this.texts[this.bars.error[i]];
    return error === '' || error.includes('WSA_IO_PENDING')
        || error.includes('WSAENOTSOCK') && this.texts[this.bars.name[i]] === 'WPUQuerySocketHandleContext';
  }

  // The time from the start of the first operation to the end of the last.
  busy() {
    const {begin, end} = this.bars;
    let from = this.length;
    let to = 0;
    for (const bar of this.operations) {
      from = Math.min(from, begin[bar]);
      to = Math.max(to, end[bar]);
    }
    for (const flaw of this.flaws) {
      from = Math.min(from, flaw.at);
      to = Math.max(to, flaw.at);
    }
    if (this.failure && to > from) to = Math.max(to, this.failure.at);
    return to > from ? [from, to] : [0, this.length];
  }

  text(number) { return this.texts[number]; }

  failed(i) { return !this.isNoFailure(i); }

  result(i) {
    const {open, error} = this.bars;
    return open[i] ? 'not ended' : this.texts[error[i]] === '' ? 'success' : this.texts[error[i]];
  }

  // Lets only those shine that a text and a filter are about.
  choose(query, filter) {
    const wanted = query.trim().toLowerCase();
    const {operation, name, provider, thread, error, socket, overlapped, open} = this.bars;
    const hit = this.texts.map(text => text.toLowerCase().includes(wanted));
    const number = /^#\d+$/.test(wanted) ? Number(wanted.slice(1)) : -1;
    const found = new Uint8Array(this.operations.length);
    const own = new Uint8Array(this.count);
    for (let i = 0; i < this.count; i++) {
      const here = wanted === '' || (number >= 0 ? operation[i] === number
          : hit[name[i]] || hit[provider[i]] || hit[thread[i]] || hit[error[i]] && this.texts[error[i]] !== ''
              || hit[overlapped[i]] && wanted.length > 3 || String(socket[i]).includes(wanted));
      own[i] = here ? 1 : 0;
      const place = here && operation[i] ? this.places.get(operation[i]) : undefined;
      if (place !== undefined) found[place] = 1;
    }
    const told = this.flaws.filter(f => (f.rule + ' ' + f.what + ' ' + f.provider).toLowerCase().includes(wanted));
    for (const flaw of told) {
      const place = this.places.get(flaw.operation);
      if (place !== undefined) found[place] = 1;
    }
    this.operations.forEach((bar, place) => {
      if (found[place] && !this.passes(bar, filter)) found[place] = 0;
    });
    this.chosen = this.operations.filter((bar, place) => found[place]);
    // A broken rule may belong to no operation: a search finds it by its words, a filter for broken rules leaves it.
    this.chosenFlaws = this.flaws.filter(flaw => {
      const place = this.places.get(flaw.operation);
      return place === undefined ? told.includes(flaw) && (filter === 'all' || filter === 'flaw') : found[place] === 1;
    });
    this.chosenCalls = this.calls.filter(bar => own[bar] && this.passes(bar, filter));
    for (let i = 0; i < this.count; i++) {
      const place = operation[i] ? this.places.get(operation[i]) : undefined;
      this.dimmed[i] = (place === undefined ? own[i] && filter === 'all' : found[place]) ? 0 : 1;
    }
  }

  passes(bar, filter) {
    switch (filter) {
      case 'failed': return this.failed(bar);
      case 'open': return this.bars.open[bar] === 1;
      case 'flaw': return this.flawsOf.has(this.bars.operation[bar]);
      case 'send': return this.styles[bar] === 0;
      case 'receive': return this.styles[bar] === 1;
      default: return true;
    }
  }

  // Everything that happened to an operation, by time: bars and marks.
  steps(number) {
    if (this.lastSteps && this.lastSteps.number === number) return this.lastSteps.steps;
    const steps = [];
    const {bars, marks} = this;
    const own = bars.overlapped[this.operations[this.places.get(number)]];
    for (let i = 0; i < this.count; i++) {
      if (bars.operation[i] === number && bars.kind[i] !== OPERATION) {
        steps.push({at: bars.begin[i], lane: bars.lane[i], who: this.texts[bars.provider[i]] || 'port',
          what: (KINDS[bars.kind[i]] === 'PACKET' ? 'packet of ' : '') + this.texts[bars.name[i]],
          took: bars.open[i] ? -1 : bars.end[i] - bars.begin[i], error: this.texts[bars.error[i]],
          bytes: this.texts[bars.bytes[i]], words: this.texts[bars.words[i]] || '', structure: bars.overlapped[i], own: bars.overlapped[i] === own,
          place: '', stack: bars.stack.get(i) || []});
      }
    }
    for (let i = 0; i < marks.at.length; i++) {
      if (marks.operation[i] === number) {
        steps.push({at: marks.at[i], lane: marks.lane[i], who: 'client', what: this.texts[marks.step[i]],
          took: -2, error: this.texts[marks.error[i]], bytes: this.texts[marks.bytes[i]],
          words: this.texts[marks.words[i]] || '', structure: own, own: true, place: this.texts[marks.place[i]],
          stack: marks.stack.get(i) || []});
      }
    }
    steps.sort((a, b) => a.at - b.at);
    this.lastSteps = {number, steps};
    return steps;
  }

  // The last reading of the words that a bar is about, up to a moment: of the operation's structure, or of the one that a
  // layer has handed to the provider below.
  wordsAt(bar, time) {
    const {operation, overlapped} = this.bars;
    const about = this.texts[overlapped[bar]];
    let last = null;
    for (const step of this.steps(operation[bar])) {
      if (step.at > time) break;
      if (step.words !== '' && (about === '0' ? step.own : this.texts[step.structure] === about)) last = step;
    }
    return last;
  }
}
