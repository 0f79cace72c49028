// Run the engine of TensorFlow's playground: jobs come as JSON on stdin, their results go as JSON to stdout.
//
//     node tests/reference/original_playground.cjs CHECKOUT < jobs.json
//
// CHECKOUT is a copy of https://github.com/tensorflow/playground in which `npm ci --ignore-scripts` was run: its own
// TypeScript, D3 and seedrandom are used, and nothing of it stands here.

const fs = require("fs"), path = require("path"), vm = require("vm"), {createRequire} = require("module");

// Its modules run in this process and share its Math, so that Math.seedrandom seeds them, as in the page.
function load(checkout) {
  const theirs = createRequire(path.resolve(checkout, "package.json")), made = {};
  const typescript = theirs("typescript");
  const {config} = typescript.readConfigFile(path.resolve(checkout, "tsconfig.json"), typescript.sys.readFile);
  theirs("seedrandom");
  const take = name => {
    if (!name.startsWith("./")) return theirs(name);
    if (!made[name]) {
      const file = path.resolve(checkout, "src", `${name}.ts`);
      const {outputText} = typescript.transpileModule(fs.readFileSync(file, "utf8"), config);
      made[name] = {};
      vm.runInThisContext(`(function (require, exports) {${outputText}\n})`, {filename: file})(take, made[name]);
    }
    return made[name];
  };
  return {...take("./nn"), ...take("./dataset"), ...take("./state"), ...take("./heatmap")};
}

const FEATURES = {
  x: (x, y) => x, y: (x, y) => y, xSquared: (x, y) => x * x, ySquared: (x, y) => y * y,
  xTimesY: (x, y) => x * y, sinX: (x, y) => Math.sin(x), sinY: (x, y) => Math.sin(y),
};

// The points as the page draws them from the job's seed, all of them shuffled.
function points(engine, job) {
  Math.seedrandom(job.seed);
  const generator = {...engine.datasets, ...engine.regDatasets}[job.dataset];
  const drawn = generator(job.n, job.noise / 100);
  engine.shuffle(drawn);
  return drawn;
}

// As the page does after it has drawn the points: the random numbers go on.
function build(engine, job) {
  const output = job.problem === "regression" ? engine.Activations.LINEAR : engine.Activations.TANH;
  return engine.buildNetwork([job.features.length, ...job.hidden, 1], engine.activations[job.activation], output,
    engine.regularizations[job.regularization], job.features);
}

// Layer for layer, what is asked of its links, sorted by their sources and then by their ends, and of its nodes.
function theta(network, ofLink, ofNode) {
  return network.slice(1).flatMap((layer, k) => [
    ...network[k].flatMap((source, i) => layer.map(node => ofLink(node.inputLinks[i]))), ...layer.map(ofNode)]);
}

const numbers = network => theta(network, link => link.weight, node => node.bias);

// One epoch: an update after each `batch` examples; what is left over counts for the first update of the next epoch.
function epoch(engine, network, inputs, labels, job) {
  inputs.forEach((input, k) => {
    engine.forwardProp(network, input);
    engine.backProp(network, labels[k], engine.Errors.SQUARE);
    if ((k + 1) % job.batch === 0) engine.updateWeights(network, job.rate, job.regularizationRate);
  });
}

function meanLoss(engine, network, inputs, labels) {
  const losses = inputs.map((input, k) => engine.Errors.SQUARE.error(engine.forwardProp(network, input), labels[k]));
  return losses.reduce((a, b) => a + b, 0) / losses.length;
}

// The map of each unit over ±6 as its small picture shows it, a mean of 10 × 10 points in each cell: [across][down].
function maps(engine, network, features) {
  const side = 100, at = k => -6 + 12 * k / (side - 1), found = network.slice(1).flat().map(() => []);
  for (let i = 0; i < side; i++) {
    found.forEach(map => map.push([]));
    for (let j = 0; j < side; j++) {
      engine.forwardProp(network, features.map(f => f(at(i), at(side - 1 - j))));
      network.slice(1).flat().forEach((node, k) => found[k][i].push(node.output));
    }
  }
  return found.map(map => engine.reduceMatrix(map, 10));
}

// The job's points, its losses and its θ at the start and after each of `seen` epochs, and which links are dead.
function run(engine, job) {
  const drawn = points(engine, job), split = Math.floor(drawn.length * job.percent / 100);
  const features = job.features.map(name => FEATURES[name]), network = build(engine, job);
  if (job.moved) network.slice(1).flat().forEach(node => node.inputLinks.forEach(link => link.weight += job.moved));
  const halves = [drawn.slice(0, split), drawn.slice(split)].map(part =>
    [part.map(p => features.map(f => f(p.x, p.y))), part.map(p => p.label)]);
  const losses = [], seen = [];
  for (let k = 0; k <= job.epochs; k++) {
    if (k) epoch(engine, network, ...halves[0], job);
    losses.push(halves.map(half => meanLoss(engine, network, ...half)));
    if (job.seen.includes(k)) seen.push(numbers(network));
  }
  const dead = theta(network, link => Number(link.isDead), () => 0);
  return {points: drawn.map(p => [p.x, p.y, p.label]), split, losses, theta: seen, dead,
    maps: maps(engine, network, features)};
}

if (require.main === module) {
  const engine = load(process.argv[2]), jobs = JSON.parse(fs.readFileSync(0, "utf8"));
  process.stdout.write(JSON.stringify(jobs.map(job => run(engine, job))));
}

module.exports = {build, epoch, load, numbers};
