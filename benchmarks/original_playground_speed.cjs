// The engine of TensorFlow's playground as a peer of `playground_speed.py`, which starts this with the path of a
// checkout: it reads a question a line, and answers each in a line. `tests/reference/original_playground.cjs` loads it.

const {build, epoch, load} = require("../tests/reference/original_playground.cjs");
const engine = load(process.argv.at(-1));
const running = {};

// θ is of each layer W (d_in, d_out), row by row, and then b: written, where it is `given`, and read.
function theta(network, given) {
  const found = [], value = (holder, name) => {
    if (given) holder[name] = given[found.length];
    found.push(holder[name]);
  };
  network.slice(1).forEach((layer, k) => {
    network[k].forEach((_, i) => layer.forEach(node => value(node.inputLinks[i], "weight")));
    layer.forEach(node => value(node, "bias"));
  });
  return found;
}

// With a start: θ after so many epochs from there. Without: the mean seconds of an update in so many epochs more.
function answer({name, start}, epochs) {
  if (start) {
    const job = {...start, features: ["x", "y"], activation: "tanh", regularization: "none", regularizationRate: 0};
    running[name] = {network: build(engine, job), job};
    theta(running[name].network, start.theta);
  }
  const {network, job} = running[name], began = process.hrtime.bigint();
  for (let k = 0; k < epochs; k++) epoch(engine, network, job.X, job.y, job);
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  return start ? theta(network) : [seconds / (epochs * job.X.length / job.batch)];
}

require("readline").createInterface({input: process.stdin}).on("line", line =>
  console.log(JSON.stringify(answer(...JSON.parse(line)))));
