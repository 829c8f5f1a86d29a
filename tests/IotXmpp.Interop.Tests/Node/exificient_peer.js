// EXI for JSON by exificient.js. usage: node exificient_peer.js PATH-OF-exificient.js REQUESTS
// A line of the requests is {"exify": JSON} or {"parse": "hex"}; a line of output is "hex" or the JSON.
"use strict";
const say = console.log;
console.log = () => { };  // the library tells what it does
const exificient = require(process.argv[2]);
const lines = require("fs").readFileSync(process.argv[3], "utf8").split("\n").filter(line => line.length > 0);
for (const line of lines) {
  const request = JSON.parse(line);
  say(JSON.stringify("exify" in request
    ? Buffer.from(exificient.exify(request.exify)).toString("hex")
    : exificient.parse(new Uint8Array(Buffer.from(request.parse, "hex")))));
}
