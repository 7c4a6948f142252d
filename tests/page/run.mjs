// Runs the page's rules by themselves: for each step told, the code, its bars and its QR code, as JSON lines.
import { readFileSync } from "node:fs";
import vm from "node:vm";

const [page, lease, ...steps] = process.argv.slice(2);
const rules = /<script id="rules">([^]*?)<\/script>/.exec(readFileSync(page, "utf8"))[1];
const context = vm.createContext({ crypto, Uint8Array, DataView, ArrayBuffer });
vm.runInContext(rules, context);
context.given = readFileSync(lease, "utf8");
for (const step of steps) {
  context.step = Number(step);
  const answer = await vm.runInContext(`(async () => {
    const lease = readLease(given), why = lease ? nothing(lease, step) : "none";
    if (why) return { why };
    const code = await codeOf(lease, step);
    return { code, bars: bars(code), qr: qr(code).map((row) => row.map(Number).join("")) };
  })()`, context);
  console.log(JSON.stringify(answer));
}
