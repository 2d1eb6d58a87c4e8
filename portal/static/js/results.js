// The same check as verify.py, finding for finding: `check` gives problems and notes as pairs of a code and its values.
// It knows nothing of a page and asks nobody: it runs in any browser, and in Node.
import { hex, sha256, unhex } from "./sha256.js";

// Before 4, lists and votes were no part of the sealed rule.
const FORMATS = ["vinhdanh-results-3", "vinhdanh-results-4"];
const HEAD = "vinhdanh-head-1";
const INCLUSION = "vinhdanh-inclusion-1";
const UNIT = 10000;
const UTF8 = new TextEncoder();
const BY_POINTS = ["threshold", "top"];
// What objects hold, by its kind: of anything else nobody could say whether it is true.
const FIELDS = {
  document: "hex: digest signature whole: number? object: results",
  mean: "whole: numerator denominator",
  results:
    "text: format hex: key whole: unit object: edition rule decision sheets sheet_totals numbers: judged list: categories prizes lists ballots shortlist heads steps?",
  edition: "text: code slug? currency? whole: year? names: name? award?",
  vote: "share: quorum pass_share text: pass_by pass_of secrecy whole: votes flag: casting_vote",
  rule: "text: result whole: minimum_sheets prize_cap? flag: keeps_recused hex: rules_digest",
  categories:
    "text: code whole: number sheets_if_apart prize_cap? disagreement? names: name texts: ties points: threshold list: criteria",
  adjustments: "text: number change reason",
  criteria: "text: code kind names: name whole: max_points weight flag: counts",
  prizes: "text: code names: name whole: rank amount? max_per_category?",
  votes: "whole: number works share: quorum pass_share text: pass_by pass_of secrecy whole: votes flag: casting_vote",
  steps: "text: kind rule whole: count? object: vote?",
  "submissions leaf": "text: number hex: digest nonce",
  lists: "text: kind reason whole: number day: date hex: digest texts: entries list: adjustments made: rule",
  "made threshold":
    "text: kind day: dated_on? whole: count? names: thresholds? disagreement? whole: minimum_sheets? without_result? flag: keeps_recused? object: ties?",
  "made top":
    "text: kind day: dated_on? whole: count names: thresholds? disagreement? whole: minimum_sheets? without_result? flag: keeps_recused? object: ties?",
  "made list": "text: kind day: dated_on? hex: from?",
  "made correction": "text: kind day: dated_on? hex: from?",
  "made council_vote": "text: kind day: dated_on? hex: from? list: votes?",
  "made decision": "text: kind day: dated_on? hex: shortlist? whole: prize_cap?",
  decision: "text: reference signatory day: date names: cap_reasons",
  ballots: "text: number whole: vote members recused agree disagree abstain flag: passed casting? numbers: prizes",
  shortlist: "text: number title summary organisation prize? texts: authors whole: category rank sheets object: mean",
  receipt: "text: format whole: index hexes: path object: leaf head",
  heads: "text: format edition kind subject reason whole: number size day: on hex: root digest previous log key signature",
  "sheets leaf": "text: category number hex: nonce numbers: points",
};
const SINCE_4 = { ballots: "whole: times handed_in" };
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const isText = (value) => typeof value === "string";
const form = (pattern) => (value) => isText(value) && pattern.test(value);
const every = (kind) => (value) => Array.isArray(value) && value.every(kind);
const mapping = (kind) => (value) => isObject(value) && Object.values(value).every(kind);
const HEX = form(/^[0-9a-f]*$/);
const KINDS = {
  whole: Number.isSafeInteger,
  flag: (value) => typeof value === "boolean",
  text: isText,
  object: isObject,
  made: isObject,
  names: mapping(isText),
  numbers: mapping(Number.isSafeInteger),
  list: every(isObject),
  texts: every(isText),
  hexes: every(HEX),
  hex: HEX,
  day: form(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/),
  share: form(/^[0-9]{1,9}(\/[1-9][0-9]{0,8})?$/),
  points: form(/^[0-9]{1,9}([.][0-9]{1,2})?$/),
};
const TREES = ["submissions", "sheets"];
// What says nothing to the eye: the same in every language, whatever it takes for a blank.
const UNSEEN =
  /^[\0-\x20\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\u{e0000}-\u{e0fff}]*$/u;
const unseen = (text) => UNSEEN.test(text);

export class UnreadableError extends Error {}

const unless = (holds, why) => {
  if (!holds) throw new UnreadableError(why);
};

// Half of a pair that UTF-16 spells one character with cannot be written in UTF-8.
const quoted = (text) => {
  unless(!/[\ud800-\udfff]/u.test(text), "a character is not whole");
  return JSON.stringify(text);
};

// Canonical JSON: sorted keys, no spaces, whole numbers only.
export const canonical = (value) => {
  if (typeof value === "number") unless(Number.isSafeInteger(value), "a number is not whole");
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const parts = Object.keys(value)
      .sort()
      .map((key) => `${quoted(key)}:${canonical(value[key])}`);
    return `{${parts.join(",")}}`;
  }
  unless(value !== undefined, "something is missing");
  return typeof value === "string" ? quoted(value) : JSON.stringify(value);
};

const occurrences = (text, part) => text.split(part).length - 1;

// How many quotation marks JSON holds. What was read and is written again has fewer where a name stood twice.
const marks = (text) => occurrences(text, '"') + occurrences(text.replaceAll("\\\\", ""), "\\u0022");

// JSON of whole numbers: no fraction and no exponent, of which nothing would be left once it is read.
const read = (text) => {
  const found = JSON.parse(text);
  unless(!/\d[.eE]/.test(text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"/g, '""')), "a number is not whole");
  return found;
};

// The first byte tells leaves from nodes (RFC 6962).
const leafHash = (text) => sha256(UTF8.encode(`\0${text}`));

const node = new Uint8Array(65);
const nodeHash = (left, right) => {
  node[0] = 1;
  node.set(left, 1);
  node.set(right, 33);
  return sha256(node);
};

const treeRoot = (leaves) => {
  let level = leaves;
  while (level.length > 1) {
    const above = [];
    for (let at = 0; at + 1 < level.length; at += 2) above.push(nodeHash(level[at], level[at + 1]));
    if (level.length % 2) above.push(level.at(-1));
    level = above;
  }
  return hex(level.length ? level[0] : sha256(new Uint8Array()));
};

// Browsers that do not know Ed25519 say so by null: the reader is told, and all else is still checked.
const signed = async (key, text, signature) => {
  const [bytes, given] = [unhex(key), unhex(signature)];
  try {
    const known = await crypto.subtle.importKey("raw", bytes, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", known, given, UTF8.encode(text));
  } catch (error) {
    return ["NotSupportedError", "ReferenceError"].includes(error.name) || !globalThis.crypto?.subtle ? null : false;
  }
};

const without = (object, ...names) => Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
const has = (object, name) => Object.hasOwn(object, name);
const sum = (list) => list.reduce((total, one) => total + one, 0);
const same = (one, other) => canonical(one) === canonical(other);

// What in objects, and in all that they hold, has no place; refused is what they lack, or hold of another kind.
const strangeIn = (where, some, newer = false) => {
  unless(has(FIELDS, where), where);
  const known = new Set();
  const inside = [];
  let kind = "";
  for (const word of `${FIELDS[where]} ${(newer && SINCE_4[where]) || ""}`.split(" ")) {
    const name = word.replace("?", "");
    if (word.endsWith(":")) kind = word.slice(0, -1);
    else if (word) {
      known.add(name);
      const stated = some.filter((one) => word === name || (one[name] ?? null) !== null);
      const values = stated.map((one) => (has(one, name) ? one[name] : undefined));
      unless(values.every(KINDS[kind]), `${where}: ${name} is of another kind`);
      if (kind === "made") inside.push(...values.map((one) => [`made ${one.kind}`, [one]]));
      else if (has(FIELDS, name) && (kind === "object" || kind === "list")) inside.push([name, values.flat()]);
    }
  }
  const names = new Set(some.flatMap((one) => Object.keys(one)).filter((name) => !known.has(name)));
  const found = [...names].sort().map((name) => ({ where, name }));
  return [...found, ...inside.flatMap(([name, held]) => strangeIn(name, held, newer))];
};

const compare = (one, other) => {
  if (!Array.isArray(one)) return one < other ? -1 : Number(one > other);
  for (let at = 0; at < one.length; at += 1) {
    const order = compare(one[at], other[at]);
    if (order) return order;
  }
  return 0;
};

const gcd = (one, other) => (other ? gcd(other, one % other) : one);
const lcm = (numbers) => numbers.reduce((found, one) => (found / gcd(found, one)) * one, 1n);

class Check {
  constructor(document) {
    this.document = document;
    this.results = document.results;
    this.newer = has(this.results, "steps");
    const strange = strangeIn("document", [document], this.newer);
    const known = this.results.format === FORMATS[Number(this.newer)] && this.results.unit === UNIT;
    unless(known, `the format is not one of ${FORMATS.join(", ")}`);
    this.problems = strange.map((one) => ["field", one]);
    this.notes = [];
    this.unsupported = false;
    const { categories, shortlist, judged, sheets, lists, prizes, heads, key, steps = null } = this.results;
    Object.assign(this, { judged, sheets, heads, key, prizes, steps, marks: 0 });
    this.categories = new Map(categories.map((one) => [one.number, one]));
    this.entries = new Map(shortlist.map((one) => [one.number, one]));
    this.totals = new Map();
    this.means = new Map();
    const said = lists.flatMap((version) => version.adjustments).filter((one) => !unseen(one.reason));
    const named = (change) => new Set(said.filter((one) => one.change === change).map((one) => one.number));
    Object.assign(this, { added: named("added"), moved: named("moved") });
  }

  found(code, values = {}) {
    this.problems.push([code, values]);
  }

  async run() {
    await this.seals(this.count());
    for (const number of this.entries.keys()) this.entry(number);
    this.rank();
    this.listed(this.ballots(this.votes()));
    this.capped();
    return this;
  }

  count() {
    const leaves = [];
    const keys = [this.judged, this.sheets, this.results.sheet_totals].map((one) => canonical(Object.keys(one).sort()));
    if (new Set(keys).size > 1) this.found("unknown", { number: "sheet_totals" });
    for (const number of Object.keys(this.sheets).sort()) {
      const category = this.categories.get(this.judged[number]);
      if (!category) this.found("unknown", { number });
      else leaves.push(...this.countWork(number, category));
    }
    return leaves;
  }

  countWork(number, category) {
    const told = category.criteria.filter((one) => one.counts || category.ties.includes(one.code));
    let right = true;
    const listed = this.sheets[number].map((sheet) => {
      const points = told.map((one) => sheet.points[one.code]);
      unless(points.every(Number.isSafeInteger), "points are missing");
      const allowed = told.every((one, at) => points[at] >= 0 && points[at] <= one.max_points);
      const whole = Object.keys(sheet.points).length === told.length && Object.keys(sheet).length === 2;
      right &&= allowed && whole && /^[0-9a-f]{32}$/i.test(sheet.nonce);
      return [sum(told.map((one, at) => (one.counts ? points[at] * one.weight : 0))), points, sheet.nonce];
    });
    if (!right) this.found("points", { number });
    const totals = listed.map((one) => one[0]);
    this.totals.set(number, totals);
    if (listed.some((one, at) => at && compare(listed[at - 1], one) > 0)) this.found("sheets", { number });
    if (canonical(totals) !== canonical(this.results.sheet_totals[number] ?? null)) this.found("totals", { number });
    if (this.enough(category, totals)) {
      const places = category.ties.map((code) => told.findIndex((one) => one.code === code));
      this.means.set(number, [totals.length, sum(totals), ...places.map((at) => sum(listed.map((one) => one[1][at])))]);
    }
    // The canonical JSON of the leaves, put together by hand: they are many.
    const spelled = told.map((one) => one.code).sort();
    const start = `{"category":${JSON.stringify(category.code)},"nonce":"`;
    const middle = `","number":${JSON.stringify(number)},"points":{`;
    const points = (sheet) => spelled.map((code) => `${JSON.stringify(code)}:${sheet.points[code]}`).join(",");
    return this.sheets[number].map((sheet) => leafHash(`${start}${sheet.nonce}${middle}${points(sheet)}}}`));
  }

  enough(category, totals) {
    const limit = category.disagreement;
    const apart = limit !== null && totals.length > 0 && (Math.max(...totals) - Math.min(...totals)) * 100 > limit * UNIT;
    const minimum = this.results.rule.minimum_sheets;
    return totals.length > 0 && totals.length >= (apart ? Math.max(minimum, category.sheets_if_apart) : minimum);
  }

  async holds(text, signature, key) {
    const answer = await signed(key, text, signature);
    if (answer === null) this.unsupported = true;
    return answer !== false;
  }

  async seals(leaves) {
    const parts = Object.fromEntries(Object.keys(this.results).sort().map((key) => [key, canonical(this.results[key])]));
    const joined = (object) => `{${Object.entries(object).map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(",")}}`;
    const [whole, content] = [joined(parts), joined(without(parts, "heads"))];
    this.marks = marks(whole);
    const digest = hex(sha256(UTF8.encode(whole)));
    if (digest !== this.document.digest || whole !== whole.normalize("NFC")) this.found("digest");
    if (!(await this.holds(whole, this.document.signature, this.key))) this.found("signature");
    const last = await this.chain();
    this.last = last;
    const releases = this.heads.filter((head) => head.subject === "decision").length;
    const { number = releases } = this.document;
    if (number !== releases) this.found("field", { where: "document", name: "number" });
    const { rule, categories, prizes, edition } = this.results;
    const steps = this.steps ? { steps: this.steps } : {};
    const ruled = canonical({ rule, categories, prizes, ...steps, edition: edition.code });
    this.sealed(last, "rule", [leafHash(ruled)], hex(sha256(UTF8.encode(ruled))));
    this.sealed(last, "decision", [leafHash(content)], hex(sha256(UTF8.encode(content))));
    this.sealed(last, "sheets", leaves, "");
    if (!this.steps) this.notes.push(["unruled", {}]);
    if (!last.has("submissions")) this.notes.push(["not_sealed", { subject: "submissions" }]);
    if (last.has("decision") && last.get("decision") !== this.heads.at(-1)) {
      this.found("head", { number: this.heads.length, part: "place" });
    }
  }

  async chain() {
    const hashes = [];
    const last = new Map();
    let day = "";
    for (const [at, head] of this.heads.entries()) {
      const number = at + 1;
      const { subject, reason } = head;
      const known = last.has(subject);
      const late = known || (subject === "rule" && last.has("sheets"));
      const right = {
        format: head.format === HEAD,
        number: head.number === number,
        edition: head.edition === this.results.edition.code,
        key: head.key === this.key,
        previous: head.previous === (hashes.length ? hex(hashes.at(-1)) : ""),
        log: head.log === treeRoot(hashes),
        kind: head.kind === (known ? "correction" : subject),
        on: head.on >= day,
        subject: ["rule", "decision", ...TREES].includes(subject),
        digest: head.root.length === 64 && head.digest.length === (TREES.includes(subject) ? 0 : 64),
        reason: !(late && unseen(reason)),
        signature: await this.holds(canonical(without(head, "signature")), head.signature, head.key),
      };
      for (const [part, holds] of Object.entries(right)) if (!holds) this.found("head", { number, part });
      if (known) this.notes.push(["corrected", { number, subject, reason }]);
      else if (!unseen(reason)) this.notes.push(["late", { number, subject }]);
      hashes.push(leafHash(canonical(head)));
      last.set(subject, head);
      day = head.on;
    }
    return last;
  }

  sealed(last, subject, leaves, digest) {
    const head = last.get(subject);
    if (!head && leaves.length) this.found("head_missing", { subject });
    else if (!head) return;
    else if (head.size !== leaves.length || head.root !== treeRoot(leaves) || head.digest !== digest) {
      this.found("sealed", { number: head.number, subject });
    }
  }

  byPoints(numbers) {
    const mine = numbers.map((number) => [number, this.means.get(number)]);
    const common = lcm(mine.map(([, key]) => BigInt(key[0])));
    const keys = mine.map(([number, key]) => [number, key.slice(1).map((one) => (BigInt(one) * common) / BigInt(key[0]))]);
    keys.sort((one, other) => compare(other[1], one[1]));
    const ranks = new Map();
    let rank = 0;
    for (const [at, [number, key]] of keys.entries()) {
      if (!at || compare(keys[at - 1][1], key)) rank = at + 1;
      ranks.set(number, rank);
    }
    return ranks;
  }

  rank() {
    const { moved } = this;
    for (const place of this.categories.keys()) {
      const mine = [...this.entries.values()].filter((one) => one.category === place);
      const ranks = this.byPoints(mine.map((one) => one.number).filter((one) => this.means.has(one) && !moved.has(one)));
      const sorted = (some) => some.map((one) => one.rank).sort((one, other) => one - other);
      const put = sorted(mine.filter((one) => moved.has(one.number)));
      const others = sorted(mine.filter((one) => !moved.has(one.number) && !ranks.has(one.number)));
      const every = sorted(mine);
      for (const { number, rank } of mine) {
        let follows;
        if (moved.has(number)) follows = every.filter((one) => one === rank).length === 1 ? 1 + below(every, rank) : 0;
        else if (ranks.has(number)) follows = ranks.get(number) + below(put, rank);
        else follows = 1 + ranks.size + below(put, rank) + below(others, rank);
        if (rank !== follows) this.found("rank", { number, stated: rank, follows });
      }
    }
  }

  entry(number) {
    const entry = this.entries.get(number);
    const totals = this.totals.get(number) ?? [];
    const [added, result] = [this.added.has(number), this.means.has(number)];
    const elsewhere = has(this.judged, number) && entry.category !== this.judged[number];
    if (elsewhere || !this.categories.has(entry.category) || !(totals.length || added)) this.found("unknown", { number });
    const { numerator, denominator } = entry.mean;
    const mine = BigInt(sum(totals)) * BigInt(denominator);
    const stated = BigInt(numerator) * BigInt(totals.length * UNIT);
    // What has no result is listed without one.
    const right = !result && added ? numerator === 0 : denominator > 0 && mine === stated;
    if (!right || entry.sheets !== totals.length) this.found("mean", { number });
    if (!result && !added) this.found("few", { number });
  }

  reaches(category, totals) {
    const [points, part = ""] = category.threshold.split(".");
    const threshold = Number(points) * 100 + Number(`${part}00`.slice(0, 2));
    return sum(totals) * 100 >= threshold * totals.length * UNIT;
  }

  listed(passed) {
    const known = new Map();
    let [base, decided, above] = [null, null, undefined];
    for (const version of this.results.lists) {
      const { number, kind, entries, adjustments, rule, digest } = version;
      const listed = new Set(entries);
      const byPoints = BY_POINTS.includes(rule.kind);
      const strange = entries.some((one) => !has(this.judged, one) && !this.added.has(one));
      if (listed.size !== entries.length || strange) this.found("list", { number, kind, work: "entries" });
      const source = (rule.kind === "decision" ? rule.shortlist : rule.from) ?? undefined;
      const { before, first, place } = known.get(source) ?? { before: null, first: version, place: -1 };
      const changes = new Map(adjustments.map((one) => [one.number, one.change]));
      for (const one of adjustments) {
        const was = before?.has(one.number) ?? false;
        const is = listed.has(one.number);
        const right = { added: !was && is, moved: was && is, removed: was && !is }[one.change];
        if (changes.get(one.number) !== one.change || unseen(one.reason) || !right) {
          this.found("list", { number, kind, work: one.number });
        }
      }
      const comes = !before === byPoints && (source === undefined) === byPoints && !known.has(digest);
      if (!comes || (this.newer && source !== above)) this.found("list", { number, kind, work: "from" });
      known.set(digest, { before: listed, first, place: this.step(version, place) });
      above = digest;
      if (before) {
        // Nothing explains what became of a work without a ballot.
        const voted = rule.kind === "council_vote";
        const stayed = [...before].filter((one) => !voted || (passed.get(one) ?? (this.newer && !listed.has(one))));
        const added = [...changes.keys()].filter((one) => changes.get(one) === "added");
        const kept = new Set([...stayed, ...added].filter((one) => changes.get(one) !== "removed"));
        const wrong = [...new Set([...kept, ...listed])].filter((one) => kept.has(one) !== listed.has(one));
        for (const work of wrong.sort()) this.found("list", { number, kind, work });
      }
      // Files of before held more than the way to the decision.
      if (this.newer || kind === "decided") [base, decided] = [first, kind === "decided" ? listed : null];
    }
    const { shortlist } = this.results;
    const whole = decided?.size === this.entries.size && this.entries.size === shortlist.length;
    if (!whole || !shortlist.every((one) => decided.has(one.number))) this.found("decided");
    if (base) this.firstList(base);
  }

  // The place of a list among the sealed steps; it is made by their rule, and states no other.
  step({ kind, number, rule, date }, before) {
    const steps = [...(this.steps ?? []), { kind: "decided", rule: "decision" }];
    const place = steps.findIndex((one) => one.kind === kind);
    const step = steps.at(place);
    const corrects = rule.kind === "correction"; // A correction is of the same step.
    const follows = BY_POINTS.includes(rule.kind) || place === before + (corrects ? 0 : 1);
    const alike = corrects || (rule.kind === step.rule && (rule.count ?? null) === (step.count ?? null));
    const every = [...this.categories.values()];
    const byCode = (some, told) => Object.fromEntries(some.map((one) => [one.code, told(one)]));
    const stated = {
      ...this.results.rule,
      dated_on: date,
      disagreement: byCode(every.filter((one) => one.disagreement !== null), (one) => decimal(one.disagreement)),
      thresholds: byCode(every, (one) => one.threshold),
      ties: byCode(every.filter((one) => one.ties.length), (one) => one.ties),
      without_result: Object.keys(this.judged).length - this.means.size,
    };
    const other = this.newer && Object.keys(rule).some((name) => has(stated, name) && !same(rule[name], stated[name]));
    if (other || (this.steps && !(place >= 0 && follows && alike))) this.found("step", { number, kind });
    return place;
  }

  // The list that was made of points holds all that the rule lists, and nothing else but by name.
  firstList({ rule, entries, adjustments }) {
    const [listed, wanted] = [new Set(entries), new Set()];
    for (const [place, category] of this.categories) {
      const ranks = this.byPoints([...this.means.keys()].filter((one) => this.judged[one] === place));
      for (const [number, rank] of ranks) {
        if (rule.kind === "top" ? rank <= rule.count : this.reaches(category, this.totals.get(number))) wanted.add(number);
      }
    }
    const named = new Set(adjustments.map((one) => one.number));
    const numbers = [...new Set([...wanted, ...listed])].filter((one) => wanted.has(one) !== listed.has(one));
    for (const number of numbers.filter((one) => !named.has(one)).sort()) {
      const code = this.means.has(number) ? "threshold" : "few";
      this.found(wanted.has(number) ? "left_out" : code, { number });
    }
  }

  capped() {
    const prizes = new Map(this.prizes.map((one) => [one.code, one]));
    const given = new Map();
    for (const [number, { prize, category }] of this.entries) {
      if (prize === null) continue;
      if (!prizes.has(prize)) this.found("prize", { number, prize });
      else for (const place of [`${category} ${prize}`, String(category), "all"]) given.set(place, (given.get(place) ?? 0) + 1);
    }
    const limits = new Map([["all", this.results.rule.prize_cap]]);
    for (const [place, category] of this.categories) {
      if (unseen(this.results.decision.cap_reasons[place] ?? "")) limits.set(String(place), category.prize_cap);
      for (const [code, one] of prizes) limits.set(`${place} ${code}`, one.max_per_category);
    }
    for (const [what, count] of given) if (count > (limits.get(what) ?? Infinity)) this.found("cap", { what });
  }

  // The rule of each vote is that of the sealed step; only what too few may vote on secretly is voted on openly.
  votes() {
    const votes = new Map();
    for (const { kind, rule } of this.results.lists) {
      const sealed = (this.steps ?? []).findLast((one) => one.kind === kind)?.vote ?? {};
      for (const one of rule.votes ?? []) {
        const openly = one.secrecy === "open" && sealed.secrecy === "secret";
        const stated = Object.fromEntries(Object.keys(sealed).map((part) => [part, one[part]]));
        if (openly) stated.secrecy = "secret";
        const ruled = !this.steps || Object.keys(sealed).length > 0;
        if (!same(stated, sealed) || votes.has(one.number) || !ruled) {
          this.found("vote", { number: one.number });
        }
        votes.set(one.number, { ...one, ...sealed, openly });
      }
    }
    return votes;
  }

  // Sums that add up, and pass or fail by the rule of the vote; gives what became of each work.
  ballots(votes) {
    const codes = new Set(this.prizes.map((one) => one.code));
    const [passed, turnout] = [new Map(), new Map()];
    for (const one of this.results.ballots) {
      const { number, vote } = one;
      const rule = votes.get(vote);
      const there = this.newer ? [one.handed_in, one.members] : [];
      const given = Object.values(one.prizes);
      const counts = [one.agree, one.disagree, one.abstain, ...given, one.recused, ...there];
      if (this.newer) counts.push(one.times);
      const cast = one.agree + one.disagree + one.abstain;
      const able = one.members - one.recused;
      let right = counts.every((count) => Number.isSafeInteger(count) && count >= 0) && rule !== undefined;
      right &&= sum(given) <= cast && cast <= able && Object.keys(one.prizes).every((code) => codes.has(code));
      right &&= !passed.has(number) && (has(this.judged, number) || this.added.has(number));
      if (right && this.newer) {
        const absent = one.handed_in - cast;
        right = absent >= 0 && absent <= one.recused && one.times > 0 && one.times <= rule.votes;
      }
      if (right && !turnout.has(vote)) turnout.set(vote, there);
      right &&= same(turnout.get(vote), there);
      right &&= !(rule.openly && able >= 3) && one.passed === passes(rule, one, cast);
      if (!right) this.found("ballots", { number });
      passed.set(number, passed.get(number) || one.passed);
    }
    for (const [number, [came, members]] of this.newer ? turnout : []) {
      const [part, whole] = share(votes.get(number).quorum);
      if (came * whole < members * part) this.found("quorum", { number, handed_in: came });
    }
    if (this.newer) {
      // Every work of a vote was voted on, and the last vote on it is in the file.
      const rows = this.results.ballots;
      const fits = [...votes].every(([number, { works }]) => rows.filter((one) => one.vote === number).length <= works);
      const works = sum([...votes.values()].map((one) => one.works));
      if (!fits || works !== sum(rows.map((one) => one.times))) this.found("voted");
    }
    return passed;
  }
}

// How many of sorted numbers are smaller.
const below = (numbers, limit) => {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
};

// A share as two whole numbers: `2/3`, or `1`.
const share = (text) => {
  const [part, whole = "1"] = text.split("/");
  return [Number(part), Number(whole)];
};

// Hundredths as the portal writes them: `10`, `7.5`.
const decimal = (hundredths) => {
  const whole = Math.floor(hundredths / 100);
  return `${whole}.${String(hundredths - whole * 100).padStart(2, "0")}`.replace(/[.]?0+$/, "");
};

const passes = (rule, one, cast) => {
  let base = rule.pass_of === "all" ? one.members - one.recused : cast;
  let { agree } = one;
  if (one.casting !== null) {
    if (!rule.casting_vote || agree !== one.disagree) return null;
    base += 1;
    agree += one.casting === true ? 1 : 0;
  }
  const [part, whole] = share(rule.pass_share);
  const [have, need] = [agree * whole, base * part];
  return base > 0 && agree > 0 && (rule.pass_by === "more_than" ? have > need : have >= need);
};

const receiptFindings = async (check, receipt) => {
  const mine = read(receipt);
  if (marks(receipt) !== marks(canonical(mine))) check.found("twice");
  const { leaf, head, path, index, format } = mine;
  unless(head, "a head is missing");
  const { subject } = head;
  const because = (why) => check.found("receipt", { why });
  const known = format === INCLUSION && head.format === HEAD && TREES.includes(subject) && index >= 0 && index < head.size;
  const strange = [...strangeIn("receipt", [mine]), ...strangeIn("heads", [head])];
  if (!known || strange.length || strangeIn(`${subject} leaf`, [leaf]).length) return because("format");
  const signed = await check.holds(canonical(without(head, "signature")), head.signature, head.key);
  if (head.key !== check.key || !signed) return because("signature");
  let found = leafHash(canonical(leaf));
  let [here, size] = [index, head.size];
  const left = path.map(unhex);
  while (size > 1) {
    if ((here ^ 1) < size) {
      unless(left.length > 0, "the path is too short");
      found = here % 2 ? nodeHash(left.shift(), found) : nodeHash(found, left.shift());
    }
    [here, size] = [here >> 1, (size + 1) >> 1];
  }
  if (left.length || hex(found) !== head.root) return because("root");
  if (!check.heads.some((one) => same(one, head))) return because("head");
  const [newest, number] = [check.last.get(subject), leaf.number];
  const sheets = has(check.sheets, number) ? check.sheets[number] : [];
  const counted = subject === "sheets" ? sheets.filter((one) => same(one.points, leaf.points)) : [leaf];
  const values = { number, head: head.number };
  if (same(newest, head)) {
    if (!counted.some((one) => one.nonce === leaf.nonce)) because("leaf");
    return check.notes.push(["receipt_holds", { ...values, index: index + 1, size: head.size }]);
  }
  Object.assign(values, { newer: newest.number, reason: newest.reason });
  return counted.length ? check.notes.push(["superseded", values]) : check.found("uncounted", values);
};

// `content` is the text of a results file, `receipt` that of an inclusion receipt, if there is one.
export const check = async (content, receipt = "") => {
  try {
    const done = await new Check(read(content)).run();
    if (marks(content) !== done.marks + marks(canonical({ ...done.document, results: 0 }))) done.found("twice");
    const sheets = sum([...done.totals.values()].map((one) => one.length));
    done.notes.push(["holds", { works: done.totals.size, sheets, heads: done.heads.length }]);
    if (receipt) await receiptFindings(done, receipt);
    const { problems, unsupported } = done;
    return { problems, notes: done.notes.filter(([code]) => !(problems.length && code.endsWith("holds"))), unsupported };
  } catch (error) {
    if (!(error instanceof UnreadableError || error instanceof TypeError || error instanceof SyntaxError || error instanceof RangeError)) throw error;
    return { problems: [["unreadable", { why: error.message.slice(0, 200) }]], notes: [], unsupported: false };
  }
};
